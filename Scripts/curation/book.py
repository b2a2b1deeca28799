# SPDX-License-Identifier: Apache-2.0
"""Puts the selected models together and writes them as a person would."""

from __future__ import annotations

import collections
import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from .lists import Found, List
from .merge import COUNTING, TODAY, Merged, merge, plain_fraction
from .rates import Rate, plain, rates_of

FOLDER = Path(__file__).resolve().parent
WIDTH = 100
# The makers' names in resellers' names for models, and ours.
MAKERS = {name: name for name in ("amazon", "anthropic", "bytedance", "cohere", "google", "meta",
                                  "minimax", "mistral", "moonshotai", "nvidia", "openai", "perplexity",
                                  "writer", "xiaomi", "zai")} | {
    "deepseek": "deepseek", "deepseek-ai": "deepseek", "meta-llama": "meta", "mistralai": "mistral",
    "minimaxai": "minimax", "qwen": "alibaba", "x-ai": "xai", "z-ai": "zai", "zai-org": "zai",
}
# What a list has under its maker's name although the maker does not sell it: open weights.
NOT_SOLD = {("openai", "gpt-oss-120b"), ("openai", "gpt-oss-20b")}
Head = tuple[tuple[str, str], ...]


@dataclass
class Selected:
    provider: str
    operation: str
    name: str
    # The names to look for in the lists, and other names that the model answers to.
    names: list[str]
    aliases: list[str]


@dataclass
class Book:
    source: str
    models: list[dict] = field(default_factory=list)
    disagreements: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def selection() -> list[Selected]:
    result: list[Selected] = []
    provider = operation = ""
    for line in (FOLDER / "selection.txt").read_text().splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            provider, operation = line.strip("[]").split()
        elif line:
            name, _, also = line.partition(" = ")
            name, _, theirs = name.partition(" < ")
            names = [name, *theirs.split()]
            result.append(Selected(
                provider, operation, name.strip(), [n.strip() for n in names], also.split()))
    return result


def make(lists: list[List]) -> Book:
    facts = json.loads((FOLDER / "facts.json").read_text(), parse_float=Decimal,
                       parse_int=Decimal)["models"]
    byname = {(f["provider"], f["model"]): f for f in facts}
    made = Book(f"{lists[0].source}; read {TODAY}")
    for fact in facts:
        if fact["provider"] == "florin":
            selected = Selected("florin", fact["operations"][0], fact["model"], [], [])
            made.models.append(model(selected, fact, [], made))
    for selected in selection():
        fact = byname.get((selected.provider, selected.name), {})
        found = []
        if not fact.get("only"):
            matches = ((prices, prices.find(selected.provider, selected.names + selected.aliases))
                       for prices in lists)
            found = [(prices, entry) for prices, entry in matches
                     if entry and (entry.rates or entry.identity.get("dynamic"))]
        if not found and not fact:
            made.missing.append(f"{selected.provider}/{selected.name}")
            continue
        made.models.append(model(selected, fact, found, made))
    makers = {name: m["provider"] for m in reversed(made.models) if "vendor" not in m
              for name in [m["model"], *m["aliases"]]}
    for selected, found in rest(made, lists):
        entry = model(selected, {}, found, made)
        maker = makers.get(selected.name, selected.provider)
        if maker != selected.provider:
            entry.setdefault("vendor", maker)
        made.models.append(entry)
    unique_names(made)
    return made


def rest(made: Book, lists: list[List]) -> list[tuple[Selected, list[tuple[List, Found]]]]:
    """What else LiteLLM or genai-prices know of the selected providers: a fresh install without a
    network should know what its users ask for, if anybody knows it.

    models.dev alone is not enough: it states tokens only.
    """
    taken = {(m["provider"], name) for m in made.models for name in [m["model"], *m["aliases"]]}
    providers = {m["provider"] for m in made.models}
    result = []
    for prices in lists[:2]:
        for provider, models in sorted(prices.models.items()):
            for name in sorted(models) if provider in providers else []:
                # A book knows every name with the provider before it, too.
                spellings = {name, name.removeprefix(f"{provider}/"), f"{provider}/{name}"}
                if any((provider, n) in taken for n in spellings) or not is_current(models[name]) \
                        or (provider, name) in NOT_SOLD:
                    continue
                found = [(other, entry) for other in lists
                         if (entry := other.find(provider, [name])) and entry.rates]
                operations = [o for _, e in found for o in e.identity.get("operations", [])]
                selected = Selected(provider, (operations or ["chat"])[0], name, [name], [])
                rates = [r for _, e in found for r in e.rates]
                if is_whole(selected.operation, rates) and not has_slip(rates):
                    taken |= {(provider, n) for n in [name, *models[name].aliases]}
                    result.append((selected, found))
    return result


def has_slip(rates: list[Rate]) -> bool:
    """No model takes more than 600 USD for a million tokens: a list that says 3,200 means 3.20."""
    return any(r.meter.endswith("_tokens") and r.price / r.per > Decimal("0.001") for r in rates)


def is_current(found: Found) -> bool:
    ends = found.identity.get("deprecatedOn", "9999")
    return bool(found.rates) and ends > TODAY and not found.identity.get("deprecated")


def is_whole(operation: str, rates: list[Rate]) -> bool:
    """Whether a chat model has a price for what it reads and for what it writes."""
    plain_meters = {r.meter for r in rates if not r.when}
    return operation != "chat" or {"input_tokens", "output_tokens"} <= plain_meters


def model(selected: Selected, fact: dict, found: list[tuple[List, Found]], made: Book) -> dict:
    merged = merge(found, rates_of(fact) if fact else [])
    title = f"{selected.provider}/{selected.name}"
    if merged.disagreements:
        made.disagreements[title] = merged.disagreements
    identity = {"provider": selected.provider, "model": selected.name}
    # The younger lists know sizes and names for people less well.
    for name in ("displayName", "vendor", "contextWindow", "maxOutputTokens", "minimumCharge"):
        stated = [source[name] for source in [fact, *(e.identity for _, e in reversed(found))]
                  if source.get(name)]
        if stated and not (name == "vendor" and stated[0] == selected.provider):
            identity[name] = stated[0]
    vendor = vendor_in(selected.name)
    if "vendor" not in identity and vendor not in (None, selected.provider):
        identity["vendor"] = vendor
    if any(source.get("dynamic") for source in [fact, *(e.identity for _, e in found)]):
        identity["dynamic"] = True
    if fact.get("markup") is False:
        identity["markup"] = False
    aliases = [*selected.names[1:], *selected.aliases, *fact.get("aliases", [])]
    for _, entry in found:
        aliases += [a for a in entry.aliases if a.startswith(selected.name)]
    identity["aliases"] = list(dict.fromkeys(a for a in aliases if a != selected.name))
    identity["operations"] = [selected.operation]
    merged.rates = [r for r in merged.rates if is_meant(r, selected.operation)]
    identity["prices"] = columns(merged, made.source.partition(";")[0])
    identity["multipliers"] = [
        {"when": m["when"], "factor": plain_fraction(m["factor"]), "meters": m["meters"]}
        for m in merged.multipliers]
    return identity


def vendor_in(name: str) -> str | None:
    """Who made what a reseller calls `moonshotai/kimi-k3` or `global.openai.gpt-6-sol`."""
    segments = name.lower().replace(".", "/").split("/")[:-1]
    return next((MAKERS[s] for s in segments if s in MAKERS), None)


def is_meant(rate: Rate, operation: str) -> bool:
    """Lists state a price of output where there is none, and Florin adds its own meter itself."""
    if operation in ("embeddings", "rerank") and rate.meter == "output_tokens":
        return False
    return rate.meter != "upstream_cost"


def unique_names(made: Book) -> None:
    """Takes off aliases that are another model's name, which a book refuses."""
    taken: set[tuple[str, str]] = {(m["provider"], m["model"]) for m in made.models}
    for entry in made.models:
        kept = []
        for alias in entry["aliases"]:
            if (entry["provider"], alias) not in taken:
                taken.add((entry["provider"], alias))
                kept.append(alias)
        entry["aliases"] = kept


def columns(merged: Merged, usual: str) -> list[tuple[Head, list[Rate]]]:
    """The rates in columns of one condition each, general ones first."""
    result: dict[Head, list[Rate]] = {}
    for rate in merged.rates:
        if not any(r.meter == rate.meter for r in result.get(head(rate, usual), [])):
            result.setdefault(head(rate, usual), []).append(rate)
    return sorted(result.items(), key=lambda column: generality(column[0]))


def head(rate: Rate, usual: str) -> Head:
    members = dict(rate.others)
    if rate.when:
        members["when"] = json.dumps(dict(rate.when))
    if rate.per != 1:
        members["per"] = str(rate.per)
    if rate.source != usual:
        members["source"] = json.dumps(rate.source)
    order = ("per", "when", "contextOver", "mode", "over", "hours", "days", "from", "until",
             *COUNTING, "source")
    return tuple((name, members[name]) for name in order if name in members)


def generality(column: Head) -> tuple:
    members = dict(column)
    return ("when" in members, members.get("when", ""), "per" not in members,
            -int(members.get("per", "1")), int(members.get("contextOver", 0)))


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────

def text(made: Book) -> str:
    models = ",\n".join(model_text(entry) for entry in made.models)
    return (f'{{\n  "format": "florin.catalog/1",\n  "source": {json.dumps(made.source)},\n'
            f'  "models": [\n{models}\n  ]\n}}\n')


def model_text(entry: dict) -> str:
    order = ("provider", "model", "displayName", "vendor", "aliases", "operations",
             "contextWindow", "maxOutputTokens", "markup", "minimumCharge", "dynamic")
    members = [(n, written(entry[n])) for n in order if entry.get(n) not in (None, [], "")]
    lines = wrapped(members, "    { ", "      ", last=",")
    factors = [multiplier_text(m) for m in entry["multipliers"]]
    if factors:
        lines.append('      "multipliers": [\n' + ",\n".join(factors) + "],")
    prices = [column_text(*column) for column in entry["prices"]]
    lines.append('      "prices": [' + ("\n" + ",\n".join(prices) if prices else "") + "] }")
    return "\n".join(lines)


def multiplier_text(multiplier: dict) -> str:
    members = [("when", json.dumps(multiplier["when"])), ("factor", multiplier["factor"]),
               ("meters", json.dumps(multiplier["meters"]))]
    return "\n".join(wrapped(members, "        { ", "          ", last=" }"))


def column_text(column: Head, rates: list[Rate]) -> str:
    members = [m for m in column if m[0] != "source"]
    members += [(rate.meter, plain(rate.price)) for rate in rates]
    members += [m for m in column if m[0] == "source"]
    return "\n".join(wrapped(members, "        { ", "          ", last=" }"))


def wrapped(members: list[tuple[str, str]], start: str, indent: str, last: str) -> list[str]:
    lines = [start]
    for index, (name, value) in enumerate(members):
        text = f'"{name}": {value}' + ("," if index + 1 < len(members) else last)
        # A list of names may go over the end of a line, nothing else does.
        words = text.replace('", "', '",\0"').split("\0") if value.startswith("[") else [text]
        for word in words:
            # What follows the last member closes the model.
            if len(lines[-1]) + len(word) > WIDTH - 4 and lines[-1].strip(" {"):
                lines.append(indent)
            lines[-1] += word + " "
    return [line.rstrip() for line in lines]


def written(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return json.dumps(value, ensure_ascii=False)


def summary(made: Book) -> str:
    kinds = collections.Counter(m["operations"][0] for m in made.models)
    rates = sum(len(r) for m in made.models for _, r in m["prices"])
    lines = [f"{len(made.models)} models of {len({m['provider'] for m in made.models})} providers, "
             f"{rates} prices before multipliers",
             ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())]
    lines += [f"in no list: {name}" for name in made.missing]
    lines.append(f"{sum(map(len, made.disagreements.values()))} disagreements about "
                 f"{len(made.disagreements)} models: Scripts/curation/report.txt")
    return "\n".join(lines)


def report(made: Book) -> str:
    lines = [f"The built-in price book of {TODAY}, made by Scripts/curate.", "", summary(made), "",
             "Where lists disagree: what counts, and what does not (USD, per million of the unit).",
             ""]
    for name, texts in made.disagreements.items():
        lines += [name, *(f"  {text}" for text in texts)]
    return "\n".join(lines) + "\n"
