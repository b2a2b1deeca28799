# SPDX-License-Identifier: Apache-2.0
"""What the real `openai` package makes of each refusal, and that trying again costs nothing."""

import uuid
from decimal import Decimal

import openai
import pytest

from harness import assert_charged_once, eventually, published_price, settled
from sdk import Asynchronous, Blocking

D = Decimal
MODEL = "gpt-4o-mini"
BLOCKING = Blocking(openai.OpenAI, "/v1")
ASYNCHRONOUS = Asynchronous(openai.AsyncOpenAI, "/v1")


@pytest.fixture
def sdk():
    """The client that asks; both kinds share the code that makes errors."""
    return BLOCKING


@pytest.fixture(params=["chat.completions", "responses"])
def resource(request):
    return request.param


@pytest.fixture(params=["whole", "events"])
def ask(request, sdk, resource):
    """Asks with these marks as `ask(organization, marks)`; more members go into the request."""
    def ask(organization, marks="", *, retries=0, options=None, **more):
        text = f"{marks} {uuid.uuid4().hex}"
        name, value = ("input", text) if resource == "responses" else (
            "messages", [{"role": "user", "content": text}])
        return getattr(sdk, request.param)(
            organization, resource, options={"max_retries": retries, **(options or {})},
            **{"model": MODEL, name: value, **more})
    return ask


def refused(error, ask, *arguments, **more):
    with pytest.raises(error) as caught:
        ask(*arguments, **more)
    assert type(caught.value) is error
    return caught.value


@pytest.mark.parametrize("more, field", [
    ({"model": ""}, "model"), ({"extra_body": {"stream": "yes"}}, "stream")])
def test_a_wrong_field_is_a_bad_request_that_names_it(paying, ask, more, field):
    error = refused(openai.BadRequestError, ask, paying, **more)
    assert (error.code, error.param) == ("validation_error", field)
    assert error.type == "invalid_request_error" and error.request_id
    assert settled(paying) == []


def test_a_wrong_key_is_an_authentication_error(paying, ask):
    error = refused(openai.AuthenticationError, ask, paying, options={"api_key": "flr_wrong"})
    assert error.code == "authentication_required"


def test_a_key_that_may_not_spend_is_a_permission_error(gateway, ask):
    organization = gateway.organization(10)
    made = organization.api.post("/api/v1/api-keys", {"name": "reader", "scopes": ["read"]}).json
    error = refused(openai.PermissionDeniedError, ask, organization,
                    options={"api_key": made["plainKey"]})
    assert error.code == "access_denied"


def test_a_model_without_a_price_is_not_found(paying, ask):
    error = refused(openai.NotFoundError, ask, paying, model="no-such-model")
    assert error.code == "price_not_found" and "no-such-model" in str(error)


def test_without_credits_the_client_is_told_what_is_missing_and_does_not_try_again(
        gateway, ask, upstream):
    organization = gateway.organization()
    mark = uuid.uuid4().hex
    error = refused(openai.APIStatusError, ask, organization, mark, retries=2)
    assert (error.status_code, error.code) == (402, "insufficient_credits")
    assert D(str(error.body["details"]["shortfall"])) > 0
    assert upstream.requests(mark) == [] and organization.transactions() == []


@pytest.mark.parametrize("status, error", [
    (400, openai.BadRequestError), (409, openai.ConflictError),
    (422, openai.UnprocessableEntityError), (429, openai.RateLimitError)])
def test_the_upstreams_refusal_passes_through_and_costs_nothing(paying, ask, status, error):
    caught = refused(error, ask, paying, f"[[status-{status}]]")
    assert f"upstream says {status}" in str(caught)
    if status == 429:
        assert caught.response.headers["Retry-After"] == "7"
    assert settled(paying) == []


@pytest.mark.parametrize("status", [401, 500, 529])
def test_an_upstream_that_fails_or_knows_us_not_is_a_server_error_and_costs_nothing(
        paying, ask, status):
    error = refused(openai.InternalServerError, ask, paying, f"[[status-{status}]]")
    assert error.code == "provider_error"
    assert settled(paying) == []


@pytest.mark.parametrize("sdk", [BLOCKING, ASYNCHRONOUS], ids=["blocking", "asynchronous"])
def test_a_call_that_succeeds_at_the_third_try_is_charged_once(paying, ask, upstream):
    mark = uuid.uuid4().hex
    ask(paying, f"{mark} [[fail-2-503]] [[usage-10-5]]", retries=2)
    assert len(upstream.requests(mark)) == 3
    assert_charged_once(paying, published_price(MODEL, input=10, output=5))


def test_a_call_that_never_succeeds_raises_and_costs_nothing(paying, ask, upstream):
    mark = uuid.uuid4().hex
    refused(openai.InternalServerError, ask, paying, f"{mark} [[status-503]]", retries=1)
    assert len(upstream.requests(mark)) >= 2
    assert settled(paying) == []


@pytest.mark.parametrize("sdk", [BLOCKING, ASYNCHRONOUS], ids=["blocking", "asynchronous"])
def test_a_client_that_loses_patience_and_asks_again_pays_at_most_for_what_was_produced(
        sdk, paying, upstream, resource):
    mark = f"{uuid.uuid4().hex} [[slow-900]] [[usage-10-5]]"
    request = {"input": mark} if resource == "responses" else {
        "messages": [{"role": "user", "content": mark}]}
    with pytest.raises(openai.APITimeoutError):
        sdk.whole(paying, resource, model=MODEL, options={"max_retries": 1, "timeout": 0.3},
                  **request)
    received = upstream.requests(mark)
    assert len(received) == 2
    eventually(lambda: all(each.ending != "running" for each in received), what="both answers")
    rows = settled(paying)
    assert len(rows) <= sum(each.ending == "complete" for each in received)
    assert all(row["amount"] == -published_price(MODEL, input=10, output=5) for row in rows)
