# SPDX-License-Identifier: Apache-2.0
"""kill -9 under load: nothing acknowledged is lost, nothing is done twice.

`FLORIN_CRASH_ROUNDS` sets the number of kills, `FLORIN_CRASH_SEED` repeats a run's choices.
"""

import http.client
import os
import random
import secrets
import subprocess
import threading
import time
from collections import deque
from decimal import Decimal

from harness import binary_path

D = Decimal
ROUNDS = int(os.environ.get("FLORIN_CRASH_ROUNDS", "5"))
SEED = int(os.environ.get("FLORIN_CRASH_SEED", secrets.randbits(32)))
BROKEN = (OSError, http.client.HTTPException)


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


def customer(books, dice):
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
            yield from _hold(books, dice, size)


def _hold(books, dice, size):
    hold = (yield Request("/api/v1/holds", {"amount": size, "expiresIn": 3600}))["hold"]
    books.book(held=size)
    ending = dice.choice(["capture", "capture less", "capture more", "release", "leave"])
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

    def __init__(self, books, dice):
        self.organization = books.organization
        self.script = customer(books, dice)
        self.waiting = next(self.script)
        self.acknowledged = deque(maxlen=25)
        self.count = 0
        self.problem = None

    def step(self):
        answer = self.waiting.send(self.organization)
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


def storm(server, callers, seconds):
    """Load from all callers at once, then kill -9."""
    threads = [threading.Thread(target=caller.run) for caller in callers]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.kill()
    for thread in threads:
        thread.join(30)
    problems = [caller.problem for caller in callers if caller.problem]
    assert not problems, problems


def test_kill_9_under_load_loses_nothing_and_doubles_nothing(make_server):
    print(f"FLORIN_CRASH_SEED={SEED}")
    dice = random.Random(SEED)
    server = make_server()
    server.contract = None  # thousands of answers whose shape other tests have compared
    ledger = [Books(server.organization()) for _ in range(3)]
    for books in ledger:
        books.organization.grant(100_000)
        books.book(owned=D(100_000), rows=1)
    callers = [Caller(books, random.Random(dice.random())) for books in ledger for _ in range(4)]
    for _ in range(ROUNDS):
        before = sum(caller.count for caller in callers)
        storm(server, callers, dice.uniform(0.1, 0.6))
        assert sum(caller.count for caller in callers) > before, "there was load"
        server.start()
        for caller in callers:
            caller.step()  # the command that the kill left without an answer
            caller.check_memory()
        for books in ledger:
            books.check()
        server.verify()


def test_kill_9_during_the_first_start_leaves_a_database_that_starts(make_server):
    dice = random.Random(SEED)
    for _ in range(4):
        server = make_server(start=False)
        for _ in range(3):
            _start_and_kill(server, dice.uniform(0.001, 0.1))
        server.start()
        organization = server.organization(1)
        assert organization.balance == 1
        server.verify()
        server.stop()


def _start_and_kill(server, seconds):
    with server.log.open("ab") as log:
        process = subprocess.Popen([binary_path(), "serve"], cwd=server.folder, env=server.env,
                                   stdout=log, stderr=log)
    time.sleep(seconds)
    process.kill()
    process.wait(10)
