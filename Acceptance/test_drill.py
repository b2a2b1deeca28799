# SPDX-License-Identifier: Apache-2.0
"""How the drill (Deploy/ha/drill) judges: it must be able to fail."""

import random
import sys
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Deploy" / "ha"))

from drilling import faults  # noqa: E402
from drilling.books import compare  # noqa: E402
from drilling.load import customer  # noqa: E402
from drilling.wire import amount, nanocredits  # noqa: E402

ACKNOWLEDGED = {"grant_1": 5 * 10**9, "chg_1": -1}


def row(reference, credits):
    return {"reference": reference, "amount": Decimal(credits)}


ROWS = [row("chg_1", "-0.000000001"), row("grant_1", "5")]


def test_a_journal_with_each_acknowledged_movement_once_is_right():
    assert not compare(ACKNOWLEDGED, ROWS)


def test_a_movement_that_is_missing_was_lost():
    assert compare(ACKNOWLEDGED, ROWS[1:]).lost == ["chg_1"]


def test_a_movement_that_nobody_was_told_of_was_done_twice():
    assert compare(ACKNOWLEDGED, [*ROWS, row("chg_2", "-0.000000001")]).doubled == ["chg_2"]


def test_a_movement_with_two_rows_was_done_twice():
    assert compare(ACKNOWLEDGED, [*ROWS, ROWS[0]]).doubled == ["chg_1"]


def test_a_movement_of_another_amount_is_wrong():
    finding = compare(ACKNOWLEDGED, [row("chg_1", "-0.000000002"), ROWS[1]])
    assert finding and finding.wrong and not finding.lost and not finding.doubled


def test_amounts_keep_every_digit():
    for value in (1, 999_999_999, 10**9, 1_000_000 * 10**9 + 7):
        assert nanocredits(Decimal(amount(value))) == value


def test_each_kind_of_fault_comes_before_any_comes_again():
    dealt = faults.deal(None, random.Random(1), 2 * len(faults.ALL))
    first, second = dealt[:len(faults.ALL)], dealt[len(faults.ALL):]
    assert {type(fault) for fault in first} == {type(fault) for fault in second} == set(faults.ALL)


def test_a_customer_sums_up_what_was_acknowledged_and_nothing_else():
    class Sum:
        organization = "org_1"
        owned = held = 0

        def move(self, _reference, change):
            self.owned += change

        def hold(self, change):
            self.held += change

    books = Sum()
    script = customer(books, random.Random(3))
    command = next(script)
    for number in range(500):
        before = books.owned, books.held
        sent = nanocredits(command.body.get("amount", 0))
        command = script.send({kind: {"id": f"{kind}_{number}"}
                               for kind in ("grant", "charge", "refund", "hold")})
        moved = books.owned - before[0], books.held - before[1]
        assert sent == 0 or sent in map(abs, moved)
