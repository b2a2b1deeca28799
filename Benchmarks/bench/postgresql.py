# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of the run's own: durable, on the repository's disk, gone when the run is over."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .processes import free_port
from .workshop import BENCHMARKS, SCRATCH, Unfit, output, tool

FOLDER = BENCHMARKS / "postgres"
# What a server of this size is given; all that durability hangs on stays at its defaults, and
# `durability` looks whether it does.
SETTINGS = {
    "shared_buffers": "1GB", "max_wal_size": "8GB", "max_connections": "200",
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class PostgreSQL:
    """A server that contestants share; each round has a database of its own."""

    def __init__(self):
        self.bin = bin_folder()
        self.data = SCRATCH / "postgresql"
        self.port = free_port()
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None

    def __enter__(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        if self.user:
            shutil.chown(self.data, self.user)
        self.run("initdb", "--pgdata", self.data, "--username", "postgres", "--auth", "trust",
                 "--encoding", "UTF8", "--locale", "C.UTF-8")
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in SETTINGS.items())
        self.run("pg_ctl", "--pgdata", self.data, "--wait", "--log", self.data / "log",
                 "--options", f"-p {self.port} {options}", "start")
        self.check_durability()
        return self

    def __exit__(self, *_):
        self.run("pg_ctl", "--pgdata", self.data, "--wait", "--mode", "fast", "stop")
        shutil.rmtree(self.data)

    def run(self, name, *arguments):
        output(self.bin / name, *arguments, user=self.user, group=self.user, cwd="/")

    def url(self, database):
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def ask(self, sql, database="postgres"):
        return output(self.bin / "psql", self.url(database), "-AtXqc", sql).strip()

    def fresh(self, database):
        """An empty database; the server has written its backlog, so that it is nobody's burden."""
        self.ask(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self.ask(f"CREATE DATABASE {database}")
        self.ask("CHECKPOINT")
        return self.url(database)

    def check_durability(self):
        for name, wanted in DURABLE.items():
            if (found := self.ask(f"SHOW {name}")) != wanted:
                raise Unfit(f"PostgreSQL has {name} = {found}, should be {wanted}")

    def version(self):
        return self.ask("SHOW server_version")


def bin_folder():
    """The newest server that Debian's packages have installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"),
                   key=lambda path: int(path.parent.parent.name))
    if not found:
        raise Unfit("PostgreSQL is not installed: run `Scripts/setup bench`")
    return found[-1].parent


def compiled_ceiling():
    """The C program that writes by COPY."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    target = SCRATCH / "postgres-ceiling"
    flags = output("pkg-config", "--cflags", "--libs", "libpq").split()
    output(tool("cc"), "-std=gnu17", "-O2", "-Wall", "-o", target, FOLDER / "ceiling.c",
           BENCHMARKS / "journal.c", BENCHMARKS / "options.c", *flags, "-lcrypto")
    return target


def pgbench(server, database, script, clients, seconds, **variables):
    """Transactions a second and their latency in µs by pgbench, statements prepared."""
    defines = [f"--define={name}={value}" for name, value in variables.items()]
    command = [server.bin / "pgbench", server.url(database), "--no-vacuum", f"--file={script}",
               *defines, f"--client={clients}", "--jobs=2", f"--time={seconds}",
               "--protocol=prepared", "--log"]
    said, latencies = logged(command, server.data.parent / "pgbench")
    rate = re.search(r"tps = ([0-9.]+)", said)
    if not rate or not latencies:
        raise Unfit(f"pgbench said: {said}")
    return {"pairs_per_second": float(rate[1]), "p50_us": mark(latencies, 0.5),
            "p99_us": mark(latencies, 0.99)}


def logged(command, folder):
    """Runs pgbench with its log of every transaction; returns what it said, and sorted times."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    done = subprocess.run([str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Unfit(f"pgbench failed: {done.stderr.strip()}")
    # client, number, µs, script, epoch, µs
    times = [int(line.split()[2]) for path in folder.glob("pgbench_log.*")
             for line in path.read_text().splitlines()]
    shutil.rmtree(folder)
    return done.stdout, sorted(times)


def mark(values, share):
    return values[min(len(values) - 1, int(len(values) * share))]
