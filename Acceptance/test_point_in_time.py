# SPDX-License-Identifier: Apache-2.0
"""docs/operate.md, "Back to a moment": a base backup and the archived log, replayed up to it."""

import os
import shutil
import subprocess
from decimal import Decimal

import pytest

from nodes import skip_without_postgresql
from postgresql import SCRIPT, PostgreSQL, psql

skip_without_postgresql()


def as_owner(*command):
    """Runs one of PostgreSQL's programs as the user who owns its files."""
    who = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"]
    done = subprocess.run([*(who if os.getuid() == 0 else []), *command], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def program(name):
    found = subprocess.run([SCRIPT, "programs"], capture_output=True, text=True, check=True)
    return f"{found.stdout.strip()}/{name}"


@pytest.fixture
def archiving():
    """A server that archives its log."""
    with PostgreSQL() as server:
        as_owner("mkdir", f"{server.folder}/archive")
        with server.away():
            configure(server.folder / "data", f"""
                archive_mode = on
                archive_command = 'cp %p {server.folder}/archive/%f'
                """)
        yield server


def configure(data, lines):
    with (data / "postgresql.conf").open("a") as file:
        file.write("\n".join(line.strip() for line in lines.splitlines()) + "\n")


def test_the_books_go_back_to_a_moment(archiving, make_server):
    server = make_server(start=False)
    server.database_url = archiving.url
    server.start()
    organization = server.organization(10)
    organization.charge(1)
    base = archiving.folder / "base"
    as_owner(program("pg_basebackup"), "--pgdata", base, "--dbname", archiving.url,
             "--checkpoint", "fast")
    organization.charge(2)
    moment = psql(archiving.url, "SELECT clock_timestamp()").strip()
    organization.charge(3)
    assert organization.balance == 4
    psql(archiving.url, "SELECT pg_switch_wal()")
    server.stop()
    archiving.stop()

    data = archiving.folder / "data"
    shutil.rmtree(data)
    as_owner("cp", "-R", base, data)
    configure(data, f"""
        restore_command = 'cp {archiving.folder}/archive/%f %p'
        recovery_target_time = '{moment}'
        recovery_target_action = 'promote'
        """)
    as_owner("touch", f"{data}/recovery.signal")
    archiving.resume()

    server.verify()
    server.start()
    assert organization.balance == 7
    amounts = [row["amount"] for row in organization.transactions() if row["type"] == "usage"]
    assert amounts == [Decimal(-2), Decimal(-1)]
    organization.charge(4)
    server.verify()
