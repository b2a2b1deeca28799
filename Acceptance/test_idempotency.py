# SPDX-License-Identifier: Apache-2.0
"""The same key and the same request have one effect and one answer."""

from decimal import Decimal

import pytest

from harness import volley

D = Decimal


def test_a_repeat_gets_the_same_bytes_and_has_no_effect(organization):
    organization.grant(10)
    body = {"amount": D("1.25"), "description": "once"}
    first = organization.api.post("/api/v1/charges", body, idempotency="k1")
    organization.charge(1)
    second = organization.api.post("/api/v1/charges", body, idempotency="k1")
    assert first.status == second.status == 201
    assert first.body == second.body
    assert not first.replayed and second.replayed
    assert organization.balance == D("7.75")
    assert len(organization.charges()) == 2
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert D(second.headers["X-Florin-Balance"]) == D("7.75"), "headers tell the present"


def test_every_command_about_money_can_be_repeated(organization):
    """Grants, holds, extends, captures, releases, refunds."""
    operator, api = organization.server.operator, organization.api

    def twice(caller, path, body, key):
        first = caller.post(path, body, idempotency=key)
        second = caller.post(path, body, idempotency=key)
        assert first.status in (200, 201), first
        assert (second.status, second.body, second.replayed) == (first.status, first.body, True)
        return first.json

    grant = {"amount": 10, "source": "purchase", "reason": "test"}
    twice(operator, f"/api/v1/admin/organizations/{organization.id}/grants", grant, "grant")
    hold = twice(api, "/api/v1/holds", {"amount": 2}, "hold")["hold"]["id"]
    twice(api, f"/api/v1/holds/{hold}/extend", {"amount": 1}, "extend")
    charge = twice(api, f"/api/v1/holds/{hold}/capture", {"amount": 3}, "capture")["charge"]["id"]
    other = twice(api, "/api/v1/holds", {"amount": 4}, "hold 2")["hold"]["id"]
    twice(api, f"/api/v1/holds/{other}/release", {}, "release")
    twice(api, f"/api/v1/charges/{charge}/refund", {"amount": 1, "reason": "test"}, "refund")
    assert organization.balance == 8
    assert organization.pending == 0
    assert len(organization.transactions()) == 3


def test_a_new_key_of_an_organization_is_made_once(organization):
    first = organization.api.post("/api/v1/api-keys", {"name": "ci"}, idempotency="k")
    second = organization.api.post("/api/v1/api-keys", {"name": "ci"}, idempotency="k")
    assert (second.status, second.body, second.replayed) == (first.status, first.body, True)
    organization.server.api(second.json["plainKey"]).get("/api/v1/credits/balance").ok()
    listed = organization.api.get("/api/v1/api-keys").ok()["keys"]
    assert [key["name"] for key in listed].count("ci") == 1


@pytest.mark.parametrize("path, body", [
    ("/api/v1/charges", {"amount": 1}), ("/api/v1/holds", {"amount": 1})])
def test_fifty_repeats_at_once_have_one_effect_and_one_answer(organization, path, body):
    organization.grant(1)
    request = {"method": "POST", "path": path, "body": body, "idempotency": "all at once"}
    answers = volley(organization.api, [request] * 50)
    assert {answer.status for answer in answers} == {201}, answers[:3]
    assert len({answer.body for answer in answers}) == 1
    assert [answer.replayed for answer in answers].count(False) == 1
    summary = organization.summary
    assert summary["balance"] == 0
    assert summary["pending"] == (1 if path.endswith("holds") else 0)


def test_the_same_key_with_another_request_is_a_conflict(organization):
    organization.grant(10)
    api = organization.api
    first = api.post("/api/v1/charges", {"amount": 1}, idempotency="k")
    for path, body in (("/api/v1/charges", {"amount": 2}), ("/api/v1/holds", {"amount": 1}),
                       ("/api/v1/charges", {"amount": 1, "description": "more"})):
        api.post(path, body, idempotency="k").refused(409, "idempotency_conflict")
    again = api.post("/api/v1/charges", {"amount": 1}, idempotency="k")
    assert again.body == first.body and again.replayed
    assert organization.balance == 9


def test_the_same_json_value_is_the_same_request_however_it_is_written(organization):
    organization.grant(10)
    spellings = [
        b'{"amount":1.5,"description":"caf\xc3\xa9","metadata":{"a":1,"b":[true,null]}}',
        b' {\n "metadata" : {"b":[true, null], "a":1}, "description":"caf\\u00e9",'
        b' "amount":1.5 }\r\n',
    ]
    answers = [organization.api.post("/api/v1/charges", raw=raw, idempotency="k")
               for raw in spellings]
    assert [answer.status for answer in answers] == [201, 201], answers
    assert answers[0].body == answers[1].body and answers[1].replayed


def test_a_number_and_its_text_are_different_requests(organization):
    organization.grant(10)
    organization.api.post("/api/v1/charges", {"amount": D("0.1")}, idempotency="k").ok(201)
    organization.api.post("/api/v1/charges", {"amount": "0.1"}, idempotency="k").refused(
        409, "idempotency_conflict")


def test_a_refusal_leaves_the_key_free_so_that_pay_and_retry_works(organization):
    body = {"amount": 5}
    for _ in range(2):
        refused = organization.api.post("/api/v1/charges", body, idempotency="k")
        refused.refused(402, "insufficient_credits")
        assert not refused.replayed
    organization.api.post("/api/v1/charges", {"amount": 0}, idempotency="k").refused(
        400, "validation_error")
    organization.grant(5)
    paid = organization.api.post("/api/v1/charges", body, idempotency="k")
    paid.ok(201)
    assert not paid.replayed
    assert organization.balance == 0
    assert organization.api.post("/api/v1/charges", body, idempotency="k").body == paid.body


def test_a_key_belongs_to_its_organization(server):
    one, two = server.organization(5), server.organization(5)
    first = one.api.post("/api/v1/charges", {"amount": 1}, idempotency="shared").ok(201)
    second = two.api.post("/api/v1/charges", {"amount": 1}, idempotency="shared")
    assert second.ok(201)["charge"]["id"] != first["charge"]["id"] and not second.replayed
    assert one.balance == two.balance == 4


def test_the_operators_key_is_scoped_to_the_organization_it_names(server):
    one, two = server.organization(), server.organization()
    first = one.grant(1, idempotency="bonus")
    second = two.grant(1, idempotency="bonus")
    assert first != second
    assert one.balance == two.balance == 1


def test_a_key_that_is_not_even_http_is_refused(organization):
    organization.grant(5)
    answer = organization.api.post("/api/v1/charges", {"amount": 1}, idempotency="\x7f")
    assert answer.status == 400, "by the parser of HTTP, which knows no JSON"
    assert organization.balance == 5


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there", "é"])
def test_a_key_that_is_not_1_to_255_printable_characters_is_refused(organization, key):
    organization.grant(5)
    headers = {"Idempotency-Key": key.encode("utf-8")}
    body = organization.api.post("/api/v1/charges", {"amount": 1}, headers=headers).refused(
        400, "validation_error")
    assert "Idempotency-Key" in body["error"] + str(body["details"])
    assert organization.balance == 5


@pytest.mark.parametrize("key", ["x", "x" * 255, "~!@#$%^&*()_+ {}|:\"<>?`-=[];',./\\"])
def test_any_printable_key_is_taken(organization, key):
    organization.grant(5)
    for _ in range(2):
        organization.api.post("/api/v1/charges", {"amount": 1}, idempotency=key).ok(201)
    assert organization.balance == 4


def test_answers_are_remembered_across_a_restart(make_server):
    server = make_server()
    organization = server.organization(5)
    first = organization.api.post("/api/v1/charges", {"amount": 2}, idempotency="k")
    first.ok(201)
    server.stop()
    server.start()
    second = organization.api.post("/api/v1/charges", {"amount": 2}, idempotency="k")
    assert (second.status, second.body, second.replayed) == (201, first.body, True)
    assert organization.balance == 3
