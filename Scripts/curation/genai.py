# SPDX-License-Identifier: Apache-2.0
"""Reads the data file of the genai-prices package, which is Python, without running the package.

Florin has no reader for it, because nobody publishes it as a file to fetch. The rules of the
translation are those of facts/pricing-data.md, section 3.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from .rates import Rate

# genai-prices' price key: our meter, and for how many of its units the price is.
KEYS = {
    "input_mtok": ("input_tokens", 1_000_000),
    "output_mtok": ("output_tokens", 1_000_000),
    "cache_read_mtok": ("cached_input_tokens", 1_000_000),
    "cache_write_mtok": ("cache_write_tokens", 1_000_000),
    "cache_write_1h_mtok": ("cache_write_1h_tokens", 1_000_000),
    "input_audio_mtok": ("input_audio_tokens", 1_000_000),
    "output_audio_mtok": ("output_audio_tokens", 1_000_000),
    "cache_audio_read_mtok": ("cached_input_audio_tokens", 1_000_000),
    "input_image_mtok": ("input_image_tokens", 1_000_000),
    "cache_image_read_mtok": ("cached_input_image_tokens", 1_000_000),
    "output_image_mtok": ("output_image_tokens", 1_000_000),
    "input_video_mtok": ("input_video_tokens", 1_000_000),
    "output_video_mtok": ("output_video_tokens", 1_000_000),
    "output_reasoning_mtok": ("reasoning_tokens", 1_000_000),
    "output_citation_mtok": ("citation_tokens", 1_000_000),
    "web_searches_kcount": ("web_searches", 1_000),
    "storage_searches_kcount": ("file_searches", 1_000),
    "requests_kcount": ("requests", 1_000),
    "input_text_messages_kcount": ("messages", 1_000),
    "audio_hours": ("audio_seconds", 3_600),
    "input_audio_hours": ("audio_seconds", 3_600),
    "input_mchars": ("characters", 1_000_000),
    "input_document_kpages": ("pages", 1_000),
    "input_annotated_document_kpages": ("annotated_pages", 1_000),
}

# Their providers by our names.
PROVIDERS = {
    "amazon-bedrock": "aws", "xai": "x-ai", "togetherai": "together", "fireworks-ai": "fireworks",
    "google-vertex": None,
}


class _Call:
    """Stands for every class that the data file calls: keeps what it was called with."""

    def __init__(self, kind: str):
        self.kind = kind

    def __call__(self, *arguments, **members):
        return SimpleNamespace(kind=self.kind, arguments=arguments, members=members)


class _Names(dict):
    def __missing__(self, name: str):
        if name == "list" or name.startswith("__"):
            raise KeyError(name)
        return _Call(name)


def load(text: str) -> dict[str, list[SimpleNamespace]]:
    """The models by their provider's id."""
    code = "\n".join(line for line in text.splitlines() if not line.startswith("from .types"))
    names = _Names()
    # The file comes from a package of a stated version; it is all literals and calls of classes.
    builtins = {"__import__": __import__, "list": list}
    exec(compile(code, "data.py", "exec"), dict(__builtins__=builtins), names)
    return {p.members["id"]: p.members["models"] for p in names["providers"]}


def names_of(model: SimpleNamespace) -> list[str]:
    """The names that the model's clauses spell out, its id first."""
    names = [model.members["id"]]

    def visit(clause: SimpleNamespace) -> None:
        for name, value in clause.members.items():
            if name == "equals" and value not in names:
                names.append(value)
            elif name == "or_":
                for part in value:
                    visit(part)

    visit(model.members["match"])
    return names


def rates(model: SimpleNamespace, source: str) -> list[Rate]:
    prices = model.members["prices"]
    result: list[Rate] = []
    for entry, start, end, hours in _times(prices):
        result += _rates(entry, (), _others(start, end, hours), source)
    result = _joined(result)
    variants = model.members.get("price_variants") or ()
    for variant in variants:
        when = variant.members["when"]
        if when == {"service_tier": "default"}:
            continue
        if when.get("processing") == "batch":
            when = {"service_tier": "batch"}
        # The date of the only price is when it was read, not when it began.
        isonly = sum(v.members["when"] == variant.members["when"] for v in variants) == 1
        constraint = None if isonly else variant.members.get("constraint")
        start = constraint.members["start_date"] if constraint else None
        result += _rates(
            variant.members["prices"], tuple(sorted(when.items())), _others(start, None, None),
            source)
    return result


def _times(prices) -> list[tuple]:
    """Each set of prices with the days and hours of which it is the last active one."""
    if isinstance(prices, SimpleNamespace):
        return [(prices, None, None, None)]
    entries = [(p.members["prices"], p.members.get("constraint")) for p in prices]
    starts = [c.members["start_date"] for _, c in entries if c and "start_date" in c.members]
    result = []
    for entry, constraint in entries:
        if constraint is None or "start_date" in constraint.members:
            start = constraint.members["start_date"] if constraint else None
            later = [s for s in starts if start is None or s > start]
            result.append((entry, start, min(later) if later else None, None))
        else:
            clock = [constraint.members[name].strftime("%H:%M")
                     for name in ("start_time", "end_time")]
            after = entries[[e for e, _ in entries].index(entry) + 1:]
            if any(c is None or "start_date" in c.members for _, c in after):
                raise ValueError("hours before a date: not seen in the data so far")
            result.append((entry, starts[-1] if starts else None, None, "-".join(clock)))
    return result


def _joined(rates: list[Rate]) -> list[Rate]:
    """Without the dates of a price that did not change: others of its model did."""
    result: dict[tuple, Rate] = {}
    for rate in rates:
        undated = tuple(o for o in rate.others if o[0] not in ("from", "until"))
        begins = dict(rate.others).get("from")
        place = (rate.meter, undated)
        last = result.get((*place, begins))
        if last and begins and (last.price, last.per) == (rate.price, rate.per):
            del result[(*place, begins)]
            start = tuple(o for o in last.others if o[0] == "from")
            end = tuple(o for o in rate.others if o[0] == "until")
            rate = replace(rate, others=undated + start + end)
        result[(*place, dict(rate.others).get("until"))] = rate
    return list(result.values())


def _others(start: datetime.date | None, end: datetime.date | None, hours: str | None):
    named = (("hours", hours), ("from", start and start.isoformat()),
             ("until", end and end.isoformat()))
    return tuple((name, json.dumps(value)) for name, value in named if value)


def _rates(entry: SimpleNamespace, when, others, source: str) -> list[Rate]:
    result: dict[tuple, Rate] = {}
    for key, price in entry.members.items():
        if price is None:
            continue
        meter, per = KEYS[key]
        tiers = [(None, price)]
        if isinstance(price, SimpleNamespace):
            tiers = [(None, price.members["base"])]
            tiers += [(t.members["start"], t.members["price"]) for t in price.members["tiers"]]
        for over, amount in tiers:
            tier = () if over is None else (("contextOver", str(over)),)
            rate = Rate(meter, Decimal(amount), per, when, tier + others, source)
            result[rate.place] = rate
    return list(result.values())
