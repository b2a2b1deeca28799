# SPDX-License-Identifier: Apache-2.0
"""U+0000 in a text: PostgreSQL cannot keep it, so no database is asked to; where a text is part of
JSON that is kept as it was written, it comes back as it was."""

import base64
import json
from decimal import Decimal

import pytest

from price_list import ADMIN, MILLION

NUL = "a\0b"
USAGE = {"input_tokens": 1}
PRICES = [{"per": MILLION, "input_tokens": 1}]
CHARGE, HOLD = {"amount": 1}, {"amount": 1}
ORGANIZATION = "/api/v1/admin/organizations"


def each_of(fields):
    """A case for each field: the path, a body that would do, the field."""
    return [(path, body, field) for path, body, names in fields for field in names]


CUSTOMERS_FIELDS = each_of([
    ("/api/v1/charges", CHARGE, ["description", "agentId", "appId"]),
    ("/api/v1/charges", {"model": "gpt-4o-mini", "usage": USAGE},
     ["model", "provider", "operation", "usage", "description"]),
    ("/api/v1/holds", HOLD, ["description", "agentId", "appId"]),
    ("/api/v1/quotes", {"model": "gpt-4o-mini", "usage": USAGE},
     ["model", "provider", "operation", "usage"]),
    ("/api/v1/api-keys", {"name": "x"}, ["name", "expiresAt", "agentId", "appId"]),
])
OPERATORS_FIELDS = each_of([
    (ORGANIZATION, {"name": "x"}, ["name", "email"]),
    (f"{ORGANIZATION}/ORG/grants", {"amount": 1, "source": "purchase", "reason": "x"},
     ["source", "reason", "expiresAt"]),
    (f"{ORGANIZATION}/ORG/adjustments", {"amount": 1, "reason": "x"}, ["reason"]),
    (f"{ORGANIZATION}/ORG/contract", {"markup": 5, "reason": "x"}, ["reason", "tier"]),
    (f"{ADMIN}/overrides",
     {"provider": "house", "model": "m", "reason": "x", "prices": PRICES},
     ["provider", "model", "reason", "displayName", "operation", "mode"]),
    (f"{ADMIN}/markups", {"markup": 5, "reason": "x"},
     ["reason", "provider", "model", "operation", "organizationId"]),
    (f"{ADMIN}/refresh", {}, ["source"]),
    (f"{ADMIN}/import", {"format": "litellm", "content": {}}, ["format", "source", "url"]),
])


def holds_in_mind(answer, field):
    """A refusal that names the field, or a success that has nothing to do with it."""
    assert answer.status < 500, answer
    if answer.status >= 400:
        assert field in answer.json["error"] + json.dumps(answer.json.get("details", {})), answer


@pytest.mark.parametrize("path, body, field", CUSTOMERS_FIELDS)
def test_no_text_of_a_customer_may_have_it(organization, path, body, field):
    organization.grant(10)
    holds_in_mind(organization.api.post(path, {**body, field: NUL}), field)


@pytest.mark.parametrize("path, body, field", OPERATORS_FIELDS)
def test_no_text_of_an_operator_may_have_it(organization, path, body, field):
    path = path.replace("ORG", organization.id)
    holds_in_mind(organization.server.operator.post(path, {**body, field: NUL}), field)


@pytest.mark.parametrize("path", ["/api/v1/charges", "/api/v1/holds"])
@pytest.mark.parametrize("metadata", [{"a": NUL}, {NUL: 1}, {"a": [{"b": "\0"}]}], ids=str)
def test_metadata_keeps_it(organization, path, metadata):
    organization.grant(10)
    made = organization.api.post(path, {"amount": 1, "metadata": metadata}, idempotency="k")
    made.ok(201)
    [kept] = [made.json[name] for name in ("charge", "hold") if name in made.json]
    assert kept["metadata"] == metadata
    assert organization.api.get(f"{path}/{kept['id']}").json[path[8:-1]]["metadata"] == metadata
    assert organization.api.post(path, {"amount": 1, "metadata": metadata},
                                 idempotency="k").body == made.body


def test_usage_and_dimensions_may_not_have_it(organization):
    organization.grant(10)
    for body in ({"usage": {NUL: 1}}, {"usage": USAGE, "dimensions": {"tier": NUL}},
                 {"usage": USAGE, "dimensions": {NUL: "x"}}):
        for path in ("/api/v1/charges", "/api/v1/holds", "/api/v1/quotes"):
            answer = organization.api.post(path, {"model": "gpt-4o-mini", **body})
            assert answer.status < 500, answer


@pytest.mark.parametrize("list_path", [
    "/api/v1/holds", "/api/v1/credits/transactions", "/api/v1/api-keys",
    f"{ORGANIZATION}", f"{ADMIN}/runs", f"{ADMIN}/books", f"{ADMIN}/overrides",
    f"{ADMIN}/quarantine", f"{ADMIN}/markups", f"{ADMIN}/diff", "/api/v1/admin/audit",
    "/api/v1/admin/ledger/entries", "/api/v1/pricing"])
@pytest.mark.parametrize("name", [
    "cursor", "q", "provider", "operation", "action", "status", "idempotencyKey", "type",
    "organizationId", "agentId", "model", "hours", "organization"])
def test_no_query_may_have_it(organization, list_path, name):
    is_operators = "/admin/" in list_path
    api = organization.server.operator if is_operators else organization.api
    for text in ("a%00b", base64.urlsafe_b64encode(b"a\0b").decode(),
                 base64.urlsafe_b64encode(b"\0").decode().rstrip("=")):
        answer = api.get(f"{list_path}?{name}={text}")
        assert answer.status < 500, answer


@pytest.mark.parametrize("path", [
    "/api/v1/holds/%00", "/api/v1/charges/hold_%00", "/api/v1/pricing/models/gpt%00",
    "/api/v1/pricing/models/gpt-4o-mini?provider=%00", "/api/v1/api-keys/%00", "/v1/models/%00",
    "/api/v1/admin/organizations/%00", "/api/v1/admin/jobs/%00/run", f"{ADMIN}/books/%00"])
def test_no_path_may_have_it(organization, path):
    for api in (organization.api, organization.server.operator):
        for method in ("GET", "POST", "DELETE"):
            answer = api.call(method, path, {} if method == "POST" else None)
            assert answer.status < 500, answer


@pytest.mark.parametrize("path, body", [
    ("/v1/chat/completions", {"messages": [{"role": "user", "content": NUL}]}),
    ("/v1/responses", {"input": NUL}), ("/v1/embeddings", {"input": NUL}),
    ("/v1/messages", {"max_tokens": 5, "messages": [{"role": "user", "content": NUL}]})])
def test_models_may_be_asked_about_it(organization, path, body):
    organization.grant(10)
    model = "florin/echo-embedding" if "embeddings" in path else "florin/echo"
    for number, more in enumerate((
            {}, {"user": NUL}, {"metadata": {"user_id": NUL}}, {"metadata": {NUL: NUL}})):
        answer = organization.api.post(
            path, {"model": model, **body, **more}, idempotency=f"k{number}")
        assert answer.status in (200, 400), answer
    answer = organization.api.post(path, {"model": NUL, **body})
    assert 400 <= answer.status < 500, answer


LISTS = {
    "litellm": lambda name, provider, price: {name: {
        "litellm_provider": provider, "mode": "chat", "input_cost_per_token": price,
        "output_cost_per_token": "0.000002"}},
    "openrouter": lambda name, provider, price: {"data": [
        {"id": f"{provider}/{name}", "pricing": {"prompt": price, "completion": "0.000002"}}]},
    "models.dev": lambda name, provider, price: {provider: {"id": provider, "models": {
        name: {"id": name, "cost": {"input": Decimal(price), "output": 2}}}}},
    "vercel": lambda name, provider, price: {"data": [
        {"id": f"{provider}/{name}", "pricing": {"input": price, "output": "0.000002"}}]},
}
@pytest.mark.parametrize("price", ["0.000001", "-1"])
@pytest.mark.parametrize("name, provider", [("nul\0model", "openai"), ("nul-model", "open\0ai")])
@pytest.mark.parametrize("kind", ["litellm", "openrouter", "models.dev", "vercel"])
def test_an_entry_of_a_price_list_that_has_it_in_a_name_is_left_out(
        server, kind, name, provider, price):
    """Also where its price is none, so that it would wait for an operator."""
    run = server.operator.post(f"{ADMIN}/import", {
        "format": kind, "source": f"{kind}-nul", "content": LISTS[kind](name, provider, price)})
    assert run.ok(201)["run"]["skipped"] == 1
    for path in ("runs", "quarantine", "books", "sources", "overrides"):
        server.operator.get(f"{ADMIN}/{path}").ok()


@pytest.mark.parametrize("field", ["provider", "model", "operations"])
def test_a_price_list_of_ours_may_not_have_it(server, field):
    model = {"provider": "house", "model": "nul-model", "operations": ["chat"], "prices": PRICES}
    model[field] = [NUL] if field == "operations" else NUL
    server.operator.post(f"{ADMIN}/import", {
        "format": "florin", "source": "florin-nul",
        "content": {"format": "florin.catalog/1", "source": "a page", "models": [model]},
    }).refused(400, "validation_error")
