# SPDX-License-Identifier: Apache-2.0
"""Quotes, beside the calculators of LiteLLM and genai-prices; reading LiteLLM's map; the memory
of a large book."""

import json

from ..measure import alternate
from ..report import Table
from ..workshop import BENCHMARKS, ROOT, Unfit, florin, output, said

# What `make prove-prices` installs the two libraries into.
PYTHON = ROOT / ".build" / "price-proof" / "bin" / "python"
PEERS = BENCHMARKS / "price_peers.py"


def run(plan):
    if not PYTHON.is_file():
        raise Unfit(f"{PYTHON} is not there: run `make prove-prices` first")
    where = json.loads(output(PYTHON, PEERS, "--where"))["map"]
    results = alternate(plan.rounds, {
        "florin": lambda: ours(where),
        "others": lambda: said(PYTHON, PEERS),
    })
    quotes = Table("one quote: 1,000 tokens in, 600 of them cached, 200 out", [
        ("µs", "microseconds", 2), ("times Florin's", "times", 0)])
    mine = results["florin"]
    quotes.add("Florin", [{"microseconds": one["quote"]} for one in mine])
    quotes.add("Florin, from JSON to JSON", [{"microseconds": one["exchange"]} for one in mine])
    for name in ("litellm.completion_cost", "litellm.cost_per_token", "genai_prices.calc_price"):
        quotes.add(name, [
            {"microseconds": theirs[name], "times": theirs[name] / one["quote"]}
            for one, theirs in zip(mine, results["others"])])
    books = Table("price lists and books", [
        ("seconds", "seconds", 3), ("models", "models", 0), ("resident MB", "megabytes", 1)])
    books.add("LiteLLM's map, read into a book", [
        {"seconds": one["import"], "models": one["imported"]} for one in mine])
    books.add("a large book in memory", [
        {"models": one["models"], "megabytes": one["megabytes"]} for one in mine])
    return [quotes, books]


def ours(where):
    result = said(florin(), "bench", "--prices", where, "--json")
    size = result["bookBytes"]
    return {
        "quote": result["quoteNanoseconds"] / 1_000,
        "exchange": result["exchangeNanoseconds"] / 1_000,
        "import": result["importMicroseconds"] / 1_000_000, "imported": result["importedModels"],
        "models": result["bookModels"], "megabytes": None if size is None else size / 1_000_000,
    }
