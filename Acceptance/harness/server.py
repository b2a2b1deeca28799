# SPDX-License-Identifier: Apache-2.0
"""The program under test as a process: started, watched, ended."""

import hashlib
import os
import random
import secrets
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import psycopg

from .client import API
from .exact import loads
from .organization import Organization

# Where `Scripts/test` tells the tests to use PostgreSQL: each server then has a schema there.
POSTGRES = (os.environ.get("FLORIN_TEST_POSTGRES_URL")
            if os.environ.get("FLORIN_TEST_DATABASE") == "postgresql" else None)
FOLDER = Path(__file__).resolve().parent.parent


def binary_path():
    """The program under test: FLORIN_BINARY, or the release build of this checkout."""
    named = os.environ.get("FLORIN_BINARY")
    path = Path(named) if named else FOLDER / ".." / ".build" / "release" / "florin"
    return path.resolve()


class Server:
    """One `florin serve` on a free port with its own data folder and nothing else in its world."""

    def __init__(self, folder, *, env=None, contract=None, ignore_signals=False, beside=None,
                 database_url=None):
        """`beside` is another node of the same platform: the same database and operator."""
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.operator_key = (beside.operator_key if beside
                             else "flr_operator_" + secrets.token_hex(24))
        self.host = "127.0.0.1"
        self.port = _free_port()
        self.database = self.folder / "florin.db"
        self.database_url = database_url or (beside.database_url if beside else self._location())
        self.extra = dict(env or {})
        self.contract = contract
        self.log = self.folder / "florin.log"
        self.process = None
        # A process that inherits ignored signals gets EFBIG instead of SIGXFSZ (test_disk_full).
        self.ignore_signals = ignore_signals

    def _location(self):
        return _schema(self.folder) if POSTGRES else f"sqlite:{self.database}"

    @property
    def env(self):
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LOG_LEVEL": "warning",
            "FLORIN_HOST": self.host,
            "FLORIN_PORT": str(self.port),
            "FLORIN_DATABASE_URL": self.database_url,
            **({"FLORIN_OPERATOR_KEY": self.operator_key} if self.operator_key else {}),
            "FLORIN_RATE_LIMIT": "off",
            # No test asks the world for prices.
            "FLORIN_PRICING_SOURCES": "off",
            **self.extra,
        }

    def start(self, within=20):
        """Starts and waits until /readyz says yes; returns the seconds that took."""
        self.launch()
        return self.await_ready(within)

    def launch(self):
        """Starts without waiting."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [binary_path(), "serve"], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, restore_signals=not self.ignore_signals)

    def await_ready(self, within=20):
        """Waits until /readyz says yes; returns the seconds that took."""
        began = time.monotonic()
        while not self.is_ready():
            code = self.process.poll()
            assert code is None, f"florin serve ended with {code} at start:\n{self.log_tail()}"
            assert time.monotonic() - began < within, f"not ready:\n{self.log_tail()}"
            time.sleep(0.01)
        return time.monotonic() - began

    def is_ready(self):
        try:
            return API(self.host, self.port).get("/readyz", timeout=5).status == 200
        except OSError:
            return False

    def stop(self, within=30):
        """SIGTERM; a server that is told to end must end well."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self._wait(within)
        self.process = None
        assert code == 0, f"florin serve ended with {code}:\n{self.log_tail()}"

    def kill(self):
        """kill -9."""
        self.process.kill()
        self._wait(10)
        self.process = None

    def ended(self, within=30):
        """Waits for a server that ends by itself; returns its exit status."""
        code = self._wait(within)
        self.process = None
        return code

    def _wait(self, within):
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self.process = None
            raise AssertionError(f"still running after {within} s:\n{self.log_tail()}") from None

    def log_tail(self):
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    def metric(self, name, *, absent=None, **labels):
        """The value of a series; `absent` where there is none, if given."""
        wanted = ",".join(f'{key}="{value}"' for key, value in labels.items())
        series = f"{name}{{{wanted}}} " if labels else name + " "
        for line in self.api().get("/metrics").body.decode().splitlines():
            if line.startswith(series):
                return int(line.removeprefix(series))
        assert absent is not None, f"/metrics has no {series}"
        return absent

    def api(self, key=None, organization=None):
        return API(self.host, self.port, key, organization=organization, contract=self.contract)

    @property
    def operator(self):
        return self.api(self.operator_key)

    def organization(self, credits=None, **options):
        """A new organization, with this many purchased credits when given."""
        return Organization.create(self, credits, **options)

    def florin(self, *arguments, expect=0):
        """Runs a command on this server's data and returns the finished process."""
        return run_florin(*arguments, env=self.env, cwd=self.folder, expect=expect)

    def open_database(self):
        """The database itself, past Florin: `connection.execute(sql)` gives rows by column name."""
        if POSTGRES:
            return psycopg.connect(self.database_url, row_factory=psycopg.rows.dict_row)
        connection = sqlite3.connect(self.database)
        connection.row_factory = sqlite3.Row
        return connection

    def tamper(self, statement):
        """Does with the rows what Florin never would."""
        with closing(self.open_database()) as database:
            if POSTGRES:
                database.execute("SET session_replication_role = replica")
            else:
                for trigger, in database.execute(
                        "SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    database.execute(f"DROP TRIGGER {trigger}")
            database.execute(statement)
            database.commit()

    def verify(self):
        """`florin ledger verify --json`, which must find nothing wrong."""
        verdict = loads(self.florin("ledger", "verify", "--json").stdout)
        assert verdict["ok"] is True, verdict
        return verdict


def run_florin(*arguments, env=None, cwd=None, expect=0):
    """Runs the program with exactly this environment; `expect` None takes any exit code."""
    done = subprocess.run(
        [binary_path(), *arguments], env=env or {"PATH": os.environ["PATH"]}, cwd=cwd,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if expect is not None:
        assert done.returncode == expect, (
            f"florin {' '.join(arguments)} exited {done.returncode}, wanted {expect}\n"
            f"{done.stdout}\n{done.stderr}")
    return done


def _schema(folder):
    """The URL of the schema that belongs to a folder, as a file in it would."""
    name = "t" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:32]
    subprocess.run(
        ["psql", POSTGRES, "--quiet", "-c", f"CREATE SCHEMA IF NOT EXISTS {name}"], check=True,
        env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"})
    return f"{POSTGRES}?options=-csearch_path%3D{name}"


def _free_port():
    """Below those that the system gives to connections: none takes it while its server is down."""
    while True:
        port = random.randrange(15_000, 32_768)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
