# SPDX-License-Identifier: Apache-2.0
"""Nodes that start together, stop together, and come and go."""

from collections import Counter

import pytest

from harness import volley_at
from nodes import skip_without_postgresql
from postgresql import rows

skip_without_postgresql()


@pytest.mark.parametrize("time", range(3))
def test_three_nodes_that_start_at_once_on_an_empty_database_all_serve(make_nodes, time):
    nodes = make_nodes().start_at_once()
    migrations = rows(nodes[0].database_url, "SELECT number, name FROM schema_migration")
    assert len(migrations) == len(set(migrations)) > 5
    books = nodes[0].operator.get("/api/v1/admin/pricing/books").ok()["books"]
    assert [book["number"] for book in books] == [1], "the program's own prices are stored once"
    for node in nodes:
        organization = node.organization(5)
        for other in nodes:
            assert organization.at(other).balance == 5
            assert other.operator.get("/api/v1/admin/jobs").status == 200
    keys = rows(nodes[0].database_url,
                "SELECT count(*) FROM api_key WHERE organization_id IS NULL")
    assert keys == [("1",)], "the operator's key, once"
    assert not nodes.trouble()
    nodes.verify()


def test_without_a_configured_key_one_operators_key_is_made_and_shown_once(make_nodes):
    nodes = make_nodes()
    for node in nodes:
        node.operator_key = None
    nodes.start_at_once()
    shown = [line for node in nodes for line in node.log_tail().splitlines()
             if line.startswith("Operator key, made now")]
    assert len(shown) == 1, shown
    key = shown[0].rsplit(" ", 1)[1]
    for node in nodes:
        assert node.api(key).get("/api/v1/admin/organizations").status == 200


def test_nodes_that_come_and_go_under_load_lose_no_request_that_reached_one(make_nodes):
    nodes = make_nodes()
    nodes[0].start()
    organization = nodes[0].organization(1_000)
    nodes[1].start()
    nodes[2].start()
    request = {"method": "POST", "path": "/api/v1/charges", "body": {"amount": 1}}
    for leaving in nodes:
        answers = volley_at(nodes.calls(organization, [request] * 60))
        assert Counter(answer.status for answer in answers) == {201: 60}
        leaving.stop()
        leaving.start()
    assert organization.balance == 1_000 - 180
    assert not nodes.trouble()
