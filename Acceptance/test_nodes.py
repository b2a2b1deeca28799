# SPDX-License-Identifier: Apache-2.0
"""Three nodes on one database at the same instant: never overspent, never doubled."""

import random
from collections import Counter
from decimal import Decimal

import pytest

from harness import volley_at
from nodes import skip_without_postgresql
from roaming import check, customers, load_from

skip_without_postgresql()
D = Decimal
CHARGES = "/api/v1/charges"


def post(path, body, **more):
    return {"method": "POST", "path": path, "body": body, **more}


def statuses(answers):
    return Counter(answer.status for answer in answers)


@pytest.mark.parametrize("price, covered, rest", [
    (D(1), 137, D(0)),
    (D("0.003"), 251, D(0)),
    (D("0.123456789"), 97, D(0)),
    (D("0.7"), 3, D("0.6")),
    (D(1), 0, D("0.999999999")),
    (D("0.000000001"), 599, D(0)),
], ids=str)
def test_of_600_charges_on_three_nodes_exactly_those_that_are_covered_succeed(
        nodes, price, covered, rest):
    organization = nodes.organization(covered * price + rest)
    answers = volley_at(nodes.calls(organization, [post(CHARGES, {"amount": price})] * 600))
    assert statuses(answers) == Counter({201: covered, 402: 600 - covered}) - Counter(), (
        [answer for answer in answers if answer.status not in (201, 402)][:2])
    balances = sorted(answer.json["balance"] for answer in answers if answer.status == 201)
    assert balances == [rest + number * price for number in range(covered)], "each saw its own"
    for node in nodes:
        assert organization.at(node).balance == rest
        assert len(organization.at(node).charges()) == covered
    nodes.verify()


def test_holds_on_three_nodes_and_their_captures_elsewhere_never_overspend(nodes):
    organization = nodes.organization(D("33.5"))
    holds = volley_at(nodes.calls(organization, [post("/api/v1/holds", {"amount": 1})] * 200))
    assert statuses(holds) == {201: 33, 402: 167}
    summary = organization.at(nodes[2]).summary
    assert (summary["balance"], summary["pending"]) == (D("0.5"), 33)

    captures = [post(f"/api/v1/holds/{each.json['hold']['id']}/capture", {"amount": 1})
                for each in holds if each.status == 201]
    # Each hold is captured on all nodes at once, beside charges that want the last half.
    calls = nodes.calls(organization, [each for each in captures for _ in nodes])
    calls += nodes.calls(organization, [post(CHARGES, {"amount": D("0.5")})] * 60)
    answers = volley_at(calls)
    assert statuses(answers[:99]) == {201: 33, 409: 66}
    assert statuses(answers[99:]) == {201: 1, 402: 59}
    summary = organization.at(nodes[1]).summary
    assert (summary["balance"], summary["pending"]) == (0, 0)
    nodes.verify()


def test_charges_and_holds_of_many_organizations_do_not_meet(nodes):
    organizations = [nodes.organization(5) for _ in range(12)]
    calls = [call for each in organizations
             for call in nodes.calls(each, [post(CHARGES, {"amount": 1})] * 9)]
    answers = volley_at(calls)
    for number, each in enumerate(organizations):
        assert statuses(answers[9 * number:9 * number + 9]) == {201: 5, 402: 4}
        assert each.balance == 0


@pytest.mark.parametrize("path", [CHARGES, "/api/v1/holds"])
def test_one_key_on_three_nodes_at_once_has_one_effect_and_one_answer(nodes, path):
    organization = nodes.organization(10)
    for number in range(10):
        request = post(path, {"amount": 1}, idempotency=f"at once {number}")
        answers = volley_at(nodes.calls(organization, [request] * 9))
        assert statuses(answers) == {201: 9}, answers
        assert len({answer.body for answer in answers}) == 1
        assert [answer.replayed for answer in answers].count(False) == 1
    summary = organization.summary
    assert summary["balance"] == 0
    assert summary["pending"] == (10 if path.endswith("holds") else 0)


def test_one_key_with_two_requests_on_two_nodes_is_taken_once(nodes):
    organization = nodes.organization(100)
    for number in range(10):
        requests = [post(CHARGES, {"amount": amount}, idempotency=f"key {number}")
                    for amount in (1, 2, 3)]
        answers = volley_at(nodes.calls(organization, requests))
        assert statuses(answers) == {201: 1, 409: 2}, answers
    assert len(organization.charges()) == 10


def test_refunds_and_grants_on_three_nodes_add_up(nodes):
    organization = nodes.organization(10)
    charge = organization.charge(7)
    refund = post(f"{CHARGES}/{charge['id']}/refund", {"amount": 2, "reason": "test"})
    answers = volley_at(nodes.calls(organization, [refund] * 30))
    assert statuses(answers) == {201: 3, 409: 27}
    grant = {"method": "POST", "path": f"/api/v1/admin/organizations/{organization.id}/grants",
             "body": {"amount": D("0.01"), "source": "purchase", "reason": "test"}}
    answers = volley_at([(nodes[number % 3].operator, grant) for number in range(60)])
    assert statuses(answers) == {201: 60}
    assert organization.at(nodes[2]).balance == D("9.6")


def test_of_extensions_on_three_nodes_exactly_those_that_are_covered_succeed(nodes):
    organization = nodes.organization(10)
    hold = organization.hold(1)
    extend = post(f"/api/v1/holds/{hold['id']}/extend", {"amount": D("0.7")})
    answers = volley_at(nodes.calls(organization, [extend] * 30))
    assert statuses(answers) == {200: 12, 402: 18}
    summary = organization.at(nodes[1]).summary
    assert (summary["balance"], summary["pending"]) == (D("0.6"), D("9.4"))


def test_the_books_are_in_order_at_every_moment_of_a_load_on_three_nodes(nodes):
    ledger, callers = customers(nodes, random.Random(4))
    with load_from(callers):
        verdicts = [node.verify() for node in nodes]
    entries = [verdict["entries"] for verdict in verdicts]
    assert entries == sorted(set(entries)), "they grew meanwhile"
    check(nodes, ledger, callers)
