# SPDX-License-Identifier: Apache-2.0
"""Runs of wrk, and what they cost the server."""

import os
import time

from .measure import cpu_seconds
from .workshop import BENCHMARKS, SCRATCH, Unfit, said, tool

SCRIPTS = BENCHMARKS / "wrk"


class Load:
    """A load that can be run again and again on a server."""

    def __init__(self, server, script, path, *arguments, connections, billed_to=None):
        self.server = server
        self.command = [
            tool("wrk"), "-t1", f"-c{connections}", "--timeout", "10s",
            "-s", SCRIPTS / f"{script}.lua"]
        self.target = [server.url + path, "--", *arguments]
        # Whose CPU counts: the server's own unless it works for somebody else.
        self.billed_to = billed_to or server

    def run(self, seconds):
        pids = self.billed_to.pids()
        before, began = cpu_seconds(*pids), time.monotonic()
        result = said(
            *self.command, f"-d{seconds}s", *self.target,
            env={**os.environ, "WRK_SCRIPTS": str(SCRIPTS)})
        cpu = cpu_seconds(*pids) - before
        if result["failed"] or not result["requests"]:
            raise Unfit(
                f"{result['failed']} of {result['requests']} requests failed at {self.target[0]}:"
                f" see {SCRATCH / self.server.name}.log")
        return {
            "requests_per_second": result["requests"] * 1_000_000 / result["microseconds"],
            "p50_us": result["p50"], "p99_us": result["p99"],
            "cpu_us_per_request": cpu * 1_000_000 / result["requests"],
            "cores_used": cpu / (time.monotonic() - began), "requests": result["requests"],
        }


def lines(name, rows):
    """A file with a line for each row, for a script to read."""
    path = SCRATCH / name
    path.write_text("".join(row + "\n" for row in rows))
    return path
