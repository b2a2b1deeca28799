# SPDX-License-Identifier: Apache-2.0
"""Many callers at the same instant: never overspent, never doubled, nothing left over."""

from collections import Counter
from decimal import Decimal

from harness import volley

D = Decimal


def statuses(answers):
    return Counter(answer.status for answer in answers)


def test_of_a_thousand_charges_at_once_exactly_those_that_are_covered_succeed(organization):
    covered = 137
    organization.grant(covered * D("0.003"))
    request = {"method": "POST", "path": "/api/v1/charges", "body": {"amount": D("0.003")}}
    answers = volley(organization.api, [request] * 1000)
    assert statuses(answers) == {201: covered, 402: 1000 - covered}, answers[:2]
    assert organization.balance == 0
    assert organization.pending == 0
    balances = sorted(answer.json["balance"] for answer in answers if answer.status == 201)
    assert balances == [number * D("0.003") for number in range(covered)], "each saw its own"
    assert len(organization.charges()) == covered


def test_of_many_holds_at_once_exactly_those_that_are_covered_succeed(organization):
    organization.grant(10)
    request = {"method": "POST", "path": "/api/v1/holds", "body": {"amount": 1}}
    answers = volley(organization.api, [request] * 200)
    assert statuses(answers) == {201: 10, 402: 190}
    summary = organization.summary
    assert (summary["balance"], summary["pending"]) == (0, 10)


def test_of_many_captures_of_one_hold_at_once_exactly_one_succeeds(organization):
    organization.grant(100)
    hold = organization.hold(1)
    requests = [{"method": "POST", "path": f"/api/v1/holds/{hold['id']}/capture",
                 "body": {"amount": 1}, "idempotency": f"capture {number}"}
                for number in range(50)]
    assert statuses(volley(organization.api, requests)) == {201: 1, 409: 49}
    assert organization.balance == 99


def test_of_capture_and_release_at_once_exactly_one_ends_the_hold(organization):
    organization.grant(100)
    for _ in range(10):
        hold = organization.hold(1)
        path = f"/api/v1/holds/{hold['id']}"
        before = organization.balance
        capture, release = volley(organization.api, [
            {"method": "POST", "path": path + "/capture", "body": {"amount": 1}},
            {"method": "POST", "path": path + "/release", "body": {}}])
        assert (capture.status, release.status) in ((201, 409), (409, 200))
        assert organization.balance == before + (0 if capture.status == 201 else 1)
        assert organization.pending == 0


def test_refunds_at_once_never_give_back_more_than_was_charged(organization):
    organization.grant(10)
    charge = organization.charge(7)
    requests = [{"method": "POST", "path": f"/api/v1/charges/{charge['id']}/refund",
                 "body": {"amount": 2, "reason": "test"}} for _ in range(40)]
    assert statuses(volley(organization.api, requests)) == {201: 3, 409: 37}
    assert organization.balance == 9


def test_organizations_do_not_disturb_each_other(server):
    organizations = [server.organization(2) for _ in range(20)]
    requests = [{"method": "POST", "path": "/api/v1/charges", "body": {"amount": 1},
                 "headers": {"Authorization": f"Bearer {each.key}"}}
                for each in organizations for _ in range(5)]
    answers = volley(server.api(), requests)
    for number, each in enumerate(organizations):
        assert statuses(answers[5 * number:5 * number + 5]) == {201: 2, 402: 3}
        assert each.balance == 0
