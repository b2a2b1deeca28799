# SPDX-License-Identifier: Apache-2.0
"""Load on several nodes: who finds one gone turns to another, under the same key."""

import random
import threading
from contextlib import contextmanager
from decimal import Decimal

from harness import eventually
from load import BROKEN, ENDINGS, Books, Caller

D = Decimal


class Roamer(Caller):
    """A caller that turns to any node, and to another when one is gone or has no database."""

    def __init__(self, books, dice, nodes, endings=ENDINGS):
        super().__init__(books, dice, endings)
        self.nodes = nodes
        self.dice = random.Random(dice.random())
        self.broken = 0
        self.unavailable = 0

    def attempt(self):
        """Sends the waiting command to some node; returns whether it was acknowledged."""
        try:
            answer = self.waiting.send(self.organization.at(self.dice.choice(self.nodes)))
        except BROKEN:
            self.broken += 1
            return False
        if answer.status == 503:
            answer.refused(503, "unavailable")
            assert int(answer.headers["Retry-After"]) >= 1, answer
            self.unavailable += 1
            return False
        self.acknowledge(answer)
        return True

    def run_until(self, stop):
        try:
            while not stop.is_set():
                if not self.attempt():
                    stop.wait(0.02)
        except Exception as problem:
            self.problem = problem

    def settle(self):
        """Repeats the command whose end is unknown until it is known."""
        eventually(self.attempt, what=f"an end of {self.waiting.path}")


@contextmanager
def load_from(callers):
    """All callers at once, as long as the block runs; then each knows how its last one ended."""
    stop = threading.Event()
    threads = [threading.Thread(target=caller.run_until, args=(stop,)) for caller in callers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
        problems = [caller.problem for caller in callers if caller.problem]
        assert not problems, problems
    for caller in callers:
        caller.settle()


def customers(nodes, dice, *, organizations=3, callers_each=3, endings=ENDINGS):
    """Organizations with credits, and callers that spend them; for `load_from`."""
    ledger = [Books(nodes.organization()) for _ in range(organizations)]
    for books in ledger:
        books.organization.grant(100_000)
        books.book(owned=D(100_000), rows=1)
    callers = [Roamer(books, dice, nodes, endings)
               for books in ledger for _ in range(callers_each)]
    return ledger, callers


def check(nodes, ledger, callers):
    """All that was acknowledged is there, once; holds end; the books are in order."""
    for caller in callers:
        caller.check_memory()
    for books in ledger:
        organization = books.organization
        eventually(lambda: organization.pending == books.held, what="the end of lapsed holds")
        books.check()
        for hold in open_holds(organization):
            organization.api.post(f"/api/v1/holds/{hold['id']}/release", {}).ok()
        assert organization.pending == 0
        assert organization.balance == books.owned
    nodes.verify()


def open_holds(organization):
    holds, cursor = [], ""
    while cursor is not None:
        page = organization.api.get(f"/api/v1/holds?status=open&limit=200{cursor}").ok()
        holds += page["holds"]
        cursor = page["nextCursor"] and f"&cursor={page['nextCursor']}"
    return holds
