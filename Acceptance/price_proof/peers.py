# SPDX-License-Identifier: Apache-2.0
"""The other calculators, each told of a case in its own words."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from decimal import Decimal

from .cases import AT, Case

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ.setdefault("LITELLM_LOG", "ERROR")

import genai_prices  # noqa: E402
import litellm  # noqa: E402
from genai_prices import Usage as GenaiUsage  # noqa: E402
from litellm.cost_calculator import cost_per_token, default_video_cost_calculator  # noqa: E402
from litellm.types.utils import (  # noqa: E402
    CompletionTokensDetailsWrapper,
    ImageObject,
    ImageResponse,
    PromptTokensDetailsWrapper,
    Usage,
)

MOMENT = datetime.fromisoformat(AT).astimezone(timezone.utc)


class NotPriced(Exception):
    """The calculator refuses, or knows no price; it would bill nothing."""


# ── genai-prices: exact decimals ─────────────────────────────────────────────────────────────────

GENAI_KEYS = {
    "input_tokens": "input_tokens", "output_tokens": "output_tokens",
    "cached_input_tokens": "cache_read_tokens", "reasoning_tokens": "output_reasoning_tokens",
    "cache_write_1h_tokens": "cache_write_1h_tokens", "input_audio_tokens": "input_audio_tokens",
    "output_audio_tokens": "output_audio_tokens", "input_image_tokens": "input_image_tokens",
    "output_image_tokens": "output_image_tokens", "characters": "input_characters",
    "audio_seconds": "audio_seconds", "pages": "input_document_pages",
    "annotated_pages": "input_annotated_document_pages", "web_searches": "web_searches",
    "messages": "input_text_messages", "file_searches": "storage_searches",
}


def genai(case: Case) -> Decimal:
    provider, _, model = case.genai.partition("/")
    usage = {GENAI_KEYS[name]: count for name, count in case.usage.items()
             if name in GENAI_KEYS}
    writes = case.usage.get("cache_write_tokens", 0) + case.usage.get("cache_write_1h_tokens", 0)
    if writes:
        usage["cache_write_tokens"] = writes
    usage = {name: Decimal(count) if isinstance(count, str) else count
             for name, count in usage.items()}
    context = dict(case.dimensions)
    if context.get("service_tier") == "batch":
        context = {"processing": "batch"}
    try:
        price = genai_prices.calc_price(
            GenaiUsage(**usage), model, provider_id=provider, genai_request_timestamp=MOMENT,
            price_context=context or None)
    except (LookupError, ValueError) as error:
        raise NotPriced(str(error)) from error
    return price.total_price


# ── LiteLLM: binary fractions ────────────────────────────────────────────────────────────────────

def litellm_cost(case: Case) -> float:
    entry = litellm.model_cost[case.litellm]
    provider = entry["litellm_provider"]
    # Providers of many kinds of models (vertex_ai-anthropic_models) are one provider in a call.
    for known in ("vertex_ai", "bedrock", "fireworks_ai", "cohere"):
        if provider.startswith(known):
            provider = known
    try:
        return CALCULATORS[case.kind](case, case.litellm, provider)
    except Exception as error:
        raise NotPriced(f"{type(error).__name__}: {error}"[:200]) from error


def _tokens(case: Case, key: str, provider: str) -> float:
    tier = case.dimensions.get("service_tier")
    paid = cost_per_token(
        model=key, custom_llm_provider=provider, usage_object=usage_of(case),
        call_type="aretrieve_batch" if tier == "batch" else "completion",
        service_tier=None if tier == "batch" else tier,
        data_residency=case.dimensions.get("region"))
    return sum(paid)


def usage_of(case: Case) -> Usage:
    count = case.usage.get
    writes = count("cache_write_tokens", 0) + count("cache_write_1h_tokens", 0)
    given = {
        "cached_tokens": count("cached_input_tokens", 0),
        "audio_tokens": count("input_audio_tokens", 0),
        "image_tokens": count("input_image_tokens", 0),
    }
    if writes:
        given["cache_creation_tokens"] = writes
        given["cache_creation_token_details"] = {
            "ephemeral_5m_input_tokens": count("cache_write_tokens", 0),
            "ephemeral_1h_input_tokens": count("cache_write_1h_tokens", 0)}
    made = {
        "reasoning_tokens": count("reasoning_tokens", 0),
        "audio_tokens": count("output_audio_tokens", 0),
        "image_tokens": count("output_image_tokens", 0),
    }
    usage = Usage(
        prompt_tokens=count("input_tokens", 0), completion_tokens=count("output_tokens", 0),
        total_tokens=count("input_tokens", 0) + count("output_tokens", 0))
    if any(given.values()):
        usage.prompt_tokens_details = PromptTokensDetailsWrapper(**given)
    if any(made.values()):
        usage.completion_tokens_details = CompletionTokensDetailsWrapper(**made)
    return usage


def _images(case: Case, key: str, provider: str) -> float:
    many = case.usage["images"]
    return litellm.completion_cost(
        completion_response=ImageResponse(data=[ImageObject(url="x")] * many), model=key,
        call_type="image_generation", custom_llm_provider=provider,
        size=case.dimensions.get("size", "1024x1024").replace("x", "-x-"),
        quality=case.dimensions.get("quality"), n=many)


def _characters(case: Case, key: str, provider: str) -> float:
    return sum(cost_per_token(
        model=key, custom_llm_provider=provider, call_type="speech",
        prompt_characters=case.usage["characters"]))


def _seconds_heard(case: Case, key: str, provider: str) -> float:
    return sum(cost_per_token(
        model=key, custom_llm_provider=provider, call_type="transcription",
        audio_transcription_file_duration=float(case.usage["audio_seconds"])))


def _seconds_made(case: Case, key: str, provider: str) -> float:
    return default_video_cost_calculator(
        model=key, duration_seconds=float(case.usage["video_seconds"]),
        custom_llm_provider=provider)


def _reranks(case: Case, key: str, provider: str) -> float:
    return sum(cost_per_token(
        model=key, custom_llm_provider=provider, call_type="rerank",
        rerank_billed_units={"search_units": case.usage["searches"]}))


def _searches(case: Case, key: str, provider: str) -> float:
    return sum(cost_per_token(
        model=key, custom_llm_provider=provider, call_type="search",
        number_of_queries=case.usage["searches"]))


CALCULATORS = {
    "tokens": _tokens, "images": _images, "characters": _characters,
    "heard": _seconds_heard, "video": _seconds_made, "rerank": _reranks, "search": _searches,
}
