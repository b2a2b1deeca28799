# SPDX-License-Identifier: Apache-2.0
"""kill -9 under load: nothing acknowledged is lost, nothing is done twice.

`FLORIN_CRASH_ROUNDS` sets the number of kills, `FLORIN_CRASH_SEED` repeats a run's choices.
"""

import os
import random
import secrets
import subprocess
import threading
import time
from decimal import Decimal

from harness import binary_path
from load import Books, Caller

D = Decimal
ROUNDS = int(os.environ.get("FLORIN_CRASH_ROUNDS", "5"))
SEED = int(os.environ.get("FLORIN_CRASH_SEED", secrets.randbits(32)))


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
