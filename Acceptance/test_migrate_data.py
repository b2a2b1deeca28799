# SPDX-License-Identifier: Apache-2.0
"""`florin migrate-data`: everything moves, whatever interrupts it, and nobody serves a part."""

import random
import signal
import subprocess
import time
from decimal import Decimal

import pytest

from harness import Organization, binary_path, loads

D = Decimal


@pytest.fixture
def on_file(make_server, tmp_path):
    """A server on a file, whatever the tests run on: the other side of a move."""
    def make(name, **options):
        return make_server(
            env={"FLORIN_DATABASE_URL": f"sqlite:{tmp_path / name}.db"}, **options)
    return make


@pytest.fixture
def used(make_server):
    return use(make_server())


@pytest.fixture
def used_file(on_file):
    return use(on_file("used"))


def use(server):
    """Lets a server see some use, and stops it."""
    server.contract = None  # thousands of answers whose shape other tests have compared
    organizations = [server.organization(100) for _ in range(3)]
    for organization in organizations:
        for number in range(150):
            organization.charge(D("0.01"), metadata={"padding": "x" * 3000})
        organization.hold(1, expiresIn=3600)
    server.stop()
    return server, organizations


def move(server, source, target, expect=0):
    done = server.florin("migrate-data", "--from", source, "--to", target, "--json", expect=expect)
    return loads(done.stdout)


def url(server):
    return server.env["FLORIN_DATABASE_URL"]


def test_everything_moves_and_the_new_database_serves_it(used, on_file, make_server):
    server, organizations = used
    before = server.verify()
    other = on_file("other", start=False)
    told = move(server, url(server), url(other))
    assert told["ok"] is True and told["ledger"]["source"] == told["ledger"]["target"]
    assert all(table["same"] for table in told["tables"])
    assert other.verify() == before
    other.start()
    for organization in organizations:
        there = Organization(other, organization.id, organization.name, organization.key)
        assert there.balance == 100 - D("1.5") - 1
        assert there.pending == 1
        there.charge(1)
    other.stop()
    refused = move(server, url(server), url(other), expect=1)
    assert refused["code"] == "conflict" and "in use" in refused["error"]

    third = make_server(start=False)
    assert move(server, url(other), url(third))["ok"] is True, "and back"
    assert third.verify() == other.verify()


def test_a_move_that_is_killed_goes_on_and_nobody_serves_a_part(used_file, make_server):
    server, organizations = used_file
    other = make_server(start=False)
    dice = random.Random(5)
    arguments = ["migrate-data", "--from", url(server), "--to", url(other)]
    was_cut = False
    for _ in range(40):
        process = subprocess.Popen(
            [binary_path(), *arguments], env=server.env, cwd=server.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.02, 0.3))
        process.send_signal(signal.SIGKILL)
        if process.wait(30) == 0:
            break
        if not was_cut and is_part(other):
            was_cut = True
            assert "migrate-data" in other.florin("serve", expect=1).stderr
    assert was_cut, "at least once there was a part"
    told = loads(server.florin(*arguments, "--json", expect=None).stdout)
    assert told.get("ok") is True or "in use" in told["error"], told
    assert other.verify() == server.verify()
    other.start()
    there = Organization(
        other, organizations[0].id, organizations[0].name, organizations[0].key)
    assert there.balance == 100 - D("1.5") - 1


def is_part(server):
    return "migrate-data" in server.florin("ledger", "verify", expect=None).stderr


def test_a_database_that_is_served_is_neither_read_nor_filled(on_file):
    server, other = on_file("one"), on_file("two")
    elsewhere = f"sqlite:{server.folder}/new.db"
    for source, target in ((url(server), elsewhere), (elsewhere, url(other))):
        refused = move(server, source, target, expect=1)
        assert "stop it first" in refused["error"] or "no database" in refused["error"]
    other.stop()
    server.stop()
    assert "rows in the table" in move(server, url(server), url(other), expect=1)["error"]
    assert "both are" in move(server, url(server), url(server), expect=1)["error"]


def test_bad_urls_are_bad_usage(tmp_path):
    for wrong in ("mysql://host/db", "florin.db", "sqlite:"):
        done = subprocess.run(
            [binary_path(), "migrate-data", "--from", wrong, "--to", "sqlite:new.db"],
            cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60)
        assert done.returncode == 64 and done.stderr.strip()
