# SPDX-License-Identifier: Apache-2.0
"""Compares Florin's quotes with the calculators of LiteLLM and genai-prices, and writes what came
of it: `python -m price_proof.prove`, from Acceptance/, or `make prove-prices`."""

from __future__ import annotations

import argparse
import collections
import random
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from . import books, peers, reasons, report, sampling
from .books import ROOT, Book, canonical
from .cases import AT, Case, Traits, seconds, token_usages
from .florin import Florin, OwnServer, price
from .reasons import Reason

KINDS = {
    "chat": "tokens", "completion": "tokens", "responses": "tokens", "realtime": "tokens",
    "embedding": "tokens", "audio_speech": "characters", "audio_transcription": "heard",
    "video_generation": "video", "rerank": "rerank", "search": "search",
}
# LiteLLM's providers by the ids that genai-prices has for them.
GENAI = {
    "openai": "openai", "anthropic": "anthropic", "gemini": "google", "xai": "x-ai",
    "mistral": "mistral", "deepseek": "deepseek", "groq": "groq", "cohere": "cohere",
    "cohere_chat": "cohere", "perplexity": "perplexity", "azure": "azure", "azure_ai": "azure",
    "bedrock": "aws", "bedrock_converse": "aws", "together_ai": "together",
    "fireworks_ai": "fireworks", "openrouter": "openrouter", "cerebras": "cerebras",
    "novita": "novita", "moonshot": "moonshotai", "ovhcloud": "ovhcloud", "voyage": "voyageai",
    "databricks": "databricks", "minimax": "minimax", "zai": "zai", "cloudflare": "cloudflare",
}
NINTH = Decimal("0.000000001")
KEPT = Decimal("0.000000000000000001")


@dataclass
class Difference:
    case: Case
    florin: str
    litellm: str
    genai: str
    reason: Reason


@dataclass
class Tally:
    """What came of one comparison."""

    asked: int = 0
    equal: int = 0
    # Equal but for the last binary digit, which decided how the ninth decimal was rounded.
    noise: int = 0
    models: set[str] = field(default_factory=set)
    kinds: collections.Counter[str] = field(default_factory=collections.Counter)
    # Usages that the other calculator refuses or knows no price for.
    unpriced: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass
class Proof:
    litellm: Tally = field(default_factory=Tally)
    genai: Tally = field(default_factory=Tally)
    both: Tally = field(default_factory=Tally)
    # Usages of shared models about which LiteLLM and genai-prices do not agree with each other.
    apart: int = 0
    # Usages about which all three agree.
    agreed: list[tuple[Case, Decimal]] = field(default_factory=list)


def ninth(value: Decimal) -> Decimal:
    return value.quantize(NINTH, ROUND_HALF_UP)


def same(exact: Decimal, binary: float) -> bool:
    """Whether a sum of binary fractions is this decimal, but for their own error.

    A dozen operations on doubles are off by less than 1 part in 10¹³.
    """
    return abs(exact - Decimal(binary)) <= max(abs(exact) * Decimal("1e-12"), Decimal("1e-18"))


def traits_of_entry(entry: dict) -> Traits:
    parts = {name for name, meters in PARTS_BY_FIELD.items() if meters in entry}
    edges, tiers = set(), set()
    for name in entry:
        if match := re.search(r"_above_(\d+)(k?)_tokens", name):
            edges.add(int(match[1]) * (1_000 if match[2] else 1))
        for suffix, tier in (("_flex", "flex"), ("_priority", "priority"), ("_batches", "batch")):
            if name.endswith(suffix):
                tiers.add(tier)
    for tier in entry.get("tiered_pricing", []):
        edges |= {int(end) for end in tier.get("range", []) if end}
    return Traits(frozenset(parts), tuple(sorted(edges))[:4], tuple(sorted(tiers)))


PARTS_BY_FIELD = {
    "cached": "cache_read_input_token_cost", "write": "cache_creation_input_token_cost",
    "write1h": "cache_creation_input_token_cost_above_1hr",
    "reasoning": "output_cost_per_reasoning_token", "audio": "input_cost_per_audio_token",
    "spoken": "output_cost_per_audio_token", "picture": "input_cost_per_image_token",
    "drawn": "output_cost_per_image_token",
}


def usages_of_entry(
    entry: dict, dice: random.Random, many: int
) -> Iterator[tuple[str, dict, dict]]:
    kind = KINDS[entry["mode"]]
    few = max(2, many // 4)
    if kind == "tokens":
        for profile, usage, dimensions in token_usages(traits_of_entry(entry), dice, many):
            if entry["mode"] == "embedding":
                usage.pop("output_tokens")
            yield profile, usage, dimensions
    elif kind == "characters":
        yield from (("plain", {"characters": dice.randint(1, 5_000)}, {}) for _ in range(few))
    elif kind == "heard":
        yield from (("plain", {"audio_seconds": str(seconds(dice))}, {}) for _ in range(few))
    elif kind == "video":
        yield from (("plain", {"video_seconds": str(dice.randint(1, 60))}, {}) for _ in range(few))
    else:
        yield from (("plain", {"searches": dice.randint(1, 50)}, {}) for _ in range(few))


def names_of(key: str) -> list[str]:
    """The name of an entry, and what may be the provider's own name for the model."""
    parts = key.split("/")
    return [key, *("/".join(parts[index:]) for index in range(1, len(parts)))]


def litellm_cases(book: Book, seed: int, many: int) -> Iterator[Case]:
    for key, entry in sorted(peers.litellm.model_cost.items()):
        if entry.get("mode") not in KINDS or "litellm_provider" not in entry:
            continue
        provider = canonical(entry["litellm_provider"])
        found = book.find(provider, *names_of(key)[:2])
        if not found:
            continue
        dice = random.Random(f"{seed} {key}")
        for profile, usage, dimensions in usages_of_entry(entry, dice, many):
            yield Case(KINDS[entry["mode"]], usage, dimensions, *found, litellm=key,
                       genai=genai_name(entry, key), profile=profile)


def genai_name(entry: dict, key: str) -> str:
    """What genai-prices calls the model of an entry, nothing when it does not know it."""
    provider = GENAI.get(entry["litellm_provider"])
    if not provider or KINDS[entry["mode"]] != "tokens":
        return ""
    name = names_of(key)[1] if key.startswith(entry["litellm_provider"] + "/") else key
    case = Case("tokens", {"input_tokens": 1}, genai=f"{provider}/{name}")
    try:
        peers.genai(case)
    except peers.NotPriced:
        return ""
    return case.genai


def genai_cases(book: Book, seed: int, many: int) -> Iterator[Case]:
    for model in book.models:
        provider = model["provider"].removeprefix(book.prefix)
        columns = model["prices"]
        meters = {name for column in columns for name in column}
        edges = {int(column["contextOver"]) for column in columns if "contextOver" in column}
        tiers = {column["when"]["service_tier"] for column in columns
                 if "service_tier" in column.get("when", {})}
        parts = {name for name, needed in GENAI_PARTS.items() if needed <= meters}
        dice = random.Random(f"{seed} {model['provider']} {model['model']}")
        usages: Iterator | list = token_usages(
            Traits(frozenset(parts), tuple(sorted(edges)), tuple(sorted(tiers))), dice, many)
        counted = [name for name in ("characters", "audio_seconds", "pages", "messages",
                                     "web_searches", "file_searches") if name in meters]
        for profile, usage, dimensions in usages:
            if "output_tokens" not in meters:
                usage = {n: c for n, c in usage.items() if n.startswith(("input", "cach"))}
            if "input_tokens" not in meters:
                usage = {}
            if counted and (not usage or dice.random() < 0.3):
                usage[dice.choice(counted)] = dice.randint(11, 4_000)
            if usage:
                yield Case("tokens", usage, dimensions, model["provider"], model["model"],
                           genai=f"{provider}/{model['model']}", profile=profile)


GENAI_PARTS = {
    "cached": {"cached_input_tokens"}, "write": {"cache_write_tokens"},
    "write1h": {"cache_write_tokens", "cache_write_1h_tokens"},
    "reasoning": {"reasoning_tokens"}, "audio": {"input_audio_tokens"},
    "spoken": {"output_audio_tokens"}, "picture": {"input_image_tokens"},
    "drawn": {"output_image_tokens"},
}


def asked(peer, case: Case):
    try:
        return peer(case)
    except peers.NotPriced:
        return None


def prove(litellm: Book, genai: Book, florin: Florin, seed: int, many: int) -> Proof:
    proof = Proof()
    twins = twins_of_map()
    for case in litellm_cases(litellm, seed, many):
        entry = peers.litellm.model_cost[case.litellm]
        quote = florin.quote(case.request() | {"at": AT})
        compare_with_litellm(proof, case, entry, quote, case.litellm in twins)
    for case in genai_cases(genai, seed, many):
        compare_with_genai(proof, case, florin.quote(case.request() | {"at": AT}))
    return proof


def twins_of_map() -> set[str]:
    """The entries that mean a model of which another entry says other prices."""
    alike: dict[tuple[str, str], dict[str, tuple]] = {}
    for key, entry in peers.litellm.model_cost.items():
        place = canonical(entry.get("litellm_provider", "")), names_of(key)[-1]
        costs = tuple(sorted((n, str(v)) for n, v in entry.items() if "cost" in n))
        alike.setdefault(place, {})[key] = costs
    return {key for same in alike.values() if len(set(same.values())) > 1 for key in same}


def compare_with_litellm(
    proof: Proof, case: Case, entry: dict, quote: dict, twin: bool
) -> None:
    tally = proof.litellm
    theirs, third = asked(peers.litellm_cost, case), None
    if theirs is None:
        tally.unpriced += 1
        return
    ours = price(quote)
    tally.asked += 1
    tally.models.add(case.litellm)
    tally.kinds[case.kind] += 1
    is_equal = ours is not None and same(ours, theirs)
    if case.genai:
        third = asked(peers.genai, case)
    reason = None
    if not is_equal:
        reason = reasons.of_litellm(case, entry, quote, theirs, twin)
    record(tally, case, ours, theirs, third, reason)
    if third is None:
        return
    if not same(third, theirs):
        proof.apart += 1
        return
    proof.both.asked += 1
    proof.both.models.add(case.litellm)
    if ours == third:
        proof.agreed.append((case, third))
    record(proof.both, case, ours, theirs, third,
           None if ours == third else reason or reasons.OTHER_LIST)


def record(
    tally: Tally, case: Case, ours: Decimal | None, theirs: float | None, third: Decimal | None,
    reason: Reason | None
) -> None:
    if reason is None:
        tally.equal += 1
        if theirs is not None and ours is not None and ninth(ours) != ninth(Decimal(repr(theirs))):
            tally.noise += 1
        return
    tally.differences.append(Difference(
        case, "refused" if ours is None else str(ours), "" if theirs is None else repr(theirs),
        "" if third is None else str(third.normalize() + 0), reason))


def compare_with_genai(proof: Proof, case: Case, quote: dict) -> None:
    tally = proof.genai
    theirs = asked(peers.genai, case)
    if theirs is None:
        tally.unpriced += 1
        return
    ours = price(quote)
    tally.asked += 1
    tally.models.add(case.genai)
    # Florin keeps 18 decimals of a third.
    is_equal = ours in (theirs, theirs.quantize(KEPT, ROUND_HALF_UP))
    reason = None if is_equal else reasons.of_genai(quote)
    record(tally, case, ours, None, theirs, reason)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--usages", type=int, default=24, help="of each model")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--reader", default=f"{ROOT}/.build/release/florin pricing convert",
                        help="prints a list as Florin reads it: READER FILE --format FORMAT")
    parser.add_argument("--write", type=Path, help="where the report goes")
    parser.add_argument("--sample", action="store_true",
                        help="write sample.json, for the tests without the libraries")
    arguments = parser.parse_args()
    litellm, genai = books.of_litellm(shlex.split(arguments.reader)), books.of_genai()
    with tempfile.TemporaryDirectory() as folder, OwnServer(Path(folder)) as server:
        florin = Florin(server, {"litellm": litellm.catalog(), "genai-prices": genai.catalog()})
        proof = prove(litellm, genai, florin, arguments.seed, arguments.usages)
        florin.close()
    if arguments.write:
        arguments.write.write_text(report.text(proof, arguments.seed, arguments.usages))
    if arguments.sample:
        sampling.write(proof.agreed, litellm)
    print(report.summary(proof))
    return 0 if proof.both.equal * 100 >= proof.both.asked * 99 else 1


if __name__ == "__main__":
    sys.exit(main())
