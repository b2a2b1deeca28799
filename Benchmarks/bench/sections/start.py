# SPDX-License-Identifier: Apache-2.0
"""From the start of the process to the first answer of /readyz, and what it occupies at rest."""

import time

from ..measure import alternate, resident_mebibytes
from ..processes import Florin
from ..report import Table
from ..workshop import SCRATCH, filled, migrated, remove_database

REST_SECONDS = 3


def run(plan):
    table = Table("start and rest", [
        ("seconds to ready", "seconds", 3), ("resident MiB at rest", "resident", 1)])
    empty = migrated(SCRATCH / "start.db")
    long = filled("history", 10_000, plan.entries)
    results = alternate(max(plan.rounds, 3), {
        "the first start, no database yet": lambda: start(SCRATCH / "first.db", is_new=True),
        "an empty database": lambda: start(empty),
        f"{plan.entries:,} entries of 10,000 organizations": lambda: start(long),
    })
    for path in (empty, SCRATCH / "first.db"):
        remove_database(path)
    for name, measurements in results.items():
        table.add(name, measurements)
    return [table]


def start(database, is_new=False):
    if is_new:
        remove_database(database)
    began = time.monotonic()
    with Florin(database) as server:
        seconds = time.monotonic() - began
        time.sleep(REST_SECONDS)
        return {"seconds": seconds, "resident": resident_mebibytes(server.process.pid)}
