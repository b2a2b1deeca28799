# SPDX-License-Identifier: Apache-2.0
"""What a call of a model must cost, and what it left behind in the books."""

from decimal import Decimal

from .exact import rounded
from .waiting import eventually

MARKUP = Decimal("1.2")

# As the vendors publish them, in dollars per million tokens (and per thousand searches).
PUBLISHED = {
    "gpt-4o-mini": {"input": "0.15", "cached": "0.075", "output": "0.6", "searches": "10"},
    "gpt-4o-mini priority": {"input": "0.25", "cached": "0.125", "output": "1"},
    "gpt-5-mini": {"input": "0.25", "cached": "0.025", "output": "2", "searches": "10"},
    "claude-haiku-4-5": {"input": "1", "cached": "0.1", "write_5m": "1.25", "write_1h": "2",
                         "output": "5", "searches": "10"},
    "claude-sonnet-4-5": {"input": "3", "cached": "0.3", "write_5m": "3.75", "write_1h": "6",
                          "output": "15", "searches": "10"},
}


def published_price(model, **quantities):
    """What this usage costs with the default markup: `input` is what no cache had a part in."""
    rates = PUBLISHED[model]
    per = {name: Decimal(1000 if name == "searches" else 10 ** 6) for name in rates}
    return rounded(MARKUP * sum(quantity * Decimal(rates[name]) / per[name]
                                for name, quantity in quantities.items()))


def settled(organization, within=15):
    """Waits until nothing is held; returns the rows of spending, which say where all went."""
    eventually(lambda: organization.pending == 0, within=within, what="the end of the hold")
    rows = organization.charges()
    assert organization.balance == organization.granted + sum(row["amount"] for row in rows)
    assert organization.api.get("/api/v1/holds?status=open").ok()["holds"] == []
    return rows


def assert_charged_once(organization, cost, headers=None, *, estimated=False):
    """One charge of exactly this cost, in the journal, in its explanation and in `headers`."""
    [row] = settled(organization)
    charge = organization.explained(row["charge_id"])
    assert (charge["amount"], charge["uncollected"], row["amount"]) == (cost, 0, -cost), charge
    assert bool(charge.get("estimated")) is estimated, charge
    if headers is not None:
        assert headers["X-Florin-Charge"] == charge["id"]
        assert Decimal(headers["X-Florin-Cost"]) == cost
        assert Decimal(headers["X-Florin-Balance"]) == organization.balance
    return charge
