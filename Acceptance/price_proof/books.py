# SPDX-License-Identifier: Apache-2.0
"""The other calculators' own price lists as Florin reads them, for Florin to price by."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "Scripts"))

from curation import genai as translation  # noqa: E402
from curation.book import head  # noqa: E402
from curation.rates import plain  # noqa: E402

# LiteLLM's providers by their canonical names, where the two differ by more than a dash.
CANONICAL = {
    "gemini": "google", "dashscope": "alibaba", "moonshot": "moonshotai", "voyage": "voyageai",
    "together_ai": "togetherai", "cohere_chat": "cohere", "codestral": "mistral",
    "text-completion-codestral": "mistral", "text-completion-openai": "openai",
    "nova": "amazon-nova", "aws_polly": "amazon-polly", "exa_ai": "exa",
    "parallel_ai": "parallel", "runwayml": "runway",
    "jina_ai": "jina", "watsonx": "ibm-watsonx", "oci": "oracle", "nvidia_nim": "nvidia",
    "lambda_ai": "lambda", "gradient_ai": "digitalocean", "gmi": "gmicloud",
}
FAMILIES = {"vertex_ai": "google-vertex", "bedrock": "amazon-bedrock", "azure": "azure",
            "fireworks_ai": "fireworks-ai", "sagemaker": "amazon-sagemaker"}


def canonical(provider: str) -> str:
    for family, name in FAMILIES.items():
        if provider.startswith(family):
            return name
    return CANONICAL.get(provider, provider.replace("_", "-").lower())


@dataclass
class Book:
    """A catalog in Florin's format. Its providers have a prefix of the list, so that it shares no
    model with what is built into Florin."""

    prefix: str
    models: list[dict]

    def __post_init__(self) -> None:
        self.names: dict[tuple[str, str], str] = {}
        for model in self.models:
            provider = model["provider"]
            model["provider"] = self.prefix + provider
            model.pop("vendor", None)
            for name in (model["model"], *model.get("aliases", [])):
                self.names[provider, name] = model["model"]

    def find(self, provider: str, *names: str) -> tuple[str, str] | None:
        """Provider and name in this book of the first name that is in it."""
        for name in names:
            if (provider, name) in self.names:
                return self.prefix + provider, self.names[provider, name]
        return None

    def catalog(self) -> dict:
        return {"format": "florin.catalog/1", "source": self.prefix.strip("-"),
                "models": self.models}


def dumps(value: object) -> str:
    """JSON with decimals as numbers, every digit kept."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(n)}:{dumps(v)}" for n, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dumps, value)) + "]"
    return plain(value) if isinstance(value, Decimal) else json.dumps(value)


def of_litellm(reader: list[str]) -> Book:
    """LiteLLM's map, the whole of it, as Florin's own reader understands it."""
    file = importlib.metadata.distribution("litellm").locate_file(
        "litellm/model_prices_and_context_window_backup.json")
    command = [*reader, str(file), "--format", "litellm"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Book("litellm-", json.loads(done.stdout, parse_float=Decimal)["models"])


def of_genai() -> Book:
    """genai-prices' data, which no reader of Florin's knows: translated for the built-in book."""
    file = importlib.metadata.distribution("genai-prices").locate_file("genai_prices/data.py")
    models = []
    for provider, theirs in translation.load(Path(str(file)).read_text()).items():
        for model in theirs:
            columns = []
            for rate in translation.rates(model, ""):
                column: dict = {n: json.loads(v) for n, v in head(rate, "")}
                columns.append(column | {rate.meter: rate.price})
            name = model.members["id"]
            if columns:
                models.append({"provider": provider, "model": name, "prices": columns})
    return Book("genai-", models)
