# SPDX-License-Identifier: Apache-2.0
"""Metered requests on PostgreSQL, each acknowledged when its commit is on disk: Florin's keeper,
the statements that elizaOS Cloud issues for the same, and the ceiling, one connection that writes
by COPY. One server, one set of settings, in turns. Then more and more nodes, each of them limited to
a small share of a core, so that what is added with a node is what a small machine would add."""

import json
import subprocess
from contextlib import ExitStack

from .. import cpu_limit
from ..cpu_limit import CPULimit
from ..measure import alternate, busy_cores, cpu_ticks
from ..postgresql import FOLDER, PostgreSQL, compiled_ceiling, pgbench
from ..report import Table
from ..workshop import SCRATCH, Unfit, florin, output, said

PEER_CLIENTS = 16
WAITING = 1_024
BATCH = 256
CASES = {"1,000 organizations": 1_000, "1 organization": 1}
# Of one core, for each node of the second table.
SHARE = 1 / 8
# Nodes, and callers on each of them: the same callers in all, then as many more as nodes.
SCALE_OUT = [(1, 384), (2, 192), (3, 128), (2, 384), (3, 384)]


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
        return [table, *scale_out(server, plan)]


def scale_out(server, plan):
    """What each further small machine adds; nothing where machines cannot be made small."""
    try:
        cpu_limit.check()
    except Unfit as reason:
        print(f"  scale-out not run: {reason}", flush=True)
        return []
    columns = [
        ("requests/s", "pairs_per_second", 0), ("× one node", "times", 2),
        ("p50 µs", "p50_us", 0), ("p99 µs", "p99_us", 0), ("busy cores", "busy", 2)]
    table = Table(
        f"the same, each node with its callers on {SHARE:.3f} of a core, the server on the rest",
        columns)
    for name, organizations in CASES.items():
        case = Case(server, organizations, plan.seconds)
        results = alternate(plan.rounds, {
            f"{nodes} node{'s' * (nodes > 1)}, {waiting} waiting on each":
                lambda nodes=nodes, waiting=waiting: case.limited(nodes, waiting)
            for nodes, waiting in SCALE_OUT})
        alone, *_ = results.values()
        for contestant, rounds in results.items():
            for ours, one in zip(rounds, alone):
                ours["times"] = ours["pairs_per_second"] / one["pairs_per_second"]
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
            f"florin, {WAITING:,} waiting": lambda: self.florin([WAITING]),
            f"florin, two nodes, {WAITING // 2:,} waiting on each":
                lambda: self.florin([WAITING // 2] * 2),
            self.peer_name: self.peer,
            self.ceiling_name: self.ceiling,
        }

    def limited(self, nodes, waiting):
        """Nodes that have a share of a core each."""
        with ExitStack() as stack:
            limits = [stack.enter_context(CPULimit(number, SHARE)) for number in range(nodes)]
            return self.florin([waiting] * nodes, limits)

    def florin(self, waiting, limits=None):
        """A node for each number of callers, at once, on one database and the same organizations.
        """
        url = self.migrated("florin")
        command = [florin(), "bench", "--json", "--database", url, "--organizations",
                   self.organizations]
        # Makes the organizations, which are there for all that come after it.
        output(*command, "--seconds", 1, cwd=SCRATCH)
        before = cpu_ticks()
        results = together([[*command, "--seconds", self.seconds, "--waiting", callers]
                            for callers in waiting], limits)
        busy = busy_cores(before, cpu_ticks())
        verify(url)
        return {
            "pairs_per_second": sum(one["pairsPerSecond"] for one in results),
            "p50_us": max(one["latencyMicroseconds"]["p50"] for one in results),
            "p99_us": max(one["latencyMicroseconds"]["p99"] for one in results),
            "busy": busy}

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


def together(commands, limits=None):
    """Runs all at the same time; what each says in JSON."""
    joins = [limit.join for limit in limits] if limits else [None] * len(commands)
    running = [subprocess.Popen([str(part) for part in command], cwd=SCRATCH, preexec_fn=join,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
               for command, join in zip(commands, joins)]
    results = []
    for process in running:
        text, problem = process.communicate()
        if process.returncode != 0:
            raise Unfit(f"{florin()} bench failed: {problem.strip()}")
        results.append(json.loads(text.strip().splitlines()[-1]))
    return results
