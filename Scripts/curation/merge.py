# SPDX-License-Identifier: Apache-2.0
"""Makes one set of rates of what several lists say of a model.

The rule, in this order:

1. What `facts.json` states counts, and is stated there with the reason.
2. The most trusted list that knows a meter under some dimensions states it there, with all its
   tiers, hours and dates. Trust is the order of `lists.all_lists`.
3. A less trusted list may add meters and dimensions that are in no other. It is believed only where
   it agrees on what it shares: its price of the same meter, or of the meter's whole, without
   conditions, is the one that counts today.
4. How much of a count is billed (minimum, step, maximum, coveredBy) comes from whoever states it.
5. A part that costs what its whole costs needs no price of its own; a part that would be free while
   its whole costs something is not believed to be.

Everything that was decided by 2 and 3 against a list is a line of the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from .lists import Found, List
from .rates import WHOLES, Rate, plain

TODAY = "2026-11-25"
COUNTING = ("minimum", "step", "maximum", "coveredBy")

Group = tuple[str, tuple]


@dataclass
class Merged:
    rates: list[Rate] = field(default_factory=list)
    multipliers: list[dict] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def groups(rates: Iterable[Rate]) -> dict[Group, list[Rate]]:
    result: dict[Group, list[Rate]] = {}
    for rate in rates:
        result.setdefault(rate.group, []).append(rate)
    return result


def today(rates: Iterable[Rate]) -> dict[tuple, Fraction]:
    """What costs how much now, by context tier and hours."""
    result = {}
    for rate in rates:
        others = {n: v for n, v in rate.others if n not in COUNTING}
        if others.pop("from", "").strip('"') > TODAY:
            continue
        until = others.pop("until", "").strip('"')
        if until and until <= TODAY:
            continue
        if others.get("contextOver") == "199999":
            # "At least 200k" and "over 200k" differ by one token.
            others["contextOver"] = "200000"
        result[tuple(sorted(others.items()))] = rate.unit_price
    return result


def base(prices: dict[tuple, Fraction]) -> Fraction | None:
    return prices.get(())


def merge(found: list[tuple[List, Found]], kept: list[Rate]) -> Merged:
    """Merges what the lists say into what is kept in any case."""
    result = Merged()
    chosen = groups(kept)
    for rank, (prices, entry) in enumerate(found):
        rates, multipliers = fold(believable(entry.rates))
        own = groups(rates)
        if rank == 0 or is_same_model(own, chosen):
            result.sources.append(prices.source)
        for group, stated in own.items():
            if group in chosen:
                compare(prices, group, stated, chosen[group], result)
                chosen[group] = counted(chosen[group], stated)
            elif rank == 0 or agrees(group, own, chosen):
                chosen[group] = stated
            else:
                result.disagreements.append(
                    f"{prices.source} alone states {title(group)} ({show(today(stated))}), "
                    "but not our price of what it shares: left out")
        for multiplier in multipliers:
            known = any(m["when"] == multiplier["when"] for m in result.multipliers)
            if not known and is_same_model(own, chosen):
                result.multipliers.append(multiplier)
    result.rates = [rate for rates in needed(chosen).values() for rate in rates]
    return result


def believable(rates: list[Rate]) -> list[Rate]:
    dear = {r.meter for r in rates if r.price}
    return [r for r in rates
            if r.price or not any(whole in dear for whole in WHOLES.get(r.meter, ()))]


def is_same_model(own: dict[Group, list[Rate]], chosen: dict[Group, list[Rate]]) -> bool:
    """Whether the list agrees on at least one usual price and contradicts none."""
    shared = [(base(today(own[g])), base(today(chosen[g])))
              for g in own if g in chosen and not g[1]]
    stated = [(a, b) for a, b in shared if a is not None and b is not None]
    return bool(stated) and all(a == b for a, b in stated)


def agrees(group: Group, own: dict[Group, list[Rate]], chosen: dict[Group, list[Rate]]) -> bool:
    meter, _ = group
    for shared in (meter, *WHOLES.get(meter, ())):
        ours, theirs = chosen.get((shared, ())), own.get((shared, ()))
        if ours and theirs:
            return base(today(ours)) == base(today(theirs))
    # Nothing to compare by: a meter that only this list knows, of a model that it knows well.
    return not chosen or is_same_model(own, chosen) or not any(g in own for g in chosen)


def compare(
    prices: List, group: Group, stated: list[Rate], chosen: list[Rate], result: Merged
) -> None:
    theirs, ours = today(stated), today(chosen)
    if theirs != ours:
        result.disagreements.append(
            f"{title(group)}: {show(ours)} ({chosen[0].source}), "
            f"not {show(theirs)} ({prices.source})")


def counted(chosen: list[Rate], stated: list[Rate]) -> list[Rate]:
    """The chosen rates, billed in the way that this list states, where none is stated yet."""
    countings = {tuple(o for o in r.others if o[0] in COUNTING) for r in stated}
    if len(countings) != 1 or any(o[0] in COUNTING for r in chosen for o in r.others):
        return chosen
    counting = countings.pop()
    return [replace(rate, others=rate.others + counting) for rate in chosen]


def needed(chosen: dict[Group, list[Rate]]) -> dict[Group, list[Rate]]:
    """Without parts that cost what their whole costs under the same conditions."""
    covering = {o[1] for rates in chosen.values() for r in rates for o in r.others
                if o[0] == "coveredBy"}
    result = {}
    for (meter, when), rates in chosen.items():
        nearest = next((w for w in WHOLES.get(meter, ()) if (w, ()) in chosen), None)
        whole = chosen.get((nearest, when)) if nearest else None
        is_plain = when or not any(f'"{meter}"' in text for text in covering)
        same = whole and {r.others: r.unit_price for r in rates} == {
            r.others: r.unit_price for r in whole}
        if not (same and is_plain and not dearer_elsewhere(meter, when, chosen)):
            result[meter, when] = rates
    return result


def dearer_elsewhere(meter: str, when: tuple, chosen: dict[Group, list[Rate]]) -> bool:
    """Whether the part has a price of its own under other dimensions, which would be taken."""
    return any(m == meter and w != when for m, w in chosen)


def fold(rates: list[Rate]) -> tuple[list[Rate], list[dict]]:
    """Takes out the rates of a region or speed that are the others, so many times."""
    multipliers: list[dict] = []
    for name in ("region", "speed"):
        values = dict.fromkeys(v for r in rates for n, v in r.when if n == name)
        for value in values:
            copies = [r for r in rates if (name, value) in r.when]
            twins = {r.place: r for r in rates if name not in dict(r.when)}
            pairs = [(r, twins.get(r.without(name).place)) for r in copies]
            if any(twin is None or not twin.price for _, twin in pairs):
                continue
            factors = {r.unit_price / twin.unit_price for r, twin in pairs}
            meters = list(dict.fromkeys(r.meter for r in copies))
            if len(factors) != 1 or len(copies) < 2:
                continue
            factor = factors.pop()
            rates = [r for r in rates if r not in copies]
            multipliers.append({"when": {name: value}, "factor": factor, "meters": meters})
    return rates, multipliers


def title(group: Group) -> str:
    meter, when = group
    conditions = " ".join(f"{name}={value}" for name, value in when)
    return f"{meter} {conditions}".strip()


def show(prices: dict[tuple, Fraction]) -> str:
    texts = []
    for others, price in sorted(prices.items()):
        unit = price * 1_000_000
        text = plain_fraction(unit)
        over = dict(others).get("contextOver")
        hours = dict(others).get("hours")
        texts.append(text + (f" over {over}" if over else "") + (f" at {hours}" if hours else ""))
    return ", ".join(texts) + " per million"


def plain_fraction(value: Fraction) -> str:
    from decimal import Decimal, localcontext

    with localcontext() as context:
        context.prec = 12
        return plain(Decimal(value.numerator) / Decimal(value.denominator))
