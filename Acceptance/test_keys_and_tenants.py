# SPDX-License-Identifier: Apache-2.0
"""Who may do what, and that nobody learns of another organization."""

import time
from datetime import datetime, timedelta, timezone

import pytest

from harness import ALL_SCOPES


def in_seconds(seconds):
    moment = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_key(organization, **body):
    made = organization.api.post("/api/v1/api-keys", {"name": "test", **body}).ok(201)
    return made["apiKey"], made["plainKey"]


def charge(api):
    return api.post("/api/v1/charges", {"amount": 1})


# Credentials


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer flr_" + "0" * 40},
    {"Authorization": "Basic Zmxvcmlu"}, {"Authorization": "Bearer "}, {"X-API-Key": "wrong"},
    {"Authorization": "Bearer \xff\xfe"}])
def test_without_a_valid_key_the_answer_is_401(server, headers):
    for path in ("/api/v1/credits/balance", "/api/v1/credits/summary", "/api/v1/holds"):
        server.api().get(path, headers=headers).refused(401, "authentication_required")


def test_a_key_is_taken_from_either_header_and_authorization_wins(organization):
    anonymous = organization.server.api()
    path = "/api/v1/credits/balance"
    anonymous.get(path, headers={"X-API-Key": organization.key}).ok()
    anonymous.get(path, headers={"authorization": f"bearer {organization.key}"}).ok()
    organization.api.get(path, headers={"X-API-Key": "wrong"}).ok()
    anonymous.get(path, headers={"X-API-Key": organization.key, "Authorization": "Bearer wrong"}
                  ).refused(401, "authentication_required")


def test_an_unknown_path_is_401_without_credentials_and_404_with(organization):
    for path in ("/api/v1/nothing/here", "/api/nothing"):
        organization.server.api().get(path).refused(401, "authentication_required")
        organization.api.get(path).refused(404, "resource_not_found")


def test_a_known_path_with_another_method_is_405(organization):
    for method, path in (("DELETE", "/api/v1/credits/balance"), ("PUT", "/api/v1/holds"),
                         ("GET", "/api/v1/quotes")):
        organization.api.call(method, path).refused(405, "method_not_allowed")


# Keys


def test_a_key_is_shown_once_and_never_again(organization):
    made, plain = new_key(organization, name="ci", scopes=["read"])
    assert plain.startswith("flr_") and plain.startswith(made["prefix"])
    assert made["scopes"] == ["read"] and made["name"] == "ci"
    answer = organization.api.get("/api/v1/api-keys")
    assert plain not in answer.body.decode()
    assert made["id"] in [key["id"] for key in answer.ok()["keys"]]
    again = organization.api.post("/api/v1/api-keys", {"name": "two"}, idempotency="k").ok(201)
    database = b"".join(path.read_bytes() for path in organization.server.folder.glob("florin.db*"))
    for secret in (plain, organization.key, again["plainKey"]):
        assert secret.encode() not in database, "keys are stored hashed, remembered answers too"


def test_the_first_key_has_the_scopes_of_a_customer_only(server):
    organization = server.organization(5, scopes=None)
    organization.api.get("/api/v1/credits/balance").ok()
    quote = {"model": "gpt-4o-mini", "usage": {"input_tokens": 1}}
    organization.api.post("/api/v1/quotes", quote).ok()
    organization.api.get("/api/v1/api-keys").ok()
    for path in ("/api/v1/charges", "/api/v1/holds"):
        organization.api.post(path, {"amount": 1}).refused(403, "access_denied")
    assert organization.balance == 5


# For each route a scope that opens it; every other scope must not.
SCOPE_OF = [
    ("GET", "/api/v1/credits/balance", None, "read"),
    ("GET", "/api/v1/credits/summary", None, "read"),
    ("GET", "/api/v1/credits/transactions", None, "read"),
    ("POST", "/api/v1/charges", {"amount": 1}, "meter"),
    ("POST", "/api/v1/holds", {"amount": 1}, "meter"),
    ("POST", "/api/v1/quotes", {"model": "gpt-4o-mini", "usage": {"input_tokens": 1}}, "spend"),
    ("POST", "/v1/embeddings", {"model": "florin/echo-embedding", "input": "hi"}, "spend"),
    ("POST", "/api/v1/api-keys", {"name": "x", "scopes": []}, "admin"),
    ("GET", "/api/v1/api-keys", None, "admin"),
]


@pytest.mark.parametrize("method, path, body, scope", SCOPE_OF)
def test_each_route_wants_its_scope(organization, method, path, body, scope):
    organization.grant(10)
    _, allowed = new_key(organization, scopes=[scope])
    answer = organization.server.api(allowed).call(method, path, body)
    assert answer.status != 403 and answer.status < 500, answer
    others = [each for each in ALL_SCOPES if each != scope]
    if path == "/api/v1/quotes":
        others.remove("meter")  # a platform that meters may ask for prices, too
    _, refused = new_key(organization, scopes=others)
    answer = organization.server.api(refused).call(method, path, body)
    assert answer.status == 403, answer


def test_no_key_makes_a_key_with_more_than_its_own_scopes(organization):
    _, narrow = new_key(organization, scopes=["admin", "read"])
    api = organization.server.api(narrow)
    for scopes in (["meter"], ["read", "spend"], ["operator"]):
        api.post("/api/v1/api-keys", {"name": "more", "scopes": scopes}).refused(
            403, "access_denied")
    api.post("/api/v1/api-keys", {"name": "same", "scopes": ["read"]}).ok(201)
    organization.api.post("/api/v1/api-keys", {"name": "odd", "scopes": ["king"]}).refused(
        400, "validation_error")


def test_a_key_without_scopes_named_has_no_more_than_its_maker(organization):
    _, narrow = new_key(organization, scopes=["admin", "read"])
    made = organization.server.api(narrow).post("/api/v1/api-keys", {"name": "child"}).ok(201)
    assert set(made["apiKey"]["scopes"]) <= {"admin", "read"}


def test_a_revoked_key_is_dead_at_once(organization):
    made, plain = new_key(organization, scopes=["read"])
    api = organization.server.api(plain)
    api.get("/api/v1/credits/balance").ok()
    answer = organization.api.delete(f"/api/v1/api-keys/{made['id']}")
    assert answer.status in (200, 204), answer
    api.get("/api/v1/credits/balance").refused(401, "authentication_required")


def test_an_expired_key_is_dead(organization):
    made, plain = new_key(organization, scopes=["read"], expiresAt=in_seconds(1.5))
    assert made["expiresAt"]
    api = organization.server.api(plain)
    api.get("/api/v1/credits/balance").ok()
    time.sleep(1.7)
    api.get("/api/v1/credits/balance").refused(401, "authentication_required")


def test_a_rotated_key_is_replaced_at_once_with_the_same_rights(organization):
    made, plain = new_key(organization, scopes=["read"])
    answer = organization.api.post(f"/api/v1/api-keys/{made['id']}/rotate")
    assert answer.status in (200, 201), answer
    rotated = answer.json
    assert rotated["plainKey"] != plain
    assert rotated["apiKey"]["scopes"] == ["read"]
    organization.server.api(rotated["plainKey"]).get("/api/v1/credits/balance").ok()
    organization.server.api(plain).get("/api/v1/credits/balance").refused(
        401, "authentication_required")


# Other organizations


def test_what_belongs_to_another_organization_does_not_exist(server):
    owner, stranger = server.organization(10), server.organization(10)
    hold, charge_, key = owner.hold(1), owner.charge(1), new_key(owner)[0]
    stranger.api.get(f"/api/v1/holds/{hold['id']}").refused(404, "resource_not_found")
    stranger.api.get(f"/api/v1/charges/{charge_['id']}").refused(404, "resource_not_found")
    for path, body in (
            (f"/api/v1/holds/{hold['id']}/capture", {"amount": 1}),
            (f"/api/v1/holds/{hold['id']}/extend", {"amount": 1}),
            (f"/api/v1/holds/{hold['id']}/release", {}),
            (f"/api/v1/charges/{charge_['id']}/refund", {"reason": "mine"}),
            (f"/api/v1/api-keys/{key['id']}/rotate", {})):
        refused = stranger.api.post(path, body).refused(404, "resource_not_found")
        assert owner.id not in str(refused)
    stranger.api.delete(f"/api/v1/api-keys/{key['id']}").refused(404, "resource_not_found")
    assert (owner.balance, owner.pending, stranger.balance) == (8, 1, 10)


def test_a_customers_key_cannot_act_for_another_organization(server):
    owner, stranger = server.organization(10), server.organization(3)
    api = server.api(stranger.key, organization=owner.id)
    answer = api.get("/api/v1/credits/balance")
    # Either the header means nothing to a customer's key, or it is refused: never the owner's.
    assert answer.status in (400, 403, 404) or answer.ok()["balance"] == 3, answer
    charge(api)
    assert owner.balance == 10


def test_a_cursor_of_another_organization_shows_nothing_of_it(server):
    owner, stranger = server.organization(10), server.organization(10)
    for _ in range(3):
        owner.charge(1)
    cursor = owner.api.get("/api/v1/credits/transactions?limit=1").ok()["nextCursor"]
    answer = stranger.api.get(f"/api/v1/credits/transactions?limit=50&cursor={cursor}")
    assert answer.status in (200, 400), answer
    assert owner.id not in answer.body.decode()


# The operator


def test_the_operator_acts_for_an_organization_that_it_names(organization):
    organization.grant(5)
    assert organization.as_operator.get("/api/v1/credits/balance").ok()["balance"] == 5
    charge(organization.as_operator).ok(201)
    assert organization.balance == 4


def test_the_operator_without_a_name_is_told_which_header_is_missing(server):
    body = server.operator.get("/api/v1/credits/balance").refused(400, "validation_error")
    assert "X-Organization-Id" in body["error"]


@pytest.mark.parametrize("name", ["nonsense", "org_00000000000000000000000000"])
def test_the_operator_cannot_act_for_an_organization_that_is_not_there(server, name):
    api = server.api(server.operator_key, organization=name)
    api.get("/api/v1/credits/balance").refused(404, "resource_not_found")
    grant = {"amount": 1, "source": "purchase", "reason": "test"}
    server.operator.post(f"/api/v1/admin/organizations/{name}/grants", grant).refused(
        404, "resource_not_found")


def test_operator_routes_are_closed_to_customers(organization):
    path = f"/api/v1/admin/organizations/{organization.id}/grants"
    grant = {"amount": 1, "source": "purchase", "reason": "mine"}
    organization.api.post(path, grant).refused(403, "access_denied")
    organization.api.post("/api/v1/admin/organizations", {"name": "x"}).refused(
        403, "access_denied")
    organization.api.get("/api/v1/admin/organizations").refused(403, "access_denied")
    organization.server.api().post(path, grant).refused(401, "authentication_required")
    assert organization.balance == 0


def test_the_operator_lists_organizations(organization):
    listed = organization.server.operator.get("/api/v1/admin/organizations?limit=200").ok()
    assert organization.id in [each["id"] for each in listed["organizations"]]


def test_an_organization_has_a_signup_grant_only_when_asked(server):
    body = {"name": "with a gift", "signupGrant": True}
    made = server.operator.post("/api/v1/admin/organizations", body).ok(201)
    summary = server.api(made["apiKey"]).get("/api/v1/credits/summary").ok()
    assert summary["balance"] > 0
    assert [grant["source"] for grant in summary["grants"]] == ["signup"]


@pytest.mark.parametrize("body", [
    {}, {"name": ""}, {"name": 7}, {"name": "x" * 100_000}, {"name": "x", "scopes": "read"},
    {"name": "x", "scopes": ["king"]}])
def test_a_wrong_organization_is_refused(server, body):
    server.operator.post("/api/v1/admin/organizations", body).refused(400, "validation_error")
