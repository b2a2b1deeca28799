# SPDX-License-Identifier: Apache-2.0
"""Operators at three nodes change everything at once: nothing is lost, nothing is done twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from harness import eventually, volley_at
from nodes import skip_without_postgresql
from price_list import ADMIN, MILLION, quoted

skip_without_postgresql()
D = Decimal
ORGANIZATIONS = "/api/v1/admin/organizations"


def post(path, body, **more):
    return {"method": "POST", "path": path, "body": body, **more}


def spread(nodes, requests):
    """Operators' requests, each at the next node in turn."""
    return [(nodes[number % len(nodes)].operator, each) for number, each in enumerate(requests)]


def insist(call):
    """Sends a request until it is taken; a node that is busy says so, and never breaks."""
    api, request = call

    def taken():
        answer = api.call(request["method"], request["path"], request["body"],
                          idempotency=request["idempotency"])
        assert answer.status in (200, 201, 409, 503), answer
        return answer.status in (200, 201) and answer

    return eventually(taken, within=30, what=request["path"])


def insist_on_all(calls):
    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(insist, calls))


def numbers(nodes):
    return [book["number"] for book in
            nodes[0].operator.get(f"{ADMIN}/books?limit=200").ok()["books"]]


def current(node):
    return node.api().get("/readyz").ok()["checks"]["pricing"]["book"]


def test_overrides_and_markups_from_three_nodes_are_all_in_the_last_book(make_nodes):
    nodes = make_nodes().start()
    organization = nodes.organization(scopes=["spend"])
    overrides = [post(f"{ADMIN}/overrides", {
        "provider": "house", "model": f"m-{number}", "reason": "ours",
        "prices": [{"per": MILLION, "input_tokens": number + 1}]}, idempotency=f"o{number}")
        for number in range(4)]
    markups = [post(f"{ADMIN}/markups", {
        "markup": number, "provider": "house", "model": f"m-{number}", "reason": "ours"},
        idempotency=f"m{number}") for number in range(4)]
    insist_on_all(spread(nodes, overrides))
    for node in nodes:
        eventually(lambda node=node: current(node) == 5, within=6, what="the last book")
    insist_on_all(spread(nodes, markups))

    assert numbers(nodes) == [5, 4, 3, 2, 1], "a book for each override, none left out"
    listed = nodes[1].operator.get(f"{ADMIN}/overrides?limit=200").ok()["overrides"]
    assert sorted(each["model"] for each in listed) == [f"m-{number}" for number in range(4)]

    def totals(node):
        return [organization.at(node).api.post("/api/v1/quotes", {
            "model": f"m-{number}", "usage": {"input_tokens": MILLION}}).json.get("total")
            for number in range(4)]

    wanted = [(number + 1) * (1 + D(number) / 100) for number in range(4)]
    for node in nodes:
        eventually(lambda node=node: totals(node) == wanted, within=6, what="the last markup")
    assert not nodes.trouble()


def list_of(price):
    return {"format": "litellm", "content": {f"gpt-test-{number}": {
        "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": price,
        "output_cost_per_token": "0.00001"} for number in range(3)}}


def test_a_price_that_waits_is_decided_once(make_nodes):
    nodes = make_nodes().start()
    for price in ("0.0000025", "0.000025"):
        nodes[0].operator.post(f"{ADMIN}/import", list_of(price)).ok(201)
    held = nodes[1].operator.get(f"{ADMIN}/quarantine?status=pending").ok()["prices"]
    assert len(held) == 3
    for price in held:
        path = f"{ADMIN}/quarantine/{price['id']}"
        decisions = [post(f"{path}/approve", {"note": "yes"}), post(f"{path}/approve", {}),
                     post(f"{path}/reject", {"note": "no"})]
        answers = volley_at(spread(nodes, decisions))
        assert Counter(answer.status for answer in answers) == {200: 1, 409: 2}, answers
    decided = nodes[2].operator.get(f"{ADMIN}/quarantine?limit=200").ok()["prices"]
    approved = [price for price in decided if price["status"] == "approved"]
    assert {price["status"] for price in decided} <= {"approved", "rejected"}
    assert numbers(nodes) == list(range(2 + len(approved), 0, -1))
    assert not nodes.trouble()


def test_organizations_made_at_three_nodes_under_one_key_are_made_once(nodes):
    for number in range(8):
        request = post(ORGANIZATIONS, {"name": f"Once {number}", "signupGrant": True},
                       idempotency=f"once {number}")
        answers = volley_at(spread(nodes, [request] * 6))
        assert {answer.status for answer in answers} == {201}, answers
        assert len({answer.body for answer in answers}) == 1
    listed = nodes[0].operator.get(f"{ORGANIZATIONS}?limit=200").ok()["organizations"]
    names = Counter(each["name"] for each in listed)
    assert [names[f"Once {number}"] for number in range(8)] == [1] * 8


def test_sixty_organizations_at_once_are_all_made(nodes):
    requests = [post(ORGANIZATIONS, {"name": f"Many {number}"}) for number in range(60)]
    answers = volley_at(spread(nodes, requests))
    assert Counter(answer.status for answer in answers) == {201: 60}, answers[:2]
    assert len({answer.json["organization"]["id"] for answer in answers}) == 60
    for number, answer in enumerate(answers):
        key = answer.json["apiKey"]
        assert nodes[number % 2].api(key).get("/api/v1/credits/balance").ok()["balance"] == 0


def test_keys_made_rotated_and_revoked_at_three_nodes(nodes):
    organization = nodes.organization()
    made = volley_at(nodes.calls(organization, [
        post("/api/v1/api-keys", {"name": f"key {number}"}) for number in range(30)]))
    assert Counter(answer.status for answer in made) == {201: 30}, made[:2]
    ids = [answer.json["apiKey"]["id"] for answer in made]
    # Each is rotated by all three nodes at once: the last secret works, the others do not.
    rotated = volley_at(nodes.calls(organization, [
        post(f"/api/v1/api-keys/{identity}/rotate", {}) for identity in ids[:5] for _ in nodes]))
    assert {answer.status for answer in rotated} <= {200, 201}, rotated
    plain = [answer.json["plainKey"] for answer in rotated]

    def alive():
        return [sum(nodes[0].api(secret).get("/api/v1/api-keys").status == 200
                    for secret in plain[3 * number:3 * number + 3]) for number in range(5)]

    eventually(lambda: alive() == [1] * 5, within=2, what="one living secret a key")
    revoked = volley_at(nodes.calls(organization, [
        {"method": "DELETE", "path": f"/api/v1/api-keys/{identity}"}
        for identity in ids[5:10] for _ in nodes]))
    assert {answer.status for answer in revoked} <= {200, 409}, revoked
    listed = organization.api.get("/api/v1/api-keys?limit=200").ok()["keys"]
    assert {key["status"] for key in listed if key["id"] in ids[5:10]} == {"revoked"}


def test_contracts_set_at_three_nodes_leave_one_in_force(nodes):
    organization = nodes.organization(1)
    path = f"{ORGANIZATIONS}/{organization.id}/contract"
    puts = [{"method": "PUT", "path": path, "body": {"markup": number, "reason": "test"}}
            for number in range(30)]
    answers = volley_at(spread(nodes, puts))
    assert {answer.status for answer in answers} <= {200, 503}, answers
    seen = [node.operator.get(path).ok()["contract"] for node in nodes]
    assert seen[0] == seen[1] == seen[2] and seen[0]["markup"] in range(30)
    for node in nodes:
        eventually(lambda node=node: quoted(organization.at(node), "gpt-4o-mini")["markup"]
                   == seen[0]["markup"], within=6, what="the contract in quotes")
