# SPDX-License-Identifier: Apache-2.0
"""Load whose books are kept: what customers ask for, and what they must own afterwards."""

import http.client
import secrets
import threading
from collections import deque
from decimal import Decimal

D = Decimal
BROKEN = (OSError, http.client.HTTPException)
ENDINGS = ("capture", "capture less", "capture more", "release", "leave")


class Books:
    """What an organization must own, computed by addition only."""

    def __init__(self, organization):
        self.organization = organization
        self.owned = D(0)
        self.held = D(0)
        self.rows = 0
        self.lock = threading.Lock()

    def book(self, owned=0, held=0, rows=0):
        with self.lock:
            self.owned += owned
            self.held += held
            self.rows += rows

    def check(self):
        summary = self.organization.summary
        assert D(summary["balance"]) == self.owned - self.held
        assert D(summary["pending"]) == self.held
        rows = self.organization.transactions()
        assert len(rows) == self.rows, "one row for each movement, none twice"
        assert sum(D(row["amount"]) for row in rows) == self.owned
        assert D(rows[0]["balance_after"]) == self.owned


class Request:
    """One command and the key under which it may be sent as often as it takes."""

    def __init__(self, path, body, *, by_operator=False, status=201):
        self.path = path
        self.body = body
        self.by_operator = by_operator
        self.status = status
        self.key = secrets.token_hex(8)

    def send(self, organization):
        api = organization.server.operator if self.by_operator else organization.api
        return api.using(api.key).post(self.path, self.body, idempotency=self.key)


def customer(books, dice, endings):
    """An endless sequence of commands; each is yielded, and gets the JSON of its success."""

    def amount():
        return D(dice.randrange(1, 10**9)).scaleb(-9)

    organization = books.organization
    while True:
        kind = dice.choice(["grant", "charge", "charge", "refund", "hold", "hold", "hold"])
        size = amount()
        if kind == "grant":
            yield Request(f"/api/v1/admin/organizations/{organization.id}/grants",
                          {"amount": size, "source": "purchase", "reason": "load"},
                          by_operator=True)
            books.book(owned=size, rows=1)
        elif kind in ("charge", "refund"):
            charge = (yield Request("/api/v1/charges", {"amount": size}))["charge"]
            books.book(owned=-size, rows=1)
            if kind == "refund":
                yield Request(f"/api/v1/charges/{charge['id']}/refund",
                              {"amount": size / 2 if size % D("2E-9") == 0 else size,
                               "reason": "load"})
                books.book(owned=size / 2 if size % D("2E-9") == 0 else size, rows=1)
        else:
            yield from _hold(books, size, dice.choice(endings))


def _hold(books, size, ending):
    if ending == "lapse":
        yield Request("/api/v1/holds", {"amount": size, "expiresIn": 2})
        return
    hold = (yield Request("/api/v1/holds", {"amount": size, "expiresIn": 3600}))["hold"]
    books.book(held=size)
    if ending == "release":
        yield Request(f"/api/v1/holds/{hold['id']}/release", {}, status=200)
        books.book(held=-size)
    elif ending != "leave":
        taken = {"capture": size, "capture less": max(size - D("0.1"), D("1E-9")),
                 "capture more": size + D("0.1")}[ending]
        yield Request(f"/api/v1/holds/{hold['id']}/capture", {"amount": taken})
        books.book(owned=-taken, held=-size, rows=1)


class Caller:
    """Walks through a customer's commands and insists on each until it is acknowledged."""

    def __init__(self, books, dice, endings=ENDINGS):
        self.organization = books.organization
        self.script = customer(books, dice, endings)
        self.waiting = next(self.script)
        self.acknowledged = deque(maxlen=25)
        self.count = 0
        self.problem = None

    def step(self):
        self.acknowledge(self.waiting.send(self.organization))

    def acknowledge(self, answer):
        """Takes a success, and turns to the next command."""
        body = answer.ok(self.waiting.status)
        self.acknowledged.append((self.waiting, answer))
        self.count += 1
        self.waiting = self.script.send(body)

    def run(self):
        """Until the server is gone."""
        try:
            while True:
                self.step()
        except BROKEN:
            pass
        except Exception as problem:
            self.problem = problem

    def check_memory(self):
        """The last acknowledged commands are still there, byte for byte."""
        for request, answer in self.acknowledged:
            again = request.send(self.organization)
            assert again.replayed, f"acknowledged and forgotten: {answer}"
            assert (again.status, again.body) == (answer.status, answer.body)
