# SPDX-License-Identifier: Apache-2.0
"""A call of a model under an Idempotency-Key reaches the upstream once and is charged once."""

import uuid
from decimal import Decimal

import pytest

from harness import EventStream, volley

D = Decimal
CHAT = "/v1/chat/completions"


@pytest.fixture
def paying(gateway):
    return gateway.organization(10)


def body(marks="", **more):
    """A chat that is found again by its tag."""
    tag = uuid.uuid4().hex
    message = {"role": "user", "content": f"{tag} {marks}"}
    return tag, {"model": "gpt-4o-mini", "messages": [message], **more}


def conflict(answer):
    """The details of a 409 that says that the answer cannot be told again."""
    assert answer.status == 409, answer
    error = answer.json["error"]
    assert error["code"] == "conflict", answer
    return error["details"]


def test_a_repeat_gets_the_same_answer_and_is_charged_nothing(paying, upstream):
    tag, request = body("[[usage-1000-200]]")
    first = paying.api.post(CHAT, request, idempotency="k")
    assert first.status == 200 and not first.replayed, first
    paying.charge(1)
    second = paying.api.post(CHAT, request, idempotency="k")
    assert (second.status, second.body, second.replayed) == (200, first.body, True)
    for name in ("X-Florin-Charge", "X-Florin-Cost", "Content-Type"):
        assert second.headers[name] == first.headers[name]
    assert D(second.headers["X-Florin-Balance"]) == paying.balance, "headers tell the present"
    assert len(upstream.requests(tag)) == 1
    assert len(paying.charges()) == 2


@pytest.mark.parametrize("path, request_of", [
    ("/v1/embeddings", lambda tag: {"model": "text-embedding-3-small", "input": tag}),
    ("/api/v1/chat/completions", lambda tag: {
        "model": "gpt-4o-mini", "messages": [{"role": "user", "content": tag}]}),
])
def test_every_route_can_be_repeated(paying, upstream, path, request_of):
    tag = uuid.uuid4().hex
    answers = [paying.api.post(path, request_of(tag), idempotency="k") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200], answers
    assert answers[0].body == answers[1].body and answers[1].replayed
    assert len(upstream.requests(tag)) == len(paying.charges()) == 1


def test_twenty_at_once_are_one_call(paying, upstream):
    tag, request = body("[[slow-100]]")
    each = {"method": "POST", "path": CHAT, "body": request, "idempotency": "all at once"}
    answers = volley(paying.api, [each] * 20)
    assert {answer.status for answer in answers} == {200}, answers[:3]
    assert len({answer.body for answer in answers}) == 1
    assert [answer.replayed for answer in answers].count(False) == 1
    assert len(upstream.requests(tag)) == len(paying.charges()) == 1
    assert paying.pending == 0


def test_another_request_under_the_same_key_is_a_conflict(paying, upstream):
    tag, request = body()
    assert paying.api.post(CHAT, request, idempotency="k").status == 200
    _, other = body()
    answer = paying.api.post(CHAT, other, idempotency="k")
    assert answer.status == 409 and answer.json["error"]["code"] == "idempotency_conflict", answer
    paying.api.post("/api/v1/charges", {"amount": 1}, idempotency="k").refused(
        409, "idempotency_conflict")
    spaced = {"messages": request["messages"], "model": request["model"]}
    assert paying.api.post(CHAT, spaced, idempotency="k").replayed, "the same JSON value"
    assert len(upstream.requests(tag)) == 1


def test_a_failure_leaves_the_key_free(gateway, upstream):
    poor = gateway.organization()
    tag, request = body()
    assert poor.api.post(CHAT, request, idempotency="k").status == 402
    poor.grant(10)
    paid = poor.api.post(CHAT, request, idempotency="k")
    assert paid.status == 200 and not paid.replayed, "pay and retry"
    tag, request = body("[[status-500]]")
    for _ in range(2):
        assert poor.api.post(CHAT, request, idempotency="k2").status == 502
    assert len(upstream.requests(tag)) == 2
    assert len(poor.charges()) == 1


def test_a_stream_is_charged_once_and_its_repeat_names_the_charge(paying, upstream):
    tag, request = body("[[usage-1000-200]]", stream=True)
    events = EventStream(paying.api, CHAT, request, headers={"Idempotency-Key": "k"}).read()
    assert events.is_done
    again = paying.api.post(CHAT, request, idempotency="k")
    details = conflict(again)
    assert details["charge"] == events.florin["x-florin-charge"]
    assert details["cost"] == D(events.florin["x-florin-cost"])
    assert again.headers["X-Should-Retry"] == "false"
    assert len(upstream.requests(tag)) == len(paying.charges()) == 1


def test_an_answer_above_a_mebibyte_is_charged_once_and_its_repeat_names_the_charge(
        paying, upstream):
    tag, request = body("[[chunks-200000]]")
    first = paying.api.post(CHAT, request, idempotency="k")
    assert first.status == 200 and len(first.body) > 1 << 20
    details = conflict(paying.api.post(CHAT, request, idempotency="k"))
    assert details["charge"] == first.headers["X-Florin-Charge"]
    assert len(upstream.requests(tag)) == len(paying.charges()) == 1


def test_answers_live_through_a_crash_and_go_after_a_day(make_server, upstream):
    server = make_server(env={
        "FLORIN_UPSTREAM_URL": upstream.url, "FLORIN_UPSTREAM_KEY": upstream.key})
    paying = server.organization(10)
    tag, request = body()
    first = paying.api.post(CHAT, request, idempotency="k")
    server.kill()
    server.start()
    second = paying.api.post(CHAT, request, idempotency="k")
    assert (second.body, second.replayed) == (first.body, True)
    path = "/api/v1/admin/jobs/answers/run"
    assert server.operator.post(path, {}).ok()["run"]["processed"] == 0
    done = server.operator.post(path, {"asOf": "2100-01-01T00:00:00.000Z"}).ok()
    assert done["run"]["processed"] == 1, done
    conflict(paying.api.post(CHAT, request, idempotency="k"))
    assert len(upstream.requests(tag)) == 1
    server.verify()
