# SPDX-License-Identifier: Apache-2.0
"""OpenAI's chat by the real `openai` package in front of a provider: everything passes through,
and the charge of each call is exact."""

import asyncio
import json
import uuid

import openai
import pydantic
import pytest

from harness import assert_charged_once, published_price, settled
from sdk import Asynchronous, Blocking

MODEL = "gpt-4o-mini"
WORDS = "word0 word1 word2 word3 word4 "
WITH_USAGE = {"include_usage": True}
TOOLS = [{"type": "function", "function": {
    "name": "weather", "description": "What it is like outside.", "strict": True,
    "parameters": {"type": "object", "properties": {"place": {"type": "string"}},
                   "required": ["place"], "additionalProperties": False}}}]


class Words(pydantic.BaseModel):
    words: str


@pytest.fixture(params=[Blocking(openai.OpenAI, "/v1"), Asynchronous(openai.AsyncOpenAI, "/v1")],
                ids=["blocking", "asynchronous"])
def sdk(request):
    return request.param


def says(marks):
    """Messages with these marks, and the word by which the upstream finds them again."""
    tag = uuid.uuid4().hex
    return tag, [{"role": "user", "content": f"{tag} {marks}"}]


def test_a_chat_is_charged_to_the_nanocredit(sdk, paying):
    _, messages = says("[[usage-1000-200]] [[cached-600]]")
    completion, headers = sdk.whole(paying, "chat.completions", model=MODEL, messages=messages)
    assert completion.choices[0].message.content == WORDS
    cost = published_price(MODEL, input=400, cached=600, output=200)
    assert_charged_once(paying, cost, headers)


def test_a_streamed_chat_is_charged_to_the_nanocredit(sdk, paying):
    _, messages = says("[[usage-123-45]] [[cached-23]]")
    chunks = sdk.events(paying, "chat.completions", model=MODEL, messages=messages,
                        stream_options=WITH_USAGE)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == WORDS
    assert chunks[-1].usage.completion_tokens == 45 and not chunks[-1].choices
    # Settled before the last event: no waiting.
    [row] = paying.charges()
    assert row["amount"] == -published_price(MODEL, input=100, cached=23, output=45)


def test_the_packages_own_reader_of_streams_is_content(sdk, paying):
    _, messages = says("[[usage-50-10]]")
    completion = sdk.final(paying, "chat.completions", "get_final_completion", model=MODEL,
                           messages=messages)
    assert completion.choices[0].message.content == WORDS
    assert_charged_once(paying, published_price(MODEL, input=50, output=10))


def test_old_completions_are_charged_to_the_nanocredit(sdk, paying):
    completion, headers = sdk.whole(paying, "completions", model=MODEL, prompt="[[usage-40-8]]")
    assert completion.choices[0].text == WORDS
    assert_charged_once(paying, published_price(MODEL, input=40, output=8), headers)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tools_pass_through_untouched_both_ways(sdk, paying, upstream, streamed):
    tag, [question] = says("[[tool]] [[usage-80-20]]")
    call = {"id": "call_1", "type": "function",
            "function": {"name": "weather", "arguments": '{"place": "Paris"}'}}
    request = {"model": MODEL, "tools": TOOLS, "tool_choice": "required", "messages": [
        {"role": "user", "content": "What is it like?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": question["content"]}]}
    if streamed:
        chunks = sdk.events(paying, "chat.completions", **request)
        calls = [piece for chunk in chunks for choice in chunk.choices
                 for piece in choice.delta.tool_calls or []]
        assert (calls[0].id, calls[0].function.name) == ("call_upstream", "weather")
        arguments = "".join(call.function.arguments for call in calls)
    else:
        completion, _ = sdk.whole(paying, "chat.completions", **request)
        assert completion.choices[0].finish_reason == "tool_calls"
        [called] = completion.choices[0].message.tool_calls
        arguments = called.function.arguments
    assert json.loads(arguments) == {"words": WORDS}
    [received] = upstream.requests(tag)
    assert {name: received.json[name] for name in request} == request
    assert_charged_once(paying, published_price(MODEL, input=80, output=20))


def test_an_answer_in_a_schema_is_parsed(sdk, paying, upstream):
    tag, messages = says("[[usage-30-9]]")
    completion = sdk.call(paying, "chat.completions.parse", model=MODEL, messages=messages,
                          response_format=Words)
    assert completion.choices[0].message.parsed == Words(words=WORDS)
    assert upstream.requests(tag)[0].json["response_format"]["type"] == "json_schema"
    assert_charged_once(paying, published_price(MODEL, input=30, output=9))


def test_an_image_in_the_question_passes_through_and_is_charged_as_reported(
        sdk, paying, upstream):
    tag, [question] = says("[[usage-1105-7]]")
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 20_000
    content = [{"type": "text", "text": question["content"]},
               {"type": "image_url", "image_url": {"url": picture, "detail": "high"}}]
    sdk.whole(paying, "chat.completions", model=MODEL,
              messages=[{"role": "user", "content": content}])
    assert upstream.requests(tag)[0].json["messages"][0]["content"] == content
    assert_charged_once(paying, published_price(MODEL, input=1105, output=7))


def test_an_image_is_held_for_as_an_image_and_not_as_the_text_of_its_bytes(gateway):
    """230 KB of base 64 would be 100,000 tokens, as text: 0.018 credits."""
    organization = gateway.organization("0.004")
    content = [{"type": "text", "text": "[[usage-1105-7]]"}, {"type": "image_url", "image_url": {
        "url": "data:image/png;base64," + "iVBORw0KGgo" * 20_000}}]
    Blocking(openai.OpenAI, "/v1").whole(
        organization, "chat.completions", model=MODEL, max_tokens=100,
        messages=[{"role": "user", "content": content}])
    assert_charged_once(organization, published_price(MODEL, input=1105, output=7))


def test_what_a_model_thinks_is_output_and_counted_once(sdk, paying):
    _, messages = says("[[usage-100-900]] [[reasoning-800]]")
    _, headers = sdk.whole(paying, "chat.completions", model="gpt-5-mini", messages=messages,
                           reasoning_effort="high")
    assert_charged_once(paying, published_price("gpt-5-mini", input=100, output=900), headers)


@pytest.mark.parametrize("served, listed", [("default", MODEL), ("priority", f"{MODEL} priority")])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_the_tier_that_served_the_call_is_the_one_that_is_charged(
        paying, served, listed, streamed):
    sdk = Blocking(openai.OpenAI, "/v1")
    _, messages = says(f"[[usage-1000-100]] [[tier={served}]]")
    ask = sdk.events if streamed else sdk.whole
    ask(paying, "chat.completions", model=MODEL, messages=messages, service_tier="priority")
    assert_charged_once(paying, published_price(listed, input=1000, output=100))


def test_every_parameter_passes_through(sdk, paying, upstream):
    tag, messages = says("[[usage-10-5]]")
    request = {"messages": messages, "temperature": 0.5, "top_p": 0.25, "seed": 7, "user": "u",
               "stop": ["END"], "presence_penalty": -1, "logit_bias": {"50256": -100},
               "logprobs": True, "top_logprobs": 2, "max_completion_tokens": 64,
               "metadata": {"a": "b"}, "modalities": ["text"], "verbosity": "low"}
    sdk.whole(paying, "chat.completions", model=MODEL, extra_body={"unheard_of": {"a": [None]}},
              **request)
    assert upstream.requests(tag)[0].json == {
        "model": MODEL, "unheard_of": {"a": [None]}, **request}
    assert_charged_once(paying, published_price(MODEL, input=10, output=5))


def test_several_choices_are_held_for_and_charged_as_reported(sdk, paying, upstream):
    tag, messages = says("[[usage-20-300]]")
    sdk.whole(paying, "chat.completions", model=MODEL, messages=messages, n=3)
    assert upstream.requests(tag)[0].json["n"] == 3
    assert_charged_once(paying, published_price(MODEL, input=20, output=300))


def test_a_client_that_talks_to_many_models_at_once_pays_the_sum(paying):
    client = Asynchronous(openai.AsyncOpenAI, "/v1")

    async def ask_all():
        async with client.client(paying) as open_client:
            return await asyncio.gather(*(open_client.chat.completions.create(
                model=MODEL, messages=says(f"[[usage-{number}-{2 * number}]]")[1])
                for number in range(1, 41)))

    usages = [completion.usage for completion in asyncio.run(ask_all())]
    total = sum(published_price(MODEL, input=usage.prompt_tokens, output=usage.completion_tokens)
                for usage in usages)
    assert len(settled(paying)) == 40
    assert paying.balance == 10 - total
