# SPDX-License-Identifier: Apache-2.0
"""kill -9 of nodes under load: nothing acknowledged is lost, nothing is done twice.

Clients turn to another node with the same key. `FLORIN_CRASH_ROUNDS` sets the number of kills,
`FLORIN_CRASH_SEED` repeats a run's choices.
"""

import os
import random
import secrets
import time

from load import ENDINGS
from nodes import skip_without_postgresql
from roaming import check, customers, load_from

skip_without_postgresql()
ROUNDS = int(os.environ.get("FLORIN_CRASH_ROUNDS", "10"))
SEED = int(os.environ.get("FLORIN_CRASH_SEED", secrets.randbits(32)))


def test_kill_9_of_nodes_under_load_loses_nothing_and_doubles_nothing(make_nodes):
    print(f"FLORIN_CRASH_SEED={SEED}")
    dice = random.Random(SEED)
    nodes = make_nodes().start()
    for node in nodes:
        node.contract = None  # thousands of answers whose shape other tests have compared
    ledger, callers = customers(nodes, dice, endings=(*ENDINGS, "lapse"))
    with load_from(callers):
        for _ in range(ROUNDS):
            time.sleep(dice.uniform(0.05, 0.4))
            victims = dice.sample(nodes, dice.choice([1, 1, 1, 2, 3]))
            for victim in victims:
                victim.kill()
            for victim in victims:
                victim.launch()
            for victim in victims:
                victim.await_ready()
    assert sum(caller.broken for caller in callers) > 0, "clients met nodes that were gone"
    assert sum(caller.count for caller in callers) > 20 * ROUNDS, "there was load"
    check(nodes, ledger, callers)
