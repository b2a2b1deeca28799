# SPDX-License-Identifier: Apache-2.0
"""Pairs of hold and capture through the keeper, beside the ceiling: a C program on the same SQLite
that writes the same rows in transactions of the same size."""

import shutil

from ..measure import CommitCounter, alternate
from ..report import Table
from ..workshop import (SCRATCH, compiled, copied, florin, migrated, remove_database, said,
                        writer_settings)


def run(plan):
    table = Table("hold+capture pairs, durable", [
        ("pairs/s", "pairs_per_second", 0), ("of ceiling", "share", 2),
        ("orders/transaction", "batch", 0), ("p50 µs", "p50_us", 0), ("p99 µs", "p99_us", 0)])
    for organizations in (1, 10_000):
        for waiting in (64, 1_024):
            case = Case(organizations, waiting, plan.seconds)
            results = alternate(
                plan.rounds, {"florin": case.florin, "ceiling": case.ceiling}, order="fixed")
            for ours, ceiling in zip(results["florin"], results["ceiling"]):
                ours["share"] = ours["pairs_per_second"] / ceiling["pairs_per_second"]
            name = f"{organizations:,} organizations, {waiting:,} waiting"
            table.add(name, results["florin"])
            table.add("— ceiling", results["ceiling"])
    return [table]


class Case:
    """One load on both; the ceiling takes the batch size that Florin has just reached."""

    def __init__(self, organizations, waiting, seconds):
        self.organizations = organizations
        self.waiting = waiting
        self.seconds = seconds
        self.batch = waiting
        self.program = compiled("ceiling")
        self.empty = migrated(SCRATCH / "empty.db")

    def florin(self):
        folder = SCRATCH / "keeper"
        folder.mkdir(exist_ok=True)
        counter = CommitCounter(folder, "*/bench.db-shm")
        counter.start()
        result = said(
            florin(), "bench", "--json", "--folder", folder, "--seconds", self.seconds,
            "--organizations", self.organizations, "--waiting", self.waiting, cwd=SCRATCH)
        commits = counter.per_second(self.seconds)
        shutil.rmtree(folder)
        rate, latency = result["pairsPerSecond"], result["latencyMicroseconds"]
        # Two orders a pair. Without a count of commits: all that can wait, the ceiling's best case.
        orders = round(2 * rate / commits) if commits else self.waiting
        self.batch = max(1, min(self.waiting, orders))
        return {"pairs_per_second": rate, "batch": self.batch,
                "p50_us": latency["p50"], "p99_us": latency["p99"]}

    def ceiling(self):
        path = copied(self.empty, "ceiling.db")
        result = said(
            self.program, path, "--settings", writer_settings(), "--seconds", self.seconds,
            "--organizations", self.organizations, "--batch", self.batch)
        remove_database(path)
        return {"pairs_per_second": result["pairsPerSecond"], "batch": result["batch"]}
