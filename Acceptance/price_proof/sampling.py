# SPDX-License-Identifier: Apache-2.0
"""A small part of the proof, kept as data: what both libraries answered, for tests without them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from .books import Book, dumps

if TYPE_CHECKING:
    from .cases import Case
    from .prove import Tally

FILE = Path(__file__).parent / "sample.json"
MODELS = 100
CASES = 4


def share(tally: Tally) -> str:
    return f"{tally.equal * 100 / tally.asked:.2f} %" if tally.asked else "0 %"


def write(agreed: list[tuple[Case, Decimal]], book: Book) -> None:
    """Keeps some usages of some models, the same ones every time, and the models' prices."""
    bymodel: dict[tuple[str, str], list[tuple[Case, Decimal]]] = {}
    for case, cost in agreed:
        bymodel.setdefault((case.provider, case.model), []).append((case, cost))
    # Those with the most different usages say the most.
    most = sorted(bymodel, key=lambda key: (-len({c.profile for c, _ in bymodel[key]}), key))
    chosen = sorted(most[:MODELS])
    models = [m for m in book.models if (m["provider"], m["model"]) in chosen]
    lines = []
    for key in chosen:
        seen: set[str] = set()
        for case, cost in bymodel[key]:
            if case.profile not in seen and len(seen) < CASES:
                seen.add(case.profile)
                lines.append(dumps({**case.request(), "cost": str(cost)}))
    text = ('{"about": "Usages about whose cost litellm 1.89.7 and genai-prices 0.2.3 agree: '
            'written by price_proof.prove --sample",\n"models": [\n'
            + ",\n".join(map(dumps, models)) + '],\n"cases": [\n' + ",\n".join(lines) + "]}\n")
    FILE.write_text(text)
