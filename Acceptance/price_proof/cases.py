# SPDX-License-Identifier: Apache-2.0
"""Generated usages, in words that every calculator is told in its own way."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, field
from decimal import Decimal

# The moment of every request: by day where prices have hours.
AT = "2026-11-25T12:00:00Z"


@dataclass(frozen=True)
class Case:
    """A call of a model. `key` is its entry in LiteLLM's map, `genai` its id at genai-prices."""

    kind: str
    usage: dict[str, int | str]
    dimensions: dict[str, str] = field(default_factory=dict)
    provider: str = ""
    model: str = ""
    litellm: str = ""
    genai: str = ""
    # What the usage is about, for counting: plain, cached, edge, batch, …
    profile: str = "plain"

    def request(self) -> dict:
        """What Florin is asked."""
        request: dict = {"provider": self.provider, "model": self.model, "usage": self.usage}
        if self.dimensions:
            request["dimensions"] = self.dimensions
        return request

    def record(self) -> dict:
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Traits:
    """What decides which usages of a model are worth asking for."""

    parts: frozenset[str]
    edges: tuple[int, ...] = ()
    tiers: tuple[str, ...] = ()


PARTS = {
    "cached": ("cached_input_tokens",),
    "write": ("cache_write_tokens",),
    "write1h": ("cache_write_tokens", "cache_write_1h_tokens"),
    "reasoning": ("reasoning_tokens",),
    "audio": ("input_audio_tokens",),
    "spoken": ("output_audio_tokens",),
    "picture": ("input_image_tokens",),
    "drawn": ("output_image_tokens",),
}
OUTPUT = ("reasoning_tokens", "output_audio_tokens", "output_image_tokens")


def token_usages(
    traits: Traits, dice: random.Random, many: int
) -> list[tuple[str, dict[str, int], dict[str, str]]]:
    """Usages of a model of tokens: (profile, usage, dimensions)."""
    wanted: list[tuple[str, str | None, int | None]] = [
        (profile, tier, None) for profile in ["plain", *sorted(traits.parts)]
        for tier in (None, *traits.tiers)]
    for edge in traits.edges:
        for over in (-1, 0, 1, 12_345):
            wanted += [("plain", None, edge + over), ("mixed", None, edge + over)]
            wanted += [("plain", tier, edge + over) for tier in traits.tiers]
    wanted.append(("mixed", None, None))
    dice.shuffle(wanted)
    usages = []
    for index in range(many):
        profile, tier, total = wanted[index % len(wanted)]
        usage = tokens(profile, traits, dice, total)
        name = profile if total is None else f"edge {profile}"
        dimensions = {"service_tier": tier} if tier else {}
        usages.append((f"{name} {tier}" if tier else name, usage, dimensions))
    return usages


def tokens(
    profile: str, traits: Traits, dice: random.Random, total: int | None
) -> dict[str, int]:
    low = [edge for edge in traits.edges if total is None]
    top = dice.choice([100, 10_000, 100_000, *(edge - 1 for edge in low)])
    given = total if total is not None else dice.randint(1, max(1, top))
    made = dice.choice([0, dice.randint(1, 200), dice.randint(1, 20_000)])
    usage = {"input_tokens": given, "output_tokens": made}
    parts = PARTS.get(profile, ())
    if profile == "mixed":
        parts = tuple(part for name in sorted(traits.parts & {"cached", "write", "reasoning"})
                      for part in PARTS[name])
    for part in parts:
        whole = "output_tokens" if part in OUTPUT else "input_tokens"
        used = sum(usage[p] for p in parts if p in usage and (p in OUTPUT) == (part in OUTPUT))
        usage[part] = dice.randint(0, max(0, usage[whole] - used))
    return usage


def seconds(dice: random.Random) -> Decimal:
    return Decimal(dice.choice([dice.randint(1, 20), dice.randint(1, 7_200)]))
