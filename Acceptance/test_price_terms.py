# SPDX-License-Identifier: Apache-2.0
"""What operators decide about prices, and what everybody can see of them."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from harness import eventually, rounded
from price_list import ADMIN, MILLION, cost, events, quoted, refresh

D = Decimal


def later(**delta):
    moment = datetime.now(timezone.utc) + timedelta(**delta)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def test_an_override_holds_until_it_expires(shop):
    organization = shop.organization(scopes=["spend"])
    body = {"provider": "openai", "model": "gpt-test-1", "reason": "our own contract",
            "prices": [{"per": MILLION, "input_tokens": D("0.5")}], "expiresAt": later(seconds=3)}
    made = shop.operator.post(f"{ADMIN}/overrides", body, idempotency="override-1").ok(201)
    again = shop.operator.post(f"{ADMIN}/overrides", body, idempotency="override-1")
    assert again.replayed and again.json == made
    assert cost(organization) == D("0.5")
    output = organization.api.post("/api/v1/quotes", {
        "model": "gpt-test-1", "usage": {"output_tokens": MILLION}}).ok()
    assert output["upstreamCost"] == 10, "meters that it does not name keep their prices"
    eventually(lambda: cost(organization) == D("2.5"), what="the end of the override")
    [override] = shop.operator.get(f"{ADMIN}/overrides").ok()["overrides"]
    assert override["status"] == "expired"


def test_an_override_can_be_taken_back_and_price_what_no_list_has(shop):
    organization = shop.organization(scopes=["spend"])
    body = {"provider": "house", "model": "own-model", "reason": "ours",
            "prices": [{"per": MILLION, "input_tokens": 7}]}
    override = shop.operator.post(f"{ADMIN}/overrides", body).ok(201)["override"]
    assert cost(organization, "own-model") == 7
    path = f"{ADMIN}/overrides/{override['id']}"
    assert shop.operator.delete(path).ok()["override"]["status"] == "revoked"
    shop.operator.delete(path).refused(409, "conflict")
    organization.api.post("/api/v1/quotes", {
        "model": "own-model", "usage": {"input_tokens": 1}}).refused(404, "price_not_found")
    assert [event["action"] for event in events(shop, "pricing.override")] == [
        "pricing.override_revoked", "pricing.override_created"]


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH"])
def test_a_contract_with_markup_0_makes_quotes_equal_to_upstream_costs(shop, method):
    organization, other = shop.organization(), shop.organization()
    path = f"/api/v1/admin/organizations/{organization.id}/contract"
    assert shop.operator.get(path).ok()["contract"]["markup"] is None
    body = {"markup": 0, "reason": "wholesale", "creditLimit": 5}
    answer = shop.operator.call(method, path, body, idempotency="contract-1").ok()
    assert answer["contract"]["markup"] == 0
    assert shop.operator.call(method, path, body, idempotency="contract-1").replayed
    quote = quoted(organization)
    assert quote["markup"] == 0 and quote["total"] == quote["upstreamCost"] == D("2.5")
    assert quoted(other)["markup"] == 20 and quoted(other)["total"] == 3
    shown = organization.api.get("/api/v1/pricing/models/gpt-test-1").ok()["model"]
    assert shown["markup"] == 0
    organization.grant(10)
    charge = organization.api.post("/api/v1/charges", {
        "model": "gpt-test-1", "usage": {"input_tokens": MILLION}}).ok(201)["charge"]
    assert charge["amount"] == D("2.5") and charge["markup"] == 0
    assert shop.operator.put(path, {"markup": "12.5"}).ok()["contract"]["markup"] == D("12.5")
    assert quoted(organization)["markup"] == D("12.5")
    assert shop.operator.put(path, {"markup": None}).ok()["contract"]["markup"] is None
    assert quoted(organization)["markup"] == 20
    for wrong in (-101, "much", "0.1234567891", 10_001, True, []):
        shop.operator.put(path, {"markup": wrong}).refused(400, "validation_error")
    unknown = path.replace(organization.id, "org_" + "0" * 26)
    shop.operator.put(unknown, {"markup": 0}).refused(404, "resource_not_found")
    shop.operator.get(unknown).refused(404, "resource_not_found")


def test_the_most_special_markup_holds(shop):
    organization = shop.organization(scopes=["spend"])

    def mark(markup, **place):
        body = {"markup": markup, "reason": "test", **place}
        return shop.operator.post(f"{ADMIN}/markups", body).ok(201)["markup"]

    mark(30, operation="chat")
    assert quoted(organization)["markup"] == 30
    mark(40, provider="openai")
    assert quoted(organization)["markup"] == 40
    rule = mark(50, model="gpt-test-1")
    assert quoted(organization)["markup"] == 50
    assert quoted(organization, "gpt-test-2")["markup"] == 40
    mark(60, organizationId=organization.id)
    assert quoted(organization)["markup"] == 60
    assert shop.operator.delete(f"{ADMIN}/markups/{rule['id']}").ok()["markup"]["revokedAt"]
    assert quoted(shop.organization(scopes=["spend"]))["markup"] == 40


def test_an_old_charge_is_computed_again_by_its_book_whatever_prices_have_become(shop, prices):
    organization = shop.organization(10)
    charged = organization.api.post("/api/v1/charges", {
        "model": "gpt-test-1", "usage": {"input_tokens": 1234, "output_tokens": 567}}).ok(201)
    charge = organization.explained(charged["charge"]["id"])
    prices.sell("gpt-test-1", "0.000005", "0.00002")
    refresh(shop)
    shop.operator.put(
        f"/api/v1/admin/organizations/{organization.id}/contract", {"markup": 5}).ok()
    for _ in range(2):
        again = organization.api.post("/api/v1/quotes", {
            "provider": charge["provider"], "model": charge["model"],
            "operation": charge["operation"], "usage": charge["usage"],
            "at": charge["pricedAt"], "priceBook": charge["priceBook"]}).ok()
        for member in ("lines", "upstreamCost", "markup", "priceBook", "arithmetic"):
            assert again[member] == charge[member], member
        assert again["total"] == charge["amount"] == rounded(charge["upstreamCost"] * D("1.2"))
        assert quoted(organization)["priceBook"] > charge["priceBook"]
        shop.stop()
        shop.start()
    organization.api.post("/api/v1/quotes", {
        "model": "gpt-test-1", "usage": {"input_tokens": 1}, "priceBook": 99},
    ).refused(404, "resource_not_found")


def test_a_list_can_go_live_at_a_stated_time(shop):
    organization = shop.organization(scopes=["spend"])
    catalog = {"format": "florin.catalog/1", "source": "tomorrow's list", "models": [
        {"provider": "house", "model": "later", "operations": ["chat"],
         "prices": [{"per": MILLION, "input_tokens": D("1.25")}]}]}
    moment = later(seconds=3)
    run = shop.operator.post(f"{ADMIN}/import", {
        "format": "florin", "source": "house", "content": catalog, "effectiveAt": moment},
    ).ok(201)["run"]
    assert run["status"] == "published" and run["book"]
    body = {"model": "later", "usage": {"input_tokens": MILLION}}
    organization.api.post("/api/v1/quotes", body).refused(404, "price_not_found")
    book = shop.operator.get(f"{ADMIN}/books/{run['book']}").ok()["book"]
    assert book["effectiveAt"] == moment and book["isInForce"] is False
    assert organization.api.post("/api/v1/quotes", body | {"at": moment}).ok()["total"] == D("1.5")
    eventually(lambda: organization.api.post("/api/v1/quotes", body).status == 200,
               what="the new book")
    assert shop.operator.get(f"{ADMIN}/books/{run['book']}").ok()["book"]["isInForce"] is True


def test_a_yaml_list_keeps_every_digit(shop):
    organization = shop.organization(scopes=["spend"])
    content = """
        format: florin.catalog/1
        source: a price page
        models:
          - provider: fal
            model: fal-ai/test/v1
            operations: [image]
            prices:
              - {megapixels: 0.30000000000000004441}
        """
    shop.operator.post(f"{ADMIN}/import", {
        "format": "florin", "source": "florin-fal", "content": content}).ok(201)
    quote = organization.api.post("/api/v1/quotes", {
        "model": "fal-ai/test/v1", "provider": "fal-ai", "usage": {"megapixels": 1}}).ok()
    assert quote["upstreamCost"] == D("0.30000000000000004441")
    for path in ("fal/fal-ai/test/v1", "fal%2Ffal-ai%2Ftest%2Fv1", "fal-ai/test/v1"):
        model = shop.api().get(f"/api/v1/pricing/models/{path}").ok()["model"]
        assert model["id"] == "fal/fal-ai/test/v1"
        assert model["rates"][0]["price"] == D("0.30000000000000004441")
        assert model["rates"][0]["priceWithMarkup"] == D("0.360000000000000053292")


@pytest.mark.parametrize("body", [
    {}, {"format": "litellm"}, {"format": "nonsense", "content": "{}"},
    {"format": "litellm", "content": "<html>"}, {"format": "florin", "content": "a: [b"},
    {"format": "florin", "content": "{}"}, {"format": "litellm", "content": 7},
    {"format": "litellm", "content": "{}", "url": "http://127.0.0.1:1/"},
    {"format": "litellm", "url": "file:///etc/passwd"}, {"format": "litellm", "url": "/etc/passwd"},
    {"format": "litellm", "content": "{}", "source": "builtin"},
    {"format": "florin", "content": {"format": "florin.catalog/1", "source": "x", "models": [
        {"provider": "p", "model": "m", "prices": [{"input_tokens": -1}]}]}}])
def test_a_list_that_cannot_be_read_is_refused_and_changes_nothing(server, body):
    books = server.operator.get(f"{ADMIN}/books").ok()
    server.operator.post(f"{ADMIN}/import", body).refused(400, "validation_error")
    assert server.operator.get(f"{ADMIN}/books").ok() == books


def test_a_list_that_cannot_be_fetched_is_the_publishers_fault(server):
    server.operator.post(f"{ADMIN}/import", {
        "format": "litellm", "url": "http://127.0.0.1:1/list"}).refused(502, "provider_error")


def test_prices_can_be_searched_in_pages_and_are_not_sent_twice(server):
    api, names, cursor = server.api(), [], None
    while True:
        following = f"&cursor={cursor}" if cursor else ""
        page = api.get(f"/api/v1/pricing?limit=200{following}").ok()
        names += [f"{model['provider']}/{model['model']}" for model in page["models"]]
        assert page["total"] == len(page["models"])
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert names == sorted(set(names)) and len(names) >= 100
    found = api.get("/api/v1/pricing?q=GPT-4O-mini&provider=openai").ok()["models"]
    assert found and all(model["provider"] == "openai" for model in found)
    for spelling in ("gemini", "google"):
        models = api.get(f"/api/v1/pricing?provider={spelling}&modality=text").ok()["models"]
        assert models and {model["provider"] for model in models} == {"google"}
    images = api.get("/api/v1/pricing?modality=image&limit=5").ok()["models"]
    assert all("image" in model["operations"] for model in images)
    for wrong in ("limit=0", "limit=201", "cursor=!", "modality=smell"):
        api.get(f"/api/v1/pricing?{wrong}").refused(400, "validation_error")

    path = "/api/v1/pricing?q=gpt-4o&limit=3"
    first = api.get(path)
    etag = first.headers["ETag"]
    assert etag.startswith('"') and api.get(path).headers["ETag"] == etag
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = api.get(path, headers={"If-None-Match": known})
        assert again.status == 304 and again.body == b"" and again.headers["ETag"] == etag
    assert api.get(path, headers={"If-None-Match": '"other"'}).status == 200


def test_only_operators_decide_about_prices(server, organization):
    for method, path in [
            ("GET", "/runs"), ("GET", "/books"), ("GET", "/quarantine"), ("GET", "/overrides"),
            ("GET", "/markups"), ("POST", "/refresh"), ("POST", "/import"), ("POST", "/markups")]:
        body = {} if method == "POST" else None
        organization.api.call(method, ADMIN + path, body).refused(403, "access_denied")
        server.api().call(method, ADMIN + path, body).refused(401, "authentication_required")
    own = f"/api/v1/admin/organizations/{organization.id}/contract"
    organization.api.put(own, {"markup": -100}).refused(403, "access_denied")
