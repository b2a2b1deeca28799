# SPDX-License-Identifier: Apache-2.0
"""What the gateway adds to a call's time at fifty calls a second: to the first byte, to the last."""

import http.client
import json
import statistics
import time

from ..processes import Florin, Nginx
from ..report import Table
from ..workshop import SCRATCH, remove_database
from .gateway import PATH, UPSTREAM, answer, question

PER_SECOND = 50


def run(plan):
    return [measure(plan, stream=False), measure(plan, stream=True)]


def measure(plan, stream):
    database = SCRATCH / "delay.db"
    remove_database(database)
    upstream = Nginx("upstream", UPSTREAM % (PATH, *answer(stream)), workers=1)
    with upstream, Florin(database, upstream=upstream.url) as server:
        key = server.customer()
        direct, through = Caller(upstream, key, stream), Caller(server, key, stream)
        for caller in (direct, through):
            caller.call()
        # In turns, each pair in its own fiftieth of a second: what the machine does meanwhile hits
        # both alike.
        rounds = [pairs(direct, through, plan.seconds * PER_SECOND) for _ in range(plan.rounds)]
    server.verify()
    remove_database(database)
    kind = "streamed" if stream else "in one piece"
    table = Table(f"added to a call {kind}, {PER_SECOND} calls a second", [
        ("p50 µs", "p50", 0), ("p99 µs", "p99", 0)])
    for name, place in (("to the first byte", 0), ("to the last byte", 1)):
        table.add(name, [quantiles([pair[place] for pair in one]) for one in rounds])
    return table


def pairs(direct, through, count):
    added = []
    due = time.monotonic()
    for number in range(count):
        due += 1 / PER_SECOND
        time.sleep(max(0, due - time.monotonic()))
        order = (direct, through) if number % 2 else (through, direct)
        taken = {caller: caller.call() for caller in order}
        added.append([taken[through][place] - taken[direct][place] for place in (0, 1)])
    return added


def quantiles(values):
    cuts = statistics.quantiles(values, n=100)
    return {"p50": cuts[49] * 1e6, "p99": cuts[98] * 1e6}


class Caller:
    """A client with one connection."""

    def __init__(self, server, key, stream):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.body = json.dumps(question(stream))
        self.headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}

    def call(self):
        """Seconds to the first byte of the body, and to its last."""
        began = time.perf_counter()
        self.connection.request("POST", PATH, self.body, self.headers)
        response = self.connection.getresponse()
        response.read(1)
        first = time.perf_counter() - began
        response.read()
        return first, time.perf_counter() - began
