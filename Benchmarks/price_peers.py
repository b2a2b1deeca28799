# SPDX-License-Identifier: Apache-2.0
"""The time of one price by LiteLLM and by genai-prices, in microseconds, as one line of JSON.

For a Python that has them; bench/sections/pricing.py runs it.
"""

import importlib.metadata
import json
import os
import statistics
import sys
import time

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ.setdefault("LITELLM_LOG", "ERROR")

MAP = "litellm/model_prices_and_context_window_backup.json"
MODEL = "gpt-4o"
ROUNDS, CALLS = 21, 200


def microseconds(body):
    """The median of many rounds; the first one, which fills their caches, does not count."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        for _ in range(CALLS):
            body()
        times.append((time.perf_counter() - began) / CALLS * 1_000_000)
    return statistics.median(times[1:])


def main():
    distribution = importlib.metadata.distribution("litellm")
    if sys.argv[1:] == ["--where"]:
        print(json.dumps({"map": str(distribution.locate_file(MAP))}))
        return
    import genai_prices
    import litellm
    from litellm.types.utils import ModelResponse, PromptTokensDetailsWrapper, Usage

    usage = Usage(
        prompt_tokens=1_000, completion_tokens=200, total_tokens=1_200,
        prompt_tokens_details=PromptTokensDetailsWrapper(cached_tokens=600))
    response = ModelResponse(model=MODEL, usage=usage)
    theirs = genai_prices.Usage(input_tokens=1_000, cache_read_tokens=600, output_tokens=200)
    assert litellm.completion_cost(completion_response=response, model=MODEL) == 0.00375
    print(json.dumps({
        "litellm.completion_cost": microseconds(
            lambda: litellm.completion_cost(completion_response=response, model=MODEL)),
        "litellm.cost_per_token": microseconds(
            lambda: litellm.cost_per_token(
                model=MODEL, custom_llm_provider="openai", usage_object=usage)),
        "genai_prices.calc_price": microseconds(
            lambda: genai_prices.calc_price(theirs, MODEL, provider_id="openai")),
    }))


if __name__ == "__main__":
    main()
