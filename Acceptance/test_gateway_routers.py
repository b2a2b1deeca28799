# SPDX-License-Identifier: Apache-2.0
"""Models that pick another one for each call, such as OpenRouter's: only the answer tells a price."""

from decimal import Decimal

import pytest

from harness import EventStream, eventually

D = Decimal
MARKUP = D("1.2")
ROUTER = "openrouter/auto"
NAMED = "[[answers-as=anthropic/claude-haiku-5.5]]"
# OpenRouter's listed prices in USD per token: of that model, and of the dearest that it sells.
NAMED_INPUT, NAMED_OUTPUT = D("0.0000001"), D("0.0000005")
DEAREST_INPUT, DEAREST_OUTPUT = D("0.00015"), D("0.0006")

PATHS = {
    "/v1/chat/completions": lambda text: {"messages": [{"role": "user", "content": text}],
                                          "max_tokens": 500},
    "/v1/responses": lambda text: {"input": text, "max_output_tokens": 500},
    "/v1/messages": lambda text: {"messages": [{"role": "user", "content": text}],
                                  "max_tokens": 500},
}


def ask(organization, path, marks, *, stream):
    body = {"model": ROUTER, "stream": stream, **PATHS[path](f"Hello. {marks}")}
    if stream:
        events = EventStream(organization.api, path, body)
        assert events.status == 200, events
        events.read()
    else:
        assert organization.api.post(path, body).status == 200
    eventually(lambda: organization.charges(), what="the charge")
    (row,) = organization.charges()
    return organization.explained(row["charge_id"])


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", PATHS)
def test_the_charge_is_what_the_provider_says_that_it_takes(gateway, path, stream):
    charge = ask(gateway.organization(10), path, f"{NAMED} [[cost=0.0025]]", stream=stream)
    assert charge["amount"] == D("0.0025") * MARKUP
    assert (charge["model"], charge["estimated"]) == (ROUTER, False)
    assert charge["upstreamCost"] == D("0.0025")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", PATHS)
def test_without_a_stated_cost_it_is_the_price_of_the_model_that_the_answer_names(
        gateway, path, stream):
    charge = ask(gateway.organization(10), path, f"{NAMED} [[usage-1000-200]]", stream=stream)
    assert charge["amount"] == (1000 * NAMED_INPUT + 200 * NAMED_OUTPUT) * MARKUP
    assert (charge["model"], charge["estimated"]) == ("anthropic/claude-haiku-5.5", False)


@pytest.mark.parametrize("marks", ["", "[[answers-as=nobody/knows-me]]"])
def test_a_model_without_a_price_is_charged_as_the_dearest_that_may_be_meant(gateway, marks):
    charge = ask(gateway.organization(10), "/v1/chat/completions",
                 f"{marks} [[usage-1000-200]]", stream=False)
    assert charge["amount"] == (1000 * DEAREST_INPUT + 200 * DEAREST_OUTPUT) * MARKUP
    assert charge["estimated"] is True


def test_a_stream_that_breaks_off_is_charged_by_the_model_that_it_named(gateway):
    charge = ask(gateway.organization(10), "/v1/chat/completions",
                 f"{NAMED} [[chunks-20]] [[reset-after-10]]", stream=True)
    assert charge["model"] == "anthropic/claude-haiku-5.5"
    assert charge["estimated"] is True
    assert 0 < charge["amount"] < D("0.001")


def test_it_is_held_for_by_the_dearest_and_the_402_says_what_the_credits_would_buy(gateway):
    poor = gateway.organization(D("0.1"))
    body = {"model": ROUTER, "messages": [{"role": "user", "content": "Hello."}]}
    refused = poor.api.post("/v1/chat/completions", body)
    assert refused.status == 402, refused
    affordable = refused.json["error"]["details"]["affordable"]["outputTokens"]
    assert 10 < affordable < 200
    answer = poor.api.post("/v1/chat/completions", {**body, "max_tokens": affordable})
    assert answer.status == 200, answer
