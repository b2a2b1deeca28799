# SPDX-License-Identifier: Apache-2.0
"""The same pairs over HTTP, beside the cheapest read, the cheapest route, and nginx answering a
text of the same size: what of the cost is billing, what is HTTP."""

from ..measure import alternate
from ..processes import Florin, Nginx
from ..report import Table
from ..workshop import SCRATCH, remove_database
from ..wrk import Load, lines

ORGANIZATIONS = 8
ANSWER = "x" * 400
FIXED = f"""server {{
    listen 127.0.0.1:{{port}} backlog=1024;
    location = /ready {{ return 200; }}
    location / {{ return 201 "{ANSWER}"; }}
}}"""


def run(plan):
    table = Table(f"requests over HTTP, {ORGANIZATIONS} organizations", [
        ("requests/s", "requests_per_second", 0), ("p50 µs", "p50_us", 0),
        ("p99 µs", "p99_us", 0), ("server CPU µs/request", "cpu_us_per_request", 1)])
    database = SCRATCH / "http.db"
    remove_database(database)
    server = Florin(database)
    with server, Nginx("fixed", FIXED, workers=1) as fixed:
        keys = [server.customer() for _ in range(ORGANIZATIONS)]
        callers = lines("callers.txt", keys)
        for connections in (16, 64):
            def load(script, path, *arguments, at=server):
                one = Load(at, script, path, *arguments, connections=connections)
                one.run(1)
                return lambda: one.run(plan.seconds)

            results = alternate(plan.rounds, {
                "POST holds, POST capture": load("pairs", "/", callers),
                "GET balance": load("fixed", "/api/v1/credits/balance", "GET", keys[0]),
                "GET healthz": load("fixed", "/healthz", "GET", ""),
                "nginx: a fixed answer": load("fixed", "/", "POST", "", at=fixed),
            })
            for name, measurements in results.items():
                table.add(f"{name}, {connections} connections", measurements)
    server.verify()
    remove_database(database)
    return [table]
