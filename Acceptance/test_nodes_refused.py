# SPDX-License-Identifier: Apache-2.0
"""A start without a usable PostgreSQL ends with one line that says what is wrong."""

import socket
import subprocess
import time

import pytest

from harness import Server, binary_path, run_florin
from nodes import skip_without_postgresql
from postgresql import PostgreSQL, psql

skip_without_postgresql()
SECRET = "s3cret-pass"


@pytest.fixture(scope="module")
def postgresql():
    """A server that asks some of its users for a password, and lets one only read."""
    with PostgreSQL() as server:
        _prepare(server)
        yield server


def _prepare(server):
    access = server.folder / "data" / "pg_hba.conf"
    access.write_text("host all asked 127.0.0.1/32 scram-sha-256\n" + access.read_text())
    server.reload()
    psql(server.url, f"CREATE ROLE asked LOGIN PASSWORD '{SECRET}'")
    psql(server.url, "CREATE ROLE reader LOGIN")
    psql(server.url, "ALTER ROLE reader SET default_transaction_read_only = on")
    psql(server.url, "CREATE ROLE poor LOGIN")
    psql(server.url, "CREATE DATABASE own OWNER asked")


def starts(postgresql, nobody):
    """Commands, URLs and the words that must be said, by what is wrong."""
    return {
        "away": ("serve", f"postgres://florin@127.0.0.1:{nobody}/florin", "Connection refused"),
        "no host": ("serve", "postgres://florin@no-such-host.invalid/florin", "no-such-host"),
        "wrong password": ("serve", postgresql.database("own", user="asked:wrong-pass"),
                           "password authentication failed"),
        "no password": ("serve", postgresql.database("own", user="asked"), "no password supplied"),
        "no database": ("serve", postgresql.database("nowhere"),
                        'database "nowhere" does not exist'),
        "read-only": ("serve", postgresql.database("postgres", user="reader"), "read-only"),
        "no rights": ("serve", postgresql.database("postgres", user="poor"), "permission denied"),
        "a command": ("ledger verify", f"postgres://florin@127.0.0.1:{nobody}/florin",
                      "Connection refused"),
    }


def test_a_start_without_a_usable_database_says_why_in_one_line(tmp_path, postgresql):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        cases = starts(postgresql, nobody.getsockname()[1])
        began = time.monotonic()
        running = {name: launched(command, url, tmp_path / name)
                   for name, (command, url, _) in cases.items()}
        for name, process in running.items():
            said, _ = process.communicate(timeout=40)
            seconds = time.monotonic() - began
            assert process.returncode == 1, (name, said)
            assert seconds < 15, f"{name}: a server that is starting is waited for 10 s"
            assert len(said.strip().splitlines()) == 1 and said.startswith("florin: "), said
            assert cases[name][2] in said, (name, said)
            assert "wrong-pass" not in said


def launched(command, url, folder):
    server = Server(folder, database_url=url)
    return subprocess.Popen(
        [binary_path(), *command.split()], cwd=folder, env=server.env, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_a_password_in_the_url_is_shown_to_nobody(postgresql, tmp_path):
    url = postgresql.database("own", user=f"asked:{SECRET}")
    server = Server(tmp_path, database_url=url)
    server.start()
    try:
        assert server.operator.get("/api/v1/admin/organizations").status == 200
        for arguments in (("doctor",), ("doctor", "--json"), ("ledger", "verify")):
            done = server.florin(*arguments, expect=None)
            assert SECRET not in done.stdout + done.stderr, arguments
    finally:
        server.stop()
    assert SECRET not in server.log_tail()


@pytest.mark.parametrize("url", [
    f"postgres://florin:{SECRET}@127.0.0.1:port/florin", f"postgres://florin:{SECRET}@[::1/florin",
    f"postgres://florin:{SECRET}@127.0.0.1/florin?nonsense=1"])
def test_a_url_that_cannot_be_read_is_refused_without_its_password(tmp_path, url):
    server = Server(tmp_path, database_url=url)
    done = run_florin("serve", env=server.env, cwd=tmp_path, expect=1)
    said = done.stdout + done.stderr
    assert "FLORIN_DATABASE_URL" in said and "postgres://" in said and SECRET not in said, said
