# SPDX-License-Identifier: Apache-2.0
"""docs/price-proof.md: what was compared, how much is equal, and why the rest is not."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from .reasons import Reason
from .sampling import share

if TYPE_CHECKING:
    from .prove import Difference, Proof, Tally


def summary(proof: Proof) -> str:
    rows = [("LiteLLM and genai-prices, where they agree", proof.both),
            ("LiteLLM", proof.litellm), ("genai-prices", proof.genai)]
    return "\n".join(
        f"{name}: {tally.equal:,} of {tally.asked:,} usages equal, {share(tally)}"
        for name, tally in rows)


def text(proof: Proof, seed: int, many: int) -> str:
    parts = [HEAD.format(seed=seed, many=many), _table(proof), _details(proof)]
    parts += ["## Where both agree and Florin differs", EACH, _each(proof.both.differences)]
    parts += ["## Where Florin and LiteLLM differ", GROUPED, _grouped(proof.litellm.differences)]
    parts += ["## Where Florin and genai-prices differ", _grouped(proof.genai.differences)]
    return "\n\n".join(parts) + "\n"


HEAD = """# The proof of the prices

Florin's quotes, compared with the calculators of LiteLLM 1.89.7 and genai-prices 0.2.3 for
generated usages of every model that they know: {many} of each model of tokens, fewer of others
(seed {seed}). `make prove-prices` makes this page again.

Florin prices by the same lists: LiteLLM's map as Florin's reader understands it, and genai-prices'
data as it was translated for the built-in book. It is asked over HTTP, by a customer whose markup
is 0. Usages are input and output, cached, written, reasoning, audio and image tokens, alone and
together; numbers of tokens around every threshold; flex, priority and batch; characters, seconds,
searches.

Equal means equal to the last digit. genai-prices computes in decimals, so every digit must be the
same (18 of them where a division has no end). LiteLLM computes in binary fractions; equal means
within one part in 10¹², the error of a dozen such operations. That noise decides in a few usages
how the ninth decimal is rounded; they are counted as noise, and Florin's rounding is of the exact
value."""

KINDS = {
    "tokens": "tokens", "heard": "seconds to transcribe", "characters": "characters to speak",
    "rerank": "rerankings", "video": "seconds of video", "search": "searches",
}
EACH = "Every one, with what each says (USD)."
GROUPED = "By reason and model, with how many usages each."


def _table(proof: Proof) -> str:
    rows = ["| compared with | models | usages | equal | share | of them noise |",
            "|---|---:|---:|---:|---:|---:|"]
    for name, tally in (("both, where they agree with each other", proof.both),
                        ("LiteLLM", proof.litellm), ("genai-prices", proof.genai)):
        rows.append(
            f"| {name} | {len(tally.models):,} | {tally.asked:,} | {tally.equal:,} | "
            f"{share(tally)} | {tally.noise:,} |")
    return "\n".join(rows)


def _details(proof: Proof) -> str:
    kinds = ", ".join(
        f"{count:,} of {KINDS[name]}" for name, count in proof.litellm.kinds.most_common())
    return (
        f"LiteLLM's usages: {kinds}. In {proof.apart:,} more usages of shared models LiteLLM and "
        "genai-prices do not agree with each other: their lists are of different months. "
        f"{proof.litellm.unpriced:,} usages LiteLLM and {proof.genai.unpriced:,} genai-prices "
        f"does not price at all.")


def _each(differences: list[Difference]) -> str:
    parts = []
    for reason, those in _by_reason(differences):
        rows = ["| model | usage | Florin | LiteLLM | genai-prices |", "|---|---|---:|---:|---:|"]
        for difference in those:
            case = difference.case
            usage = ", ".join(f"{name} {count}" for name, count in case.usage.items())
            extra = "".join(f", {value}" for value in case.dimensions.values())
            rows.append(f"| {case.litellm} | {usage}{extra} | {difference.florin} | "
                        f"{difference.litellm} | {difference.genai} |")
        parts.append(_reason(reason, len(those)) + "\n\n" + "\n".join(rows))
    return "\n\n".join(parts)


def _grouped(differences: list[Difference]) -> str:
    parts = []
    for reason, those in _by_reason(differences):
        models = collections.Counter(d.case.litellm or d.case.genai for d in those)
        named = ", ".join(f"{name} ({count})" for name, count in sorted(models.items()))
        parts.append(_reason(reason, len(those)) + "\n\n" + named + ".")
    return "\n\n".join(parts) or "Nowhere."


def _by_reason(differences: list[Difference]) -> list[tuple[Reason, list[Difference]]]:
    grouped: dict[Reason, list[Difference]] = {}
    for difference in differences:
        grouped.setdefault(difference.reason, []).append(difference)
    return sorted(grouped.items(), key=lambda item: -len(item[1]))


def _reason(reason: Reason, count: int) -> str:
    return f"**{reason.title}** ({count}; right: {reason.right}). {reason.because}"
