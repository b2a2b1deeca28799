# SPDX-License-Identifier: Apache-2.0
"""Why Florin and another calculator differ, and who is right: each difference has one reason."""

from __future__ import annotations

from dataclasses import dataclass

from .cases import Case


@dataclass(frozen=True)
class Reason:
    """A kind of difference, for a person to judge."""

    title: str
    right: str
    because: str


TWIN = Reason(
    "two entries for one model", "Florin, on the safe side",
    "LiteLLM's map has the model twice with different prices, with and without its provider in the "
    "name. Florin bills the dearer of the two.")
GAP = Reason(
    "long context in a tier without a price for it", "Florin",
    "The list has a price for long context and one for the tier, and none for both. Florin "
    "refuses; the others take the long price without the tier, or the tier's short price.")
NO_PRICE = Reason(
    "no price at all for what was used", "Florin",
    "The list has no price for a meter of the usage. Florin refuses and names it; LiteLLM bills 0.")
ROUTER = Reason(
    "a router's choice", "Florin",
    "The price is that of the model that gets picked, known only from the upstream's answer.")
BATCH_PARTS = Reason(
    "parts of a batch", "Florin",
    "LiteLLM's batch calculator knows input and output only: cached and written tokens cost input, "
    "reasoning and audio cost plain output, and half the price where the list states no price "
    "of batches.")
BATCH_LONG = Reason(
    "long context in a batch", "Florin",
    "LiteLLM's batch calculator knows no context tiers.")
TIER_LONG = Reason(
    "long context under priority or flex", "Florin",
    "The list states a price for the tier above the threshold, in fields that LiteLLM drops when "
    "it reads its own list: it bills the tier as if there were none.")
VERTEX = Reason(
    "service tiers of Vertex", "Florin",
    "The list states them; LiteLLM takes Vertex's models to its calculator by the character, which "
    "passes no tier on.")
TIER_PARTS = Reason(
    "parts under a tier", "Florin",
    "LiteLLM takes the price of a part (reasoning, audio, cache) from the fields without the tier "
    "though the list has one with it, or though the part's price is that of its whole.")
LONG_PARTS = Reason(
    "parts above a context threshold", "Florin",
    "The list states a price of the part above the threshold, or none of its own; LiteLLM takes "
    "the one below.")
ZERO_PART = Reason(
    "a part without a price of its own", "Florin",
    "LiteLLM bills it 0, Florin as what it is a part of (facts/pricing-data.md, section 1).")
ZERO_SIDE = Reason(
    "transcription priced on the input's side", "Florin",
    "LiteLLM takes the 0 on the output's side for the price and bills nothing.")
ONE_PRICE = Reason(
    "providers whose calculator knows input and output only", "Florin",
    "LiteLLM's calculator for this provider ignores the cache though the list has a price for it.")
TIERS_UNREAD = Reason(
    "tiers in a table", "Florin",
    "LiteLLM reads the table of tiers of Dashscope's models only; for other providers it bills the "
    "flat price beside it, or 0 where none stands there.")
LONG_UNREAD = Reason(
    "a context threshold of 256k", "Florin",
    "The list states it in fields that LiteLLM drops when it reads its own list: it bills the "
    "price for short context.")
SEARCH_FEE = Reason(
    "Perplexity's fee for a request", "Florin",
    "Every request searches, and costs a fee by its search context on top of its tokens. LiteLLM "
    "adds it only to answers that say how much they searched; genai-prices has one fee for all.")
REASONED_TWICE = Reason(
    "Perplexity's reasoning", "Florin",
    "Reasoning tokens are among the output tokens. LiteLLM bills them at the price of output and "
    "again at their own; genai-prices agrees with Florin.")
FEE = Reason(
    "a fee for each request", "Florin",
    "The list states one (input_cost_per_request), which LiteLLM's calculator does not read.")
OTHER_LIST = Reason(
    "the other list has another price", "whoever is newer",
    "LiteLLM and genai-prices agree about this usage by chance; the map's own prices are others.")
UNKNOWN = Reason("not explained", "open", "To be looked at.")

PART_FIELDS = {
    "cached_input_tokens": "cache_read_input_token_cost",
    "cache_write_tokens": "cache_creation_input_token_cost",
    "cache_write_1h_tokens": "cache_creation_input_token_cost_above_1hr",
    "input_audio_tokens": "input_cost_per_audio_token",
    "input_image_tokens": "input_cost_per_image_token",
    "reasoning_tokens": "output_cost_per_reasoning_token",
    "output_audio_tokens": "output_cost_per_audio_token",
    "output_image_tokens": "output_cost_per_image_token",
}


def of_litellm(case: Case, entry: dict, florin: dict, theirs: object, twins: bool) -> Reason:
    """Why Florin, pricing by LiteLLM's map, differs from LiteLLM."""
    error = str(florin.get("error", ""))
    tier = case.dimensions.get("service_tier")
    parts = [name for name in PART_FIELDS if case.usage.get(name)]
    is_long = any("_above_" in field and field.endswith("_tokens") for field in entry) and (
        "edge" in case.profile)
    if "is known only when" in error:
        return ROUTER
    if "only by dimensions" in error:
        return GAP
    if error:
        return NO_PRICE
    if tier == "batch":
        return BATCH_PARTS if parts else BATCH_LONG if is_long else TWIN if twins else UNKNOWN
    if entry["litellm_provider"] == "perplexity" and "reasoning_tokens" in parts:
        return REASONED_TWICE
    if entry["litellm_provider"] == "perplexity" and "search_context_cost_per_query" in entry:
        return SEARCH_FEE
    if is_long and any("_above_256k_" in field for field in entry):
        return LONG_UNREAD
    if tier and entry["litellm_provider"].startswith("vertex_ai"):
        return VERTEX
    if tier and is_long:
        return TIER_LONG
    if tier and parts:
        return TIER_PARTS
    if any(PART_FIELDS[name] not in entry for name in parts):
        return ZERO_PART
    if case.kind == "heard" and not theirs:
        return ZERO_SIDE
    if entry["litellm_provider"] in ("fireworks_ai", "databricks") and parts:
        return ONE_PRICE
    if "tiered_pricing" in entry and entry["litellm_provider"] != "dashscope":
        return TIERS_UNREAD
    if "input_cost_per_request" in entry:
        return FEE
    if is_long and parts:
        return LONG_PARTS
    return TWIN if twins else UNKNOWN


def of_genai(florin: dict) -> Reason:
    """Why Florin, pricing by genai-prices' data, differs from genai-prices."""
    error = str(florin.get("error", ""))
    return GAP if "only by dimensions" in error else NO_PRICE if error else UNKNOWN
