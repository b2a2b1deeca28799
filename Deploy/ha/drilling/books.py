# SPDX-License-Identifier: Apache-2.0
"""What an organization must own, by addition of what was acknowledged; and whether it does."""

import threading
from dataclasses import dataclass, field

from .wire import nanocredits


@dataclass
class Finding:
    """How the journal differs from what was acknowledged."""

    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.lost or self.doubled or self.wrong)

    def add(self, other):
        self.lost += other.lost
        self.doubled += other.doubled
        self.wrong += other.wrong


class Books:
    """One organization: its key, the model of its balance, and every acknowledged movement."""

    def __init__(self, organization, key):
        self.organization = organization
        self.key = key
        self.owned = 0
        self.held = 0
        self.acknowledged = {}  # amount by the id of the grant, charge or refund
        self.checked_up_to = 0  # sequence
        self.unchecked = []
        self.lock = threading.Lock()

    def move(self, reference, change):
        """An acknowledged movement: one row of the journal, and only one."""
        with self.lock:
            self.owned += change
            self.acknowledged[reference] = change
            self.unchecked.append(reference)

    def hold(self, change):
        with self.lock:
            self.held += change

    def check_news(self, wire):
        """Compares the rows since the last check; nobody may be writing."""
        rows = self.rows(wire, self.checked_up_to)
        wanted = {reference: self.acknowledged[reference] for reference in self.unchecked}
        finding = compare(wanted, rows)
        finding.wrong += self.check_balance(wire)
        self.unchecked = []
        self.checked_up_to = max([self.checked_up_to] + [row["sequence"] for row in rows])
        return finding

    def check_all(self, wire):
        """Compares the whole journal; nobody may be writing."""
        rows = self.rows(wire, 0)
        finding = compare(self.acknowledged, rows)
        if [row["sequence"] for row in rows] != list(range(len(rows), 0, -1)):
            finding.wrong.append(f"{self.organization}: the journal has gaps")
        finding.wrong += self.check_balance(wire)
        return finding

    def check_balance(self, wire):
        summary = wire.insist("GET", "/api/v1/credits/summary", self.key)
        found = nanocredits(summary["balance"]), nanocredits(summary["pending"])
        wanted = self.owned - self.held, self.held
        if found == wanted:
            return []
        return [f"{self.organization}: balance and pending are {found}, should be {wanted}"]

    def rows(self, wire, after):
        """Rows with a sequence above `after`, newest first."""
        rows, cursor = [], ""
        while True:
            page = wire.insist(
                "GET", f"/api/v1/credits/transactions?limit=200{cursor}", self.key)
            fresh = [row for row in page["transactions"] if row["sequence"] > after]
            rows += fresh
            if not page["nextCursor"] or len(fresh) < len(page["transactions"]):
                return rows
            cursor = f"&cursor={page['nextCursor']}"


def compare(acknowledged, rows):
    """Each acknowledged movement is there once, with its amount, and nothing else is there.

    Every command is repeated under its key until it is acknowledged, so a row that nobody was
    told of is a command that was carried out twice.
    """
    finding = Finding()
    seen = set()
    for row in rows:
        reference = row["reference"]
        if reference in seen or reference not in acknowledged:
            finding.doubled.append(reference)
        elif nanocredits(row["amount"]) != acknowledged[reference]:
            finding.wrong.append(f"{reference}: {row['amount']}")
        seen.add(reference)
    finding.lost = [reference for reference in acknowledged if reference not in seen]
    return finding
