# SPDX-License-Identifier: Apache-2.0
"""Anthropic's messages by the real `anthropic` package, and the exact charge of each call."""

import uuid
from decimal import Decimal

import anthropic
import pytest

from harness import assert_charged_once, eventually, published_price, settled
from sdk import Asynchronous, Blocking

D = Decimal
MODEL = "claude-haiku-4-5"
WORDS = "word0 word1 word2 word3 word4 "
TOOLS = [{"name": "weather", "description": "What it is like outside.",
          "input_schema": {"type": "object", "properties": {"place": {"type": "string"}}},
          "cache_control": {"type": "ephemeral", "ttl": "1h"}}]


@pytest.fixture(params=[Blocking(anthropic.Anthropic), Asynchronous(anthropic.AsyncAnthropic)],
                ids=["blocking", "asynchronous"])
def sdk(request):
    return request.param


def says(marks, **more):
    """A request with these marks, and the word by which the upstream finds it again."""
    tag = uuid.uuid4().hex
    return tag, {"model": MODEL, "max_tokens": 500,
                 "messages": [{"role": "user", "content": f"{tag} {marks}"}], **more}


def text_of(events):
    return "".join(event.delta.text for event in events if event.type == "content_block_delta")


# What is charged


def test_a_message_is_charged_to_the_nanocredit(sdk, paying):
    _, request = says("[[usage-1000-200]]")
    message, headers = sdk.whole(paying, "messages", **request)
    assert (message.content[0].text, message.stop_reason) == (WORDS, "end_turn")
    charge = assert_charged_once(paying, published_price(MODEL, input=1000, output=200), headers)
    assert charge["model"] == MODEL


CACHES = "[[usage-10000-200]] [[cached-6000]] [[cache-write-2000-1000]]"
CACHES_COST = published_price(
    MODEL, input=1000, cached=6000, write_5m=2000, write_1h=1000, output=200)


def test_what_caches_read_and_wrote_is_charged_at_their_rates(sdk, paying):
    message, headers = sdk.whole(paying, "messages", **says(CACHES)[1])
    assert message.usage.input_tokens == 1000
    assert message.usage.cache_creation.ephemeral_1h_input_tokens == 1000
    charge = assert_charged_once(paying, CACHES_COST, headers)
    quantities = {line["meter"]: line["quantity"] for line in charge["lines"]}
    assert quantities == {"input_tokens": 1000, "cached_input_tokens": 6000,
                          "cache_write_tokens": 2000, "cache_write_1h_tokens": 1000,
                          "output_tokens": 200}


def test_caches_of_a_stream_are_charged_though_its_end_repeats_the_output_only(sdk, paying):
    events = sdk.events(paying, "messages", **says(CACHES)[1])
    assert [events[0].type, events[-1].type] == ["message_start", "message_stop"]
    assert text_of(events) == WORDS
    # Settled before the last event: no waiting.
    [row] = paying.charges()
    assert row["amount"] == -CACHES_COST and paying.pending == 0


def test_the_packages_own_reader_of_streams_is_content(sdk, paying):
    message = sdk.final(paying, "messages", "get_final_message", **says("[[usage-50-10]]")[1])
    assert message.content[0].text == WORDS
    assert (message.usage.input_tokens, message.usage.output_tokens) == (50, 10)
    assert_charged_once(paying, published_price(MODEL, input=50, output=10))


def test_the_text_comes_as_it_is_written(paying):
    with Blocking(anthropic.Anthropic).client(paying) as client, client.messages.stream(
            **says("[[chunks-8]] [[slow-50]] [[usage-9-8]]")[1]) as stream:
        pieces = list(stream.text_stream)
    assert pieces == [f"word{number} " for number in range(8)]
    assert_charged_once(paying, published_price(MODEL, input=9, output=8))


def test_searches_are_charged_beside_the_tokens(sdk, paying):
    _, request = says("[[usage-500-50]] [[searches-3]]", tools=[
        {"type": "web_search_20250305", "name": "web_search"}])
    message, headers = sdk.whole(paying, "messages", **request)
    assert message.usage.server_tool_use.web_search_requests == 3
    cost = published_price(MODEL, input=500, output=50, searches=3)
    assert_charged_once(paying, cost, headers)


def test_searches_of_a_stream_are_charged_beside_the_tokens(sdk, paying):
    sdk.events(paying, "messages", **says("[[usage-500-50]] [[searches-2]]")[1])
    assert_charged_once(paying, published_price(MODEL, input=500, output=50, searches=2))


def test_a_call_is_priced_by_its_own_model(sdk, paying):
    _, request = says("[[usage-1000-100]] [[cached-500]] [[tier=standard]]")
    _, headers = sdk.whole(paying, "messages", **{**request, "model": "claude-sonnet-4-5"})
    cost = published_price("claude-sonnet-4-5", input=500, cached=500, output=100)
    assert_charged_once(paying, cost, headers)


def test_counting_tokens_costs_nothing(sdk, paying):
    _, request = says("[[usage-77-0]]")
    del request["max_tokens"]
    assert sdk.call(paying, "messages.count_tokens", **request).input_tokens == 77
    assert settled(paying) == [] and paying.balance == 10


def test_counting_tokens_needs_no_credits(sdk, gateway):
    organization = gateway.organization()
    _, request = says("[[usage-77-0]]")
    del request["max_tokens"]
    assert sdk.call(organization, "messages.count_tokens", **request).input_tokens == 77


def test_the_sandbox_answers_messages_too(sdk, organization):
    organization.grant(1)
    message, headers = sdk.whole(
        organization, "messages", model="florin/echo", max_tokens=100, system="You repeat.",
        messages=[{"role": "user", "content": "Say it again."}])
    assert message.content[0].text == "Say it again."
    quote = organization.api.post("/api/v1/quotes", {"model": "florin/echo", "usage": {
        "input_tokens": message.usage.input_tokens,
        "output_tokens": message.usage.output_tokens}}).ok()
    assert_charged_once(organization, D(quote["total"]), headers)


# What passes through


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tools_pass_through_untouched_both_ways(sdk, paying, upstream, streamed):
    tag = uuid.uuid4().hex
    request = {"model": MODEL, "max_tokens": 500, "tools": TOOLS, "tool_choice": {"type": "any"},
               "messages": [
                   {"role": "user", "content": "What is it like?"},
                   {"role": "assistant", "content": [
                       {"type": "tool_use", "id": "toolu_1", "name": "weather",
                        "input": {"place": "Paris"}}]},
                   {"role": "user", "content": [
                       {"type": "tool_result", "tool_use_id": "toolu_1",
                        "content": f"{tag} [[tool]] [[usage-80-20]]"}]}]}
    if streamed:
        message = sdk.final(paying, "messages", "get_final_message", **request)
    else:
        message, _ = sdk.whole(paying, "messages", **request)
    assert message.stop_reason == "tool_use"
    [call] = message.content
    assert (call.name, call.input) == ("weather", {"words": WORDS})
    [received] = upstream.requests(tag)
    assert {name: received.json[name] for name in request} == request
    assert_charged_once(paying, published_price(MODEL, input=80, output=20))


def test_system_prompts_images_and_everything_else_pass_through(sdk, paying, upstream):
    tag = uuid.uuid4().hex
    picture = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo" * 20_000}
    request = {
        "model": MODEL, "max_tokens": 500, "temperature": 0.5, "stop_sequences": ["END"],
        "system": [{"type": "text", "text": "Be short.",
                    "cache_control": {"type": "ephemeral"}}],
        "thinking": {"type": "disabled"}, "metadata": {"user_id": "u"},
        "messages": [{"role": "user", "content": [
            {"type": "image", "source": picture},
            {"type": "text", "text": f"{tag} [[usage-1600-5]]"}]}]}
    sdk.whole(paying, "messages", extra_body={"unheard_of": {"a": [None]}},
              extra_headers={"anthropic-beta": "context-1m-2025-08-07"}, **request)
    [received] = upstream.requests(tag)
    assert received.json == {**request, "unheard_of": {"a": [None]}}
    headers = {name.lower(): value for name, value in received.headers.items()}
    assert headers["anthropic-version"] == "2023-06-01"
    assert headers["anthropic-beta"] == "context-1m-2025-08-07"
    assert_charged_once(paying, published_price(MODEL, input=1600, output=5))


def test_the_customers_key_never_reaches_the_upstream(sdk, paying, upstream):
    tag, request = says("")
    sdk.whole(paying, "messages", **request)
    [received] = upstream.requests(tag)
    assert upstream.key in str(received.headers)
    assert paying.key not in str(received.headers) + str(received.json)


# What is refused


def refusal(sdk, organization, error, **request):
    """The error that a request raises, whole and streamed."""
    for ask in (sdk.events, sdk.whole):
        with pytest.raises(error) as caught:
            ask(organization, "messages", **request)
    return caught.value


def test_without_credits_it_is_a_billing_error(sdk, gateway, upstream):
    organization = gateway.organization()
    tag, request = says("")
    error = refusal(sdk, organization, anthropic.APIStatusError, **request)
    assert (error.status_code, error.body["type"]) == (402, "error")
    assert error.body["error"]["type"] == "billing_error"
    assert D(str(error.body["requiredCredits"])) > 0
    assert organization.transactions() == [] and organization.pending == 0
    assert upstream.requests(tag) == [], "nothing is asked that nobody can pay"


def test_a_wrong_key_is_an_authentication_error(sdk, paying):
    with pytest.raises(anthropic.AuthenticationError) as caught:
        sdk.whole(paying, "messages", options={"api_key": "flr_wrong"}, **says("")[1])
    assert caught.value.body["error"]["type"] == "authentication_error"


def test_a_model_without_a_price_is_not_found(sdk, paying):
    error = refusal(sdk, paying, anthropic.NotFoundError,
                    **{**says("")[1], "model": "claude-none-9"})
    assert error.body["error"]["type"] == "not_found_error"
    assert "claude-none-9" in error.body["error"]["message"]
    assert settled(paying) == []


@pytest.mark.parametrize("wrong, field", [
    ({"messages": []}, "messages"), ({"max_tokens": 0}, "max_tokens"), ({"model": ""}, "model")])
def test_a_wrong_field_is_named(sdk, paying, wrong, field):
    error = refusal(sdk, paying, anthropic.BadRequestError, **{**says("")[1], **wrong})
    assert error.body["error"]["type"] == "invalid_request_error"
    assert field in error.body["error"]["message"]
    assert settled(paying) == []


@pytest.mark.parametrize("status, error", [
    (400, anthropic.BadRequestError), (413, anthropic.RequestTooLargeError),
    (422, anthropic.UnprocessableEntityError), (429, anthropic.RateLimitError)])
def test_the_upstreams_refusal_passes_through_and_costs_nothing(sdk, paying, status, error):
    caught = refusal(sdk, paying, error, **says(f"[[status-{status}]]")[1])
    assert f"upstream says {status}" in str(caught)
    assert settled(paying) == []


@pytest.mark.parametrize("status", [401, 500, 503, 529])
def test_an_upstream_that_fails_is_an_api_error_and_costs_nothing(sdk, paying, status):
    error = refusal(sdk, paying, anthropic.InternalServerError, **says(f"[[status-{status}]]")[1])
    assert error.body["error"]["type"] == "api_error"
    assert settled(paying) == []


def test_a_call_that_succeeds_at_the_third_try_is_charged_once(sdk, paying, upstream):
    tag, request = says("[[fail-2-503]] [[usage-10-5]]")
    sdk.whole(paying, "messages", options={"max_retries": 2}, **request)
    assert len(upstream.requests(tag)) == 3
    assert_charged_once(paying, published_price(MODEL, input=10, output=5))


# Streams that are cut


def test_a_stream_that_outgrows_the_credits_ends_for_its_length(sdk, gateway):
    organization = gateway.organization("0.05")
    message = sdk.final(organization, "messages", "get_final_message",
                        **{**says("[[chunks-12000]] [[usage-10-12000]]")[1], "max_tokens": 20_000})
    assert message.stop_reason == "max_tokens"
    assert 100 < len(message.content[0].text.split()) < 12_000
    [row] = settled(organization)
    charge = organization.explained(row["charge_id"])
    assert charge["estimated"] and charge["amount"] - charge["uncollected"] == -row["amount"]
    assert 0 <= organization.balance < D("0.02")
    assert charge["uncollected"] < D("0.005")


@pytest.mark.parametrize("fault", ["reset", "end", "error"])
def test_an_upstream_that_fails_mid_stream_raises_and_what_came_is_charged(sdk, paying, fault):
    with pytest.raises(anthropic.APIStatusError) as caught:
        sdk.events(paying, "messages", **says(f"[[{fault}-after-3]] [[usage-40-200]]")[1])
    assert caught.value.body["error"]["type"] == "api_error"
    [row] = settled(paying)
    charge = paying.explained(row["charge_id"])
    # The input is what the first event reported; three words are some six tokens.
    quantities = {line["meter"]: line["quantity"] for line in charge["lines"]}
    assert charge["estimated"] and quantities["input_tokens"] == 40
    assert 3 <= quantities["output_tokens"] <= 9


def test_a_client_that_hangs_up_pays_for_what_it_got(paying, upstream):
    tag, request = says("[[chunks-200]] [[slow-20]] [[usage-40-200]]")
    with Blocking(anthropic.Anthropic).client(paying) as client:
        with client.messages.stream(**request) as stream:
            texts = stream.text_stream
            first = [next(texts) for _ in range(5)]
            assert paying.pending > 0, "held while it runs"
    assert first[0] == "word0 "
    [row] = settled(paying)
    assert paying.explained(row["charge_id"])["estimated"]
    assert D(0) < -row["amount"] < published_price(MODEL, input=40, output=200)
    [received] = upstream.requests(tag)
    eventually(lambda: received.ending == "hang-up", what="the gateway's hang-up upstream")
