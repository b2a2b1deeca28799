# SPDX-License-Identifier: Apache-2.0
"""How much an organization and its keys may ask of models."""

import uuid

import pytest

from harness import EventStream, eventually, volley

CHAT = "/v1/chat/completions"
TIERS = """
tiers:
  default:
    requestsPerMinute: 6
    key: {requestsPerMinute: 4}
  tokens:
    tokensPerMinute: 10000
  narrow:
    concurrency: 2
  free: {}
"""


@pytest.fixture
def limited(make_server, upstream):
    """Starts a server with these tiers; the limit of each key's requests is far away."""
    server = make_server(start=False, env={
        "FLORIN_UPSTREAM_URL": upstream.url, "FLORIN_UPSTREAM_KEY": upstream.key,
        "FLORIN_RATE_LIMIT": "1000000"})
    (server.folder / "florin.yaml").write_text(TIERS)
    server.start()
    return server


def put(organization, tier):
    path = f"/api/v1/admin/organizations/{organization.id}/contract"
    answer = organization.server.operator.put(path, {"tier": tier}).ok()
    assert answer["contract"]["tier"] == (tier or "default")


def chat(marks="", **more):
    message = {"role": "user", "content": f"{uuid.uuid4().hex} {marks}"}
    return {"model": "gpt-4o-mini", "messages": [message], **more}


def limited_by(answer):
    assert answer.status == 429, answer
    error = answer.json["error"]
    assert error["code"] == "rate_limit_exceeded" and error["type"] == "rate_limit_error"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    return error["details"]["limitedBy"], error["details"]["kind"]


def test_a_key_and_all_keys_of_an_organization_have_limits_of_their_own(limited):
    paying = limited.organization(10)
    other = limited.api(paying.api.post("/api/v1/api-keys", {
        "name": "other", "scopes": ["spend"]}).ok(201)["plainKey"])
    left = []
    for _ in range(4):
        answer = paying.api.post(CHAT, chat())
        assert answer.status == 200, answer
        assert answer.headers["X-RateLimit-Limit-Requests"] == "4"
        assert answer.headers["RateLimit-Remaining"] == answer.headers[
            "X-RateLimit-Remaining-Requests"]
        left.append(int(answer.headers["RateLimit-Remaining"]))
    assert left == [3, 2, 1, 0]
    assert limited_by(paying.api.post(CHAT, chat())) == ("key", "requests")
    assert [other.post(CHAT, chat()).status for _ in range(2)] == [200, 200]
    assert limited_by(other.post(CHAT, chat())) == ("organization", "requests")
    assert len(paying.charges()) == 6
    assert limited.organization(10).api.post(CHAT, chat()).status == 200, "others are not touched"


def test_tokens_are_counted_as_they_were_used(limited):
    paying = limited.organization(10)
    put(paying, "tokens")
    # 4,096 tokens of output are reckoned with at first, a handful was used.
    for _ in range(8):
        answer = paying.api.post(CHAT, chat("[[usage-100-10]]"))
        assert answer.status == 200, answer
    assert answer.headers["X-RateLimit-Limit-Tokens"] == "10000"
    assert paying.api.post(CHAT, chat("[[usage-9000-900]]")).status == 200
    assert limited_by(paying.api.post(CHAT, chat())) == ("organization", "tokens")


def test_so_many_calls_run_at_the_same_time(limited, upstream):
    paying = limited.organization(10)
    put(paying, "narrow")
    streams = [EventStream(paying.api, CHAT, chat("[[slow-200]] [[chunks-50]]", stream=True))
               for _ in range(2)]
    assert limited_by(paying.api.post(CHAT, chat())) == ("organization", "concurrency")
    streams[0].hang_up()
    eventually(lambda: paying.api.post(CHAT, chat()).status == 200, within=10, what="room")
    streams[1].hang_up()
    eventually(lambda: paying.pending == 0, what="the end of both")
    each = {"method": "POST", "path": CHAT, "body": chat("[[slow-50]]")}
    statuses = sorted(answer.status for answer in volley(paying.api, [each] * 12))
    assert statuses.count(200) >= 2 and set(statuses) == {200, 429}
    for _ in range(2):
        assert paying.api.post(CHAT, chat()).status == 200, "and nothing stays counted"


def test_a_refused_call_holds_and_costs_nothing_and_leaves_its_key_free(limited):
    paying = limited.organization(10)
    put(paying, "narrow")
    streams = [EventStream(paying.api, CHAT, chat("[[slow-200]] [[chunks-50]]", stream=True))
               for _ in range(2)]
    request = chat()
    limited_by(paying.api.post(CHAT, request, idempotency="k"))
    for stream in streams:
        stream.hang_up()
    eventually(lambda: paying.pending == 0, what="the end of both")
    again = paying.api.post(CHAT, request, idempotency="k")
    assert again.status == 200 and not again.replayed
    assert paying.api.post(CHAT, request, idempotency="k").replayed


def test_an_unknown_tier_is_refused_and_null_is_the_standard_one(limited):
    paying = limited.organization()
    path = f"/api/v1/admin/organizations/{paying.id}/contract"
    body = limited.operator.put(path, {"tier": "gold"}).refused(400, "validation_error")
    assert body["details"]["field"] == "tier"
    assert '"free", "narrow", "tokens"' in body["error"]
    put(paying, "free")
    put(paying, None)
    events = limited.operator.get("/api/v1/admin/audit?action=organization.tier").ok()["events"]
    assert [event["details"]["to"] for event in events] == [None, "free"]


@pytest.mark.parametrize("tiers, said", [
    ("tiers: [1]", "tiers should be a mapping"),
    ("tiers: {gold: 5}", "tiers.gold should be a mapping"),
    ("tiers: {gold: {requests: 5}}", 'tiers.gold has "requests"'),
    ("tiers: {gold: {concurrency: 0}}",
     "tiers.gold.concurrency should be a whole number from 1 to 1000000000"),
    ("tiers: {gold: {key: {tokensPerMinute: many}}}", "tiers.gold.key.tokensPerMinute should be"),
    ("tiers: {gold: {key: {key: {}}}}", "tiers.gold.key should be a mapping without key"),
])
def test_tiers_that_cannot_be_read_stop_the_start(make_server, tiers, said):
    server = make_server(start=False)
    (server.folder / "florin.yaml").write_text(tiers)
    assert f"florin.yaml: {said}" in server.florin("serve", expect=1).stderr
