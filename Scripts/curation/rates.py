# SPDX-License-Identifier: Apache-2.0
"""One price of one meter under some conditions: what all lists are turned into and merged as."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

# The members of a column of Florin's catalog format that are no meters.
HEAD = (
    "per", "operation", "when", "hours", "days", "contextOver", "mode", "over", "from", "until",
    "minimum", "step", "maximum", "coveredBy", "source",
)

# What a meter is a part of, nearest first: a part without a price costs what its whole costs.
WHOLES = {
    "cached_input_tokens": ("input_tokens",),
    "cache_write_tokens": ("input_tokens",),
    "cache_write_1h_tokens": ("cache_write_tokens", "input_tokens"),
    "input_text_tokens": ("input_tokens",),
    "input_audio_tokens": ("input_tokens",),
    "cached_input_audio_tokens": ("input_audio_tokens", "input_tokens"),
    "cache_write_audio_tokens": ("input_audio_tokens", "input_tokens"),
    "input_image_tokens": ("input_tokens",),
    "cached_input_image_tokens": ("input_image_tokens", "input_tokens"),
    "input_video_tokens": ("input_tokens",),
    "reasoning_tokens": ("output_tokens",),
    "output_text_tokens": ("output_tokens",),
    "output_audio_tokens": ("output_tokens",),
    "output_image_tokens": ("output_tokens",),
    "output_video_tokens": ("output_tokens",),
    "citation_tokens": ("output_tokens",),
    "annotated_pages": ("pages",),
}

When = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rate:
    """USD for `per` units of a meter."""

    meter: str
    price: Decimal
    per: int = 1
    when: When = ()
    # Every other member of the column, as JSON text by name: they are only compared and copied.
    others: tuple[tuple[str, str], ...] = ()
    source: str = ""

    @property
    def unit_price(self) -> Fraction:
        return Fraction(self.price) / self.per

    @property
    def group(self) -> tuple[str, When]:
        """What one list states alone: a meter under some dimensions, in all tiers and times."""
        return self.meter, self.when

    @property
    def place(self) -> tuple[str, When, tuple[tuple[str, str], ...]]:
        """What can have one price only. How much of a count is billed is no part of it."""
        counting = ("minimum", "step", "maximum", "coveredBy")
        return self.meter, self.when, tuple(o for o in self.others if o[0] not in counting)

    def without(self, dimension: str) -> Rate:
        return replace(self, when=tuple(w for w in self.when if w[0] != dimension))


def rates_of(model: dict) -> list[Rate]:
    """The rates of a model as Florin's catalog format states it (numbers parsed as Decimal)."""
    rates = []
    for column in model["prices"]:
        when = tuple(sorted(column.get("when", {}).items()))
        others = tuple(
            (name, json.dumps(column[name], default=number))
            for name in HEAD if name in column and name not in ("per", "when", "source"))
        for meter, price in column.items():
            if meter not in HEAD:
                rates.append(Rate(meter, Decimal(price), int(column.get("per", 1)), when, others,
                                  column.get("source", "")))
    return rates


def number(value: Decimal) -> int | str:
    """A decimal of a condition: conditions are whole numbers but for a few minimums."""
    return int(value) if value == int(value) else str(value)


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros, as catalogs have it."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
