# SPDX-License-Identifier: Apache-2.0
"""OpenAI's responses by the real `openai` package, and the exact charge of each call."""

import json
import uuid
from decimal import Decimal

import openai
import pydantic
import pytest

from harness import EventStream, assert_charged_once, published_price, settled
from sdk import Asynchronous, Blocking

D = Decimal
MODEL = "gpt-4o-mini"
WORDS = "word0 word1 word2 word3 word4 "
TOOLS = [{"type": "function", "name": "weather", "description": "What it is like outside.",
          "strict": True, "parameters": {"type": "object", "properties": {}, "required": [],
                                         "additionalProperties": False}}]


class Words(pydantic.BaseModel):
    words: str


@pytest.fixture(params=[Blocking(openai.OpenAI, "/v1"), Asynchronous(openai.AsyncOpenAI, "/v1")],
                ids=["blocking", "asynchronous"])
def sdk(request):
    return request.param


def marked(marks):
    """A text with these marks, and the word by which the upstream finds it again."""
    tag = uuid.uuid4().hex
    return tag, f"{tag} {marks}"


def test_a_response_is_charged_to_the_nanocredit(sdk, paying):
    response, headers = sdk.whole(
        paying, "responses", model=MODEL, input="[[usage-1000-200]] [[cached-600]]")
    assert (response.status, response.output_text) == ("completed", WORDS)
    assert response.usage.input_tokens_details.cached_tokens == 600
    cost = published_price(MODEL, input=400, cached=600, output=200)
    charge = assert_charged_once(paying, cost, headers)
    assert charge["model"] == MODEL
    assert headers["X-Request-Id"]


def test_a_streamed_response_is_charged_to_the_nanocredit(sdk, paying):
    events = sdk.events(paying, "responses", model=MODEL, input="[[usage-123-45]] [[cached-23]]")
    assert [events[0].type, events[-1].type] == ["response.created", "response.completed"]
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert len(deltas) == 5 and "".join(deltas) == WORDS
    assert events[-1].response.usage.output_tokens == 45
    assert [event.sequence_number for event in events] == list(range(len(events)))
    # Settled before the last event: no waiting.
    [row] = paying.charges()
    assert row["amount"] == -published_price(MODEL, input=100, cached=23, output=45)
    assert paying.pending == 0


def test_a_stream_says_its_charge_behind_the_last_event(paying):
    stream = EventStream(paying.api, "/v1/responses", {
        "model": MODEL, "input": "[[usage-10-5]]", "stream": True}).read()
    assert stream.ended and stream.chunks[-1]["type"] == "response.completed"
    charge = assert_charged_once(paying, published_price(MODEL, input=10, output=5))
    assert stream.florin == {
        "x-florin-charge": charge["id"], "x-florin-cost": str(charge["amount"]),
        "x-florin-balance": str(paying.balance)}


def test_the_packages_own_reader_of_streams_is_content(sdk, paying):
    response = sdk.final(paying, "responses", "get_final_response", model=MODEL,
                         input="[[usage-50-10]]")
    assert response.output_text == WORDS
    assert_charged_once(paying, published_price(MODEL, input=50, output=10))


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tools_pass_through_untouched_both_ways(sdk, paying, upstream, streamed):
    tag, text = marked("[[tool]] [[usage-80-20]]")
    request = {"model": MODEL, "tools": TOOLS, "tool_choice": "required",
               "parallel_tool_calls": False, "input": [
                   {"role": "user", "content": "What is it like?"},
                   {"type": "function_call", "call_id": "call_1", "name": "weather",
                    "arguments": "{}"},
                   {"type": "function_call_output", "call_id": "call_1", "output": text}]}
    if streamed:
        response = sdk.events(paying, "responses", **request)[-1].response
    else:
        response, _ = sdk.whole(paying, "responses", **request)
    [call] = response.output
    assert (call.type, call.name, call.call_id) == ("function_call", "weather", "call_upstream")
    assert json.loads(call.arguments) == {"words": WORDS}
    [received] = upstream.requests(tag)
    assert {name: received.json[name] for name in request} == request
    assert_charged_once(paying, published_price(MODEL, input=80, output=20))


def test_an_answer_in_a_schema_is_parsed(sdk, paying, upstream):
    tag, text = marked("[[usage-30-9]]")
    response = sdk.call(paying, "responses.parse", model=MODEL, input=text, text_format=Words)
    assert response.output_parsed == Words(words=WORDS)
    [received] = upstream.requests(tag)
    assert received.json["text"]["format"]["type"] == "json_schema"
    assert_charged_once(paying, published_price(MODEL, input=30, output=9))


def test_an_image_in_the_input_passes_through_and_is_charged_as_reported(sdk, paying, upstream):
    tag, text = marked("[[usage-1105-7]]")
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 20_000
    content = [{"type": "input_text", "text": text},
               {"type": "input_image", "image_url": picture, "detail": "auto"}]
    sdk.whole(paying, "responses", model=MODEL, input=[{"role": "user", "content": content}])
    [received] = upstream.requests(tag)
    assert received.json["input"][0]["content"] == content
    assert_charged_once(paying, published_price(MODEL, input=1105, output=7))


def test_what_a_model_thinks_is_output_and_counted_once(sdk, paying):
    response, headers = sdk.whole(paying, "responses", model="gpt-5-mini",
                                  reasoning={"effort": "high"},
                                  input="[[usage-100-900]] [[reasoning-800]]")
    assert response.usage.output_tokens_details.reasoning_tokens == 800
    cost = published_price("gpt-5-mini", input=100, output=900)
    assert_charged_once(paying, cost, headers)


def test_searches_are_charged_beside_the_tokens(sdk, paying):
    _, headers = sdk.whole(paying, "responses", model=MODEL, tools=[{"type": "web_search"}],
                           input="[[usage-500-50]] [[searches-3]]")
    cost = published_price(MODEL, input=500, output=50, searches=3)
    assert_charged_once(paying, cost, headers)


@pytest.mark.parametrize("served, listed", [("default", MODEL), ("priority", f"{MODEL} priority")])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_the_tier_that_served_the_call_is_the_one_that_is_charged(
        paying, upstream, served, listed, streamed):
    tag, text = marked(f"[[usage-1000-100]] [[tier={served}]]")
    sdk, request = Blocking(openai.OpenAI, "/v1"), {"service_tier": "priority", "input": text}
    if streamed:
        sdk.events(paying, "responses", model=MODEL, **request)
    else:
        sdk.whole(paying, "responses", model=MODEL, **request)
    assert upstream.requests(tag)[0].json["service_tier"] == "priority"
    assert_charged_once(paying, published_price(listed, input=1000, output=100))


def test_instructions_and_what_was_said_before_pass_through(sdk, paying, upstream):
    tag, text = marked("[[usage-10-5]]")
    request = {"instructions": "Be short.", "previous_response_id": "resp_before", "store": True,
               "max_output_tokens": 64, "temperature": 0.5, "metadata": {"a": "b"},
               "include": ["reasoning.encrypted_content"], "truncation": "auto"}
    sdk.whole(paying, "responses", model=MODEL, input=text,
              extra_body={"unheard_of": [1, {"a": None}]}, **request)
    [received] = upstream.requests(tag)
    assert received.json == {"model": MODEL, "input": text, "unheard_of": [1, {"a": None}],
                             **request}
    assert_charged_once(paying, published_price(MODEL, input=10, output=5))


def test_the_sandbox_answers_responses_too(sdk, organization):
    organization.grant(1)
    response, headers = sdk.whole(organization, "responses", model="florin/echo",
                                  instructions="You repeat.", input="Say it again.")
    assert (response.status, response.output_text) == ("completed", "Say it again.")
    quote = organization.api.post("/api/v1/quotes", {"model": "florin/echo", "usage": {
        "input_tokens": response.usage.input_tokens,
        "output_tokens": response.usage.output_tokens}}).ok()
    assert_charged_once(organization, D(quote["total"]), headers)


def test_the_sandbox_streams_responses_too(sdk, organization):
    organization.grant(1)
    events = sdk.events(organization, "responses", model="florin/echo",
                        input="Say it again and again.", max_output_tokens=3)
    assert "".join(event.delta for event in events if event.type.endswith("text.delta")) == \
        "Say it again"
    assert events[-1].type == "response.incomplete"
    response = events[-1].response
    assert (response.status, response.usage.output_tokens) == ("incomplete", 3)
    assert response.incomplete_details.reason == "max_output_tokens"
    assert len(settled(organization)) == 1


def test_a_stream_that_outgrows_the_credits_ends_as_incomplete(sdk, gateway):
    organization = gateway.organization("0.005")
    events = sdk.events(organization, "responses", model=MODEL,
                        input="[[chunks-9000]] [[usage-10-9000]]")
    assert events[-1].type == "response.incomplete"
    assert events[-1].response.incomplete_details.reason == "max_output_tokens"
    assert len(events) < 9000
    [row] = settled(organization)
    charge = organization.explained(row["charge_id"])
    assert charge["estimated"] and charge["amount"] - charge["uncollected"] == -row["amount"]
    assert 0 <= organization.balance < D("0.0025")
    assert charge["uncollected"] < D("0.0005")


def test_an_upstream_that_fails_mid_stream_is_an_error_event(sdk, paying):
    events = sdk.events(paying, "responses", model=MODEL, input="[[reset-after-3]]")
    assert [event.type for event in events[-4:]] == ["response.output_text.delta"] * 3 + ["error"]
    assert (events[-1].code, events[-1].param) == ("provider_error", None)
    [row] = settled(paying)
    assert paying.explained(row["charge_id"])["estimated"]


def test_answers_in_the_background_are_refused_since_nobody_could_charge_them(sdk, paying):
    with pytest.raises(openai.BadRequestError) as caught:
        sdk.whole(paying, "responses", model=MODEL, input="hi", background=True)
    assert (caught.value.param, caught.value.code) == ("background", "validation_error")
    assert settled(paying) == []
