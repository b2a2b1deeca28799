# SPDX-License-Identifier: Apache-2.0
"""Metered requests on PostgreSQL, each acknowledged when its commit is on disk: Florin's keeper,
the statements that elizaOS Cloud issues for the same, and the ceiling, one connection that writes
by COPY. One server, one set of settings, in turns."""

import json
import subprocess

from ..measure import alternate
from ..postgresql import FOLDER, PostgreSQL, compiled_ceiling, pgbench
from ..report import Table
from ..workshop import SCRATCH, Unfit, florin, output, said

PEER_CLIENTS = 16
WAITING = 1_024
BATCH = 256
CASES = {"1,000 organizations": 1_000, "1 organization": 1}


def run(plan):
    columns = [
        ("requests/s", "pairs_per_second", 0), ("× peer", "times", 1),
        ("of ceiling", "share", 2), ("p50 µs", "p50_us", 0), ("p99 µs", "p99_us", 0)]
    with PostgreSQL() as server:
        table = Table(
            f"metered requests (hold, then capture), durable, PostgreSQL {server.version()}",
            columns)
        for name, organizations in CASES.items():
            case = Case(server, organizations, plan.seconds)
            results = alternate(plan.rounds, case.contestants())
            compare(results)
            for contestant, rounds in results.items():
                table.add(f"{name}: {contestant}", rounds)
    return [table]


def compare(results):
    """How each round of Florin stands to the same round of the others."""
    peers, ceilings = results[Case.peer_name], results[Case.ceiling_name]
    for name, rounds in results.items():
        if not name.startswith("florin"):
            continue
        for ours, peer, ceiling in zip(rounds, peers, ceilings):
            ours["times"] = ours["pairs_per_second"] / peer["pairs_per_second"]
            ours["share"] = ours["pairs_per_second"] / ceiling["pairs_per_second"]


class Case:
    """One load on all of them."""

    peer_name = f"elizaOS' statements, {PEER_CLIENTS} clients"
    ceiling_name = f"ceiling, COPY of {BATCH}"

    def __init__(self, server, organizations, seconds):
        self.server = server
        self.organizations = organizations
        self.seconds = seconds
        self.program = compiled_ceiling()

    def contestants(self):
        return {
            f"florin, {WAITING:,} waiting": lambda: self.florin(1),
            f"florin, two nodes, {WAITING // 2:,} waiting on each": lambda: self.florin(2),
            self.peer_name: self.peer,
            self.ceiling_name: self.ceiling,
        }

    def florin(self, nodes):
        """As many processes at once on one database, all of them on the same organizations."""
        url = self.migrated("florin")
        command = [florin(), "bench", "--json", "--database", url, "--organizations",
                   self.organizations]
        # Makes the organizations, which are there for all that come after it.
        output(*command, "--seconds", 1, cwd=SCRATCH)
        results = together([[*command, "--seconds", self.seconds,
                             "--waiting", WAITING // nodes]] * nodes)
        verify(url)
        return {
            "pairs_per_second": sum(one["pairsPerSecond"] for one in results),
            "p50_us": max(one["latencyMicroseconds"]["p50"] for one in results),
            "p99_us": max(one["latencyMicroseconds"]["p99"] for one in results)}

    def ceiling(self):
        url = self.migrated("ceiling")
        result = said(self.program, url, "--organizations", self.organizations,
                      "--batch", BATCH, "--seconds", self.seconds)
        verify(url)
        return {"pairs_per_second": result["pairsPerSecond"]}

    def peer(self):
        url = self.server.fresh("peer")
        output(self.server.bin / "psql", url, "-Xq", "--set=ON_ERROR_STOP=1",
               f"--set=organizations={self.organizations}", "--file", FOLDER / "peer.sql")
        return pgbench(self.server, "peer", FOLDER / "peer.pgbench", PEER_CLIENTS, self.seconds,
                       organizations=self.organizations)

    def migrated(self, database):
        """A database by Florin's own migrations."""
        url = self.server.fresh(database)
        output(florin(), "migrate", "--database-url", url, cwd=SCRATCH)
        return url


def verify(url):
    """The books must hold after all that load."""
    output(florin(), "ledger", "verify", "--database-url", url, cwd=SCRATCH)


def together(commands):
    """Runs all at the same time; what each says in JSON."""
    running = [subprocess.Popen([str(part) for part in command], cwd=SCRATCH,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True) for command in commands]
    results = []
    for process in running:
        text, problem = process.communicate()
        if process.returncode != 0:
            raise Unfit(f"{florin()} bench failed: {problem.strip()}")
        results.append(json.loads(text.strip().splitlines()[-1]))
    return results
