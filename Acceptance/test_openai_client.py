# SPDX-License-Identifier: Apache-2.0
"""The real `openai` package against the built-in models, and the exact charge of each call."""

from decimal import Decimal

import openai
import pytest

from harness import EventStream, eventually, rounded

D = Decimal
CHAT = "florin/echo"
EMBEDDING = "florin/echo-embedding"
MESSAGES = [{"role": "system", "content": "You repeat."},
            {"role": "user", "content": "Nine decimals are enough for a token."}]


@pytest.fixture
def paying(organization):
    organization.grant(10)
    return organization


def client_for(organization, key=None):
    return openai.OpenAI(base_url=organization.api.base_url + "/v1", max_retries=0, timeout=30,
                         api_key=key or organization.key)


def price(organization, model, usage):
    """What this usage must cost: the rates of a quote, 20 % on top, rounded once, half-up."""
    used = {meter: quantity for meter, quantity in usage.items() if quantity}
    quote = organization.api.post("/api/v1/quotes", {"model": model, "usage": used}).ok()
    upstream = sum(line["quantity"] * D(line["rate"]) for line in quote["lines"])
    assert D(quote["total"]) == rounded(upstream * D("1.2")) > 0
    return D(quote["total"])


def chat_price(organization, usage):
    return price(organization, CHAT, {
        "input_tokens": usage.prompt_tokens, "output_tokens": usage.completion_tokens})


def assert_charged(organization, cost, florin, model=CHAT):
    """One charge of exactly this cost, in headers, balance, journal and explanation."""
    assert D(florin["x-florin-cost"]) == cost
    assert D(florin["x-florin-balance"]) == 10 - cost
    assert organization.balance == 10 - cost
    assert organization.pending == 0
    [row] = organization.charges()
    assert (row["amount"], row["balance_after"]) == (-cost, 10 - cost)
    assert row["charge_id"] == florin["x-florin-charge"]
    charge = organization.explained(row["charge_id"])
    assert (charge["amount"], charge["model"], charge["uncollected"]) == (cost, model, 0)
    lines = charge["lines"]
    assert all(D(line["cost"]) == line["quantity"] * D(line["rate"]) for line in lines)
    assert rounded(sum(D(line["cost"]) for line in lines) * D("1.2")) == cost
    assert not charge.get("estimated"), "usage was reported"
    return charge


def florin_headers(response):
    return {name.lower(): value for name, value in response.headers.items()
            if name.lower().startswith("x-florin-")}


def test_the_models_are_listed(paying):
    models = [model.id for model in client_for(paying).models.list()]
    assert CHAT in models and EMBEDDING in models
    assert paying.balance == 10, "looking costs nothing"


def test_a_chat_completion_is_charged_to_the_nanocredit(paying):
    raw = client_for(paying).chat.completions.with_raw_response.create(
        model=CHAT, messages=MESSAGES)
    completion = raw.parse()
    assert "Nine decimals are enough for a token." in completion.choices[0].message.content
    assert completion.choices[0].finish_reason == "stop"
    usage = completion.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    charge = assert_charged(paying, chat_price(paying, usage), florin_headers(raw))
    quantities = {line["meter"]: line["quantity"] for line in charge["lines"]}
    assert quantities == {"input_tokens": usage.prompt_tokens,
                          "output_tokens": usage.completion_tokens}


def test_a_streamed_chat_completion_is_charged_to_the_nanocredit(paying):
    stream = client_for(paying).chat.completions.create(
        model=CHAT, messages=MESSAGES, stream=True, stream_options={"include_usage": True})
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert "Nine decimals are enough for a token." in text
    assert sum(bool(chunk.choices and chunk.choices[0].delta.content) for chunk in chunks) > 1
    [usage] = [chunk.usage for chunk in chunks if chunk.usage]
    assert chunks[-1].usage and not chunks[-1].choices
    cost = chat_price(paying, usage)
    # Settled before the last byte: no waiting.
    [row] = paying.charges()
    assert row["amount"] == -cost
    assert (paying.balance, paying.pending) == (10 - cost, 0)


def test_a_stream_ends_with_its_charge_as_trailers_or_a_comment(paying):
    stream = EventStream(paying.api, "/v1/chat/completions", {
        "model": CHAT, "messages": MESSAGES, "stream": True,
        "stream_options": {"include_usage": True}}).read()
    assert stream.status == 200 and stream.ended and stream.is_done
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert stream.headers["X-Request-Id"]
    [usage] = [chunk["usage"] for chunk in stream.chunks if chunk.get("usage")]
    cost = price(paying, CHAT, {"input_tokens": usage["prompt_tokens"],
                                "output_tokens": usage["completion_tokens"]})
    assert_charged(paying, cost, stream.florin)


def test_usage_is_hidden_from_a_client_that_did_not_ask_for_it(paying):
    stream = EventStream(paying.api, "/v1/chat/completions", {
        "model": CHAT, "messages": MESSAGES, "stream": True}).read()
    assert stream.ended and stream.is_done
    assert all(chunk["choices"] and not chunk.get("usage") for chunk in stream.chunks)
    charge = paying.explained(stream.florin["x-florin-charge"])
    usage = {line["meter"]: line["quantity"] for line in charge["lines"]}
    assert_charged(paying, price(paying, CHAT, usage), stream.florin)


def test_embeddings_are_charged_to_the_nanocredit(paying):
    raw = client_for(paying).embeddings.with_raw_response.create(
        model=EMBEDDING, input=["one text", "and another"], encoding_format="float")
    answer = raw.parse()
    assert [each.index for each in answer.data] == [0, 1]
    assert len(answer.data[0].embedding) == len(answer.data[1].embedding) > 0
    cost = price(paying, EMBEDDING, {"input_tokens": answer.usage.prompt_tokens})
    assert_charged(paying, cost, florin_headers(raw), EMBEDDING)


def test_embeddings_come_in_base64_as_the_client_asks_by_default(paying):
    answer = client_for(paying).embeddings.create(model=EMBEDDING, input="one text")
    assert len(answer.data[0].embedding) > 0
    assert all(isinstance(number, float) for number in answer.data[0].embedding)


def test_the_same_routes_stand_under_api_v1(paying):
    client = openai.OpenAI(base_url=paying.api.base_url + "/api/v1", api_key=paying.key,
                           max_retries=0)
    assert client.chat.completions.create(model=CHAT, messages=MESSAGES).usage.total_tokens > 0
    assert CHAT in [model.id for model in client.models.list()]
    assert len(paying.charges()) == 1


def test_many_calls_add_up_exactly(paying):
    client, total = client_for(paying), D(0)
    for number in range(8):
        usage = client.chat.completions.create(
            model=CHAT, messages=[{"role": "user", "content": "word " * (number + 1)}]).usage
        total += chat_price(paying, usage)
    assert paying.balance == 10 - total
    assert paying.summary["usage"]["today"] == total


@pytest.mark.parametrize("stream", [False, True])
def test_without_credits_the_client_is_told_what_is_required(organization, stream):
    with pytest.raises(openai.APIStatusError) as caught:
        client_for(organization).chat.completions.create(
            model=CHAT, messages=MESSAGES, stream=stream)
    assert caught.value.status_code == 402
    assert caught.value.code == "insufficient_credits"
    answer = organization.api.post("/v1/chat/completions", {"model": CHAT, "messages": MESSAGES})
    assert answer.status == 402
    assert D(answer.json["requiredCredits"]) > 0
    error = answer.json["error"]
    assert error["code"] == "insufficient_credits" and error["message"] and error["type"]
    assert D(error["details"]["shortfall"]) == D(error["details"]["required"]) > 0
    assert organization.transactions() == []
    assert organization.pending == 0


def test_a_wrong_key_is_an_authentication_error(paying):
    with pytest.raises(openai.AuthenticationError) as caught:
        client_for(paying, "flr_wrong").chat.completions.create(model=CHAT, messages=MESSAGES)
    assert caught.value.code == "authentication_required"


def test_a_model_without_a_price_is_not_found(paying):
    with pytest.raises(openai.NotFoundError) as caught:
        client_for(paying).chat.completions.create(model="no/such-model", messages=MESSAGES)
    assert caught.value.code == "price_not_found"
    assert paying.balance == 10


@pytest.mark.parametrize("body", [
    {}, {"model": CHAT}, {"model": CHAT, "messages": []}, {"model": CHAT, "messages": "hi"},
    {"model": 7, "messages": MESSAGES}, {"model": CHAT, "messages": [{"role": "user"}]},
    {"model": CHAT, "messages": [7]}, {"model": CHAT, "messages": MESSAGES, "stream": "yes"},
    {"model": CHAT, "messages": MESSAGES, "max_tokens": -1}, []])
def test_a_wrong_request_is_a_bad_request_and_costs_nothing(paying, body):
    answer = paying.api.post("/v1/chat/completions", body)
    assert answer.status == 400, answer
    assert answer.json["error"]["message"] and answer.json["error"]["code"] == "validation_error"
    # What the model refused was held for, and is given back beside the answer.
    eventually(lambda: paying.balance == 10 and paying.pending == 0, what="the credits again")


def test_max_tokens_ends_the_answer_and_the_charge(paying):
    completion = client_for(paying).chat.completions.create(
        model=CHAT, messages=[{"role": "user", "content": "word " * 50}], max_tokens=3)
    assert completion.usage.completion_tokens <= 3
    assert completion.choices[0].finish_reason == "length"
    assert paying.balance == 10 - chat_price(paying, completion.usage)
