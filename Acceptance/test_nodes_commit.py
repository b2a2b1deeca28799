# SPDX-License-Identifier: Apache-2.0
"""The connection to PostgreSQL breaks at a commit: what was asked for once is done once, whether or
not the server had it, and whenever it gets it."""

import random
import re
import time
from urllib.parse import urlsplit

import pytest

from harness import POSTGRES, Server, eventually
from nodes import Nodes, skip_without_postgresql
from roaming import check, customers, load_from
from wire import ACCIDENTS, Wire

skip_without_postgresql()
# How a lane begins its name, which it writes down with each transaction.
WRITER = b"node_"


@pytest.fixture(scope="module")
def wire():
    with Wire(urlsplit(POSTGRES).port) as wire:
        yield wire


@pytest.fixture(scope="module")
def distant(nodes, wire, tmp_path_factory, contract):
    """A node whose way to the database is the wire, beside those that have a way of their own."""
    distant = Server(
        tmp_path_factory.mktemp("distant"), contract=contract, beside=nodes[0],
        database_url=re.sub(r"(?<=:)\d+(?=/)", str(wire.port), nodes[0].database_url))
    distant.start()
    yield distant
    distant.verify()
    distant.stop()


@pytest.mark.parametrize("key", [None, "the key"])
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_a_charge_is_made_once_whatever_became_of_its_commit(
        nodes, distant, wire, accident, key):
    organization = distant.organization(10)
    mark = f"meets an accident {organization.id}"
    body = {"amount": 1, "description": mark}
    wire.plan(accident, mark.encode())
    answer = organization.api.post("/api/v1/charges", body, idempotency=key)
    assert wire.met.pop() == accident
    charge = answer.ok(201)["charge"]
    assert answer.json["balance"] == 9
    rows = organization.at(nodes[0]).charges()
    assert [row["charge_id"] for row in rows] == [charge["id"]]
    assert organization.balance == 9
    if key:
        again = organization.at(nodes[1]).api.post("/api/v1/charges", body, idempotency=key)
        assert (again.body, again.replayed) == (answer.body, True)


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_organization_is_made_once_whatever_became_of_its_commit(
        nodes, distant, wire, accident):
    name = f"Accident {accident}"
    wire.plan(accident, name.encode())
    made = distant.operator.post("/api/v1/admin/organizations", {"name": name})
    assert wire.met.pop() == accident
    made = made.ok(201)
    assert nodes[0].api(made["apiKey"]).get("/api/v1/credits/balance").ok()["balance"] == 0
    listed = nodes[0].operator.get("/api/v1/admin/organizations?limit=200").ok()["organizations"]
    assert [each["id"] for each in listed if each["name"] == name] == [made["organization"]["id"]]


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_a_hold_that_was_captured_during_an_accident_is_captured_once(
        nodes, distant, wire, accident):
    organization = distant.organization(10)
    mark = f"captured {organization.id}"
    hold = organization.hold(2)
    wire.plan(accident, mark.encode())
    answer = organization.api.post(
        f"/api/v1/holds/{hold['id']}/capture", {"amount": 2, "description": mark})
    assert wire.met.pop() == accident
    answer.ok(201)
    summary = organization.at(nodes[2]).summary
    assert (summary["balance"], summary["pending"]) == (8, 0)
    assert len(organization.charges()) == 1


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_a_hold_is_extended_once_whatever_became_of_the_commit(nodes, distant, wire, accident):
    """Nothing new is made here whose id could clash."""
    organization = distant.organization(10)
    hold = organization.hold(1)
    wire.plan(accident, WRITER)
    answer = organization.api.post(f"/api/v1/holds/{hold['id']}/extend", {"amount": 2})
    assert wire.met.pop() == accident
    assert answer.ok()["hold"]["amount"] == 3
    assert organization.at(nodes[0]).summary["pending"] == 3


def test_accidents_at_random_commits_under_load_lose_nothing_and_double_nothing(
        nodes, distant, wire):
    dice = random.Random(3)
    ledger, callers = customers(Nodes([distant, nodes[0]]), dice)
    with load_from(callers):
        for _ in range(40):
            wire.plan(dice.choice(ACCIDENTS), WRITER)
            time.sleep(dice.uniform(0, 0.1))
        eventually(lambda: len(wire.met) == 40, within=30, what="the last accident")
    wire.met.clear()
    check(nodes, ledger, callers)
