# SPDX-License-Identifier: Apache-2.0
"""What one node changes, the others know: money and new keys at once, the rest in seconds."""

import time
from decimal import Decimal

import pytest

from harness import Server, eventually, volley_at
from nodes import Nodes, skip_without_postgresql
from price_list import ADMIN, MILLION, cost

skip_without_postgresql()
D = Decimal
BALANCE = "/api/v1/credits/balance"
CHAT = "/v1/chat/completions"
# A busy machine's delay of a measurement, in seconds.
SLACK = 1


def seconds_until(condition, within, what):
    began = time.monotonic()
    eventually(condition, within=within + SLACK, what=what)
    return time.monotonic() - began


def new_key(organization, **body):
    made = organization.api.post("/api/v1/api-keys", {"name": "test", **body}).ok(201)
    return made["apiKey"], made["plainKey"]


# At once


def test_what_one_node_answered_all_nodes_know(nodes):
    organization = nodes.organization()
    for number in range(30):
        writer, reader = nodes[number % 3], nodes[(number + 1) % 3]
        organization.at(writer).grant(D("0.5"))
        assert organization.at(reader).balance == D("0.5") * (number + 1)


def test_a_hold_made_on_one_node_is_extended_on_another_and_captured_on_the_third(nodes):
    organization = nodes.organization(10)
    first, second, third = (organization.at(node) for node in nodes)
    hold = first.hold(2, description="a long answer")
    path = f"/api/v1/holds/{hold['id']}"
    extended = second.api.post(path + "/extend", {"amount": 3})
    assert extended.status in (200, 201) and extended.json["hold"]["amount"] == 5, extended
    charge = third.capture(hold, 4)
    assert charge["description"] == "a long answer", "what the hold said goes into the charge"
    assert first.explained(charge["id"]) == second.explained(charge["id"])
    assert (first.balance, first.pending) == (6, 0)
    second.api.post(path + "/release", {}).refused(409, "hold_not_open")


def test_a_repeat_at_another_node_is_the_first_answer_to_the_byte(nodes):
    organization = nodes.organization(10)
    first, second, third = (organization.at(node).api for node in nodes)
    hold = organization.hold(1)["id"]
    charge = organization.charge(1)["id"]
    for path, body in (
            ("/api/v1/charges", {"amount": D("1.25"), "metadata": {"ä": [1, None]}}),
            ("/api/v1/holds", {"amount": D("0.1"), "expiresIn": 60}),
            (f"/api/v1/holds/{hold}/extend", {"amount": D("0.1")}),
            (f"/api/v1/holds/{hold}/capture", {"amount": D("0.3")}),
            (f"/api/v1/charges/{charge}/refund", {"reason": "test"}),
            ("/api/v1/api-keys", {"name": "once"})):
        answer = first.post(path, body, idempotency=path)
        assert answer.status in (200, 201) and not answer.replayed, answer
        for other in (second, third):
            again = other.post(path, body, idempotency=path)
            assert (again.status, again.body, again.replayed) == (
                answer.status, answer.body, True)
    assert organization.balance == D("8.35")


def test_a_new_key_works_everywhere_at_once(nodes):
    organization = nodes.organization()
    for number in range(12):
        maker, user = nodes[number % 3], nodes[(number + 2) % 3]
        _, plain = new_key(organization.at(maker), scopes=["read"])
        user.api(plain).get(BALANCE).ok()
        fresh = maker.organization(1)
        assert fresh.at(user).balance == 1


# Within seconds


@pytest.mark.parametrize("end", ["revoke", "rotate"])
def test_a_key_that_one_node_ends_is_dead_everywhere_within_a_second(nodes, end):
    organization = nodes.organization()
    made, plain = new_key(organization, scopes=["read"])
    for node in nodes:
        node.api(plain).get(BALANCE).ok()
    path = f"/api/v1/api-keys/{made['id']}"
    if end == "revoke":
        organization.api.delete(path).ok()
    else:
        organization.api.post(path + "/rotate").ok()
    nodes[0].api(plain).get(BALANCE).refused(401, "authentication_required")
    seconds_until(lambda: all(node.api(plain).get(BALANCE).status == 401 for node in nodes), 1,
                  "the end of the key")


def test_prices_and_markups_that_one_node_sets_hold_everywhere_within_five_seconds(nodes):
    organization = nodes.organization(scopes=["spend"])
    model = f"house-{organization.id[-8:]}"
    body = {"provider": "house", "model": model, "reason": "ours",
            "prices": [{"per": MILLION, "input_tokens": 7}]}
    quote = {"model": model, "usage": {"input_tokens": MILLION}}
    for node in nodes:
        organization.at(node).api.post("/api/v1/quotes", quote).refused(404, "price_not_found")
    nodes[1].operator.post(f"{ADMIN}/overrides", body).ok(201)
    nodes[2].operator.post(f"{ADMIN}/markups", {
        "markup": 50, "organizationId": organization.id, "reason": "test"}).ok(201)
    assert cost(organization.at(nodes[1]), model) == 7

    def totals():
        return [organization.at(node).api.post("/api/v1/quotes", quote).json.get("total")
                for node in nodes]

    seconds_until(lambda: totals() == [D("10.5")] * 3, 5, "the new book and the new markup")


def test_a_charge_is_explained_alike_by_a_node_that_does_not_know_its_book_yet(nodes):
    organization = nodes.organization(100)
    model = f"new-{organization.id[-8:]}"
    nodes[0].operator.post(f"{ADMIN}/overrides", {
        "provider": "house", "model": model, "reason": "ours",
        "prices": [{"per": MILLION, "input_tokens": 3}]}).ok(201)
    charged = organization.api.post("/api/v1/charges", {
        "model": model, "usage": {"input_tokens": MILLION}}).ok(201)["charge"]
    for node in nodes:
        assert organization.at(node).explained(charged["id"]) == organization.explained(
            charged["id"])


# The gateway


TIERS = "tiers: {narrow: {requestsPerMinute: 1}, wide: {requestsPerMinute: 1000}}"


@pytest.fixture(scope="module")
def gateways(tmp_path_factory, contract, upstream):
    """Two nodes with tiers and an upstream."""
    env = {"FLORIN_UPSTREAM_URL": upstream.url, "FLORIN_UPSTREAM_KEY": upstream.key,
           "FLORIN_RATE_LIMIT": "1000000"}
    nodes = Nodes.of(2, lambda number, **options: Server(
        tmp_path_factory.mktemp(f"gateway-{number}"), contract=contract, env=env, **options))
    for node in nodes:
        (node.folder / "florin.yaml").write_text(TIERS)
    yield nodes.start()
    nodes.verify()
    nodes.stop()


def chat(tag, marks=""):
    return {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": f"{tag} {marks}"}]}


def test_a_call_repeated_at_another_node_is_answered_to_the_byte_and_costs_nothing(gateways):
    paying = gateways.organization(10)
    request = chat("one", "[[usage-1000-200]]")
    first = paying.api.post(CHAT, request, idempotency="k")
    second = paying.at(gateways[1]).api.post(CHAT, request, idempotency="k")
    assert (first.status, second.status, second.replayed) == (200, 200, True), second
    assert second.body == first.body
    assert len(paying.charges()) == 1


def test_of_calls_under_one_key_at_two_nodes_at_once_one_is_charged(gateways):
    """Each node lets one of them run."""
    paying = gateways.organization(10)
    for number in range(5):
        request = {"method": "POST", "path": CHAT, "body": chat(f"both {number}", "[[slow-20]]"),
                   "idempotency": f"both {number}"}
        answers = volley_at(gateways.calls(paying, [request] * 6))
        assert {answer.status for answer in answers} <= {200, 409}, answers
        assert 200 in {answer.status for answer in answers}
    eventually(lambda: paying.pending == 0, what="the end of all holds")
    assert len(paying.charges()) == 5
    assert paying.balance == 10 + sum(row["amount"] for row in paying.charges())
    assert not gateways.trouble()


def test_a_tier_that_one_node_sets_holds_everywhere_within_ten_seconds(gateways):
    paying = gateways.organization(10)
    elsewhere = paying.at(gateways[1])
    contract = f"/api/v1/admin/organizations/{paying.id}/contract"
    gateways[0].operator.put(contract, {"tier": "wide"}).ok()

    def limit():
        answer = elsewhere.api.post(CHAT, chat("tier"))
        assert answer.status in (200, 429), answer
        return answer.headers.get("X-RateLimit-Limit-Requests")

    assert limit() == "1000", "nothing was known of it here before"
    gateways[0].operator.put(contract, {"tier": "narrow"}).ok()
    assert gateways[1].operator.get(contract).ok()["contract"]["tier"] == "narrow"
    seconds_until(lambda: limit() == "1", 10, "the new tier")
