# SPDX-License-Identifier: Apache-2.0
"""What history costs: the same load on a short journal and on a long one, of one organization and
of ten thousand; through the keeper alone and over HTTP."""

from ..measure import alternate
from ..processes import OPERATOR_KEY, Florin
from ..report import Table
from ..workshop import SCRATCH, copied, filled, florin, organizations, remove_database, said
from ..wrk import Load, lines

CONNECTIONS = 16
WAITING = 64


def run(plan):
    keeper = Table(f"hold+capture pairs through the keeper, {WAITING} waiting", [
        ("pairs/s, few", "few", 0), ("many", "many", 0), ("cost ratio", "ratio", 2)])
    tables = []
    for count, few in ((1, 1_000), (10_000, 300_000)):
        add_keeper(keeper, plan, count, few)
        tables.append(measure(plan, count, few))
    return [keeper, *tables]


def add_keeper(table, plan, count, few):
    """Each measurement is on a copy of the same history, which `florin bench` makes and removes."""
    files = {"few": filled("history", count, few), "many": filled("history", count, plan.entries)}

    def bench(path):
        result = said(
            florin(), "bench", "--json", "--folder", SCRATCH, "--database", path, "--seconds",
            plan.seconds, "--organizations", count, "--waiting", WAITING, cwd=SCRATCH)
        return result["pairsPerSecond"]

    results = alternate(plan.rounds, {
        name: (lambda path=path: bench(path)) for name, path in files.items()})
    table.add(f"{count:,} organizations: {few:,} entries and {plan.entries:,}", [
        {"few": rate, "many": long_rate, "ratio": rate / long_rate}
        for rate, long_rate in zip(results["few"], results["many"])])


def measure(plan, count, few):
    table = Table(
        f"{count:,} organizations: {few:,} entries and {plan.entries:,}, {CONNECTIONS} connections",
        [("requests/s, few", "few", 0), ("many", "many", 0), ("cost ratio", "ratio", 2),
         ("CPU µs/request, few", "few_cpu", 1), ("CPU many", "many_cpu", 1),
         ("CPU ratio", "cpu_ratio", 2)])
    short = copied(filled("history", count, few), "few.db")
    long = filled("history", count, plan.entries)
    servers = {"few": Florin(short, name="florin-few"), "many": Florin(long, name="florin-many")}
    with servers["few"], servers["many"]:
        loads = {name: loads_on(server, name) for name, server in servers.items()}
        for operation in loads["few"]:
            for name in servers:
                loads[name][operation].run(1)
            results = alternate(plan.rounds, {
                name: (lambda one=loads[name][operation]: one.run(plan.seconds))
                for name in servers})
            table.add(operation, compared(results))
    servers["few"].verify()
    remove_database(short)
    return table


def loads_on(server, name):
    ids = organizations(server.database, 1_000)
    callers = lines(f"callers-{name}.txt", [f"{OPERATOR_KEY} {one}" for one in ids])
    own = lines(f"organizations-{name}.txt", ids)

    def read(path):
        return Load(server, "fixed", path, "GET", OPERATOR_KEY, "", own, connections=CONNECTIONS)

    return {
        "POST holds, POST capture": Load(
            server, "pairs", "/", callers, connections=CONNECTIONS),
        "GET summary": read("/api/v1/credits/summary"),
        "GET transactions": read("/api/v1/credits/transactions?limit=20"),
        "GET transactions of a type": read("/api/v1/credits/transactions?limit=20&type=purchase"),
    }


def compared(results):
    """Both sides of a round in one; a cost ratio above 1 is what the history costs."""
    rounds = []
    for few, many in zip(results["few"], results["many"]):
        rounds.append({
            "few": few["requests_per_second"], "many": many["requests_per_second"],
            "ratio": few["requests_per_second"] / many["requests_per_second"],
            "few_cpu": few["cpu_us_per_request"], "many_cpu": many["cpu_us_per_request"],
            "cpu_ratio": many["cpu_us_per_request"] / max(0.1, few["cpu_us_per_request"]),
            "p99_few_us": few["p99_us"], "p99_many_us": many["p99_us"],
        })
    return rounds
