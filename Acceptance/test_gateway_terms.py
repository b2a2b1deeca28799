# SPDX-License-Identifier: Apache-2.0
"""Whose spending a call of a model is, and what is told to whom cannot pay for it."""

from decimal import Decimal

import pytest

D = Decimal
CHAT = "/v1/chat/completions"
AGENT, APP = "agt_06eyak9n5pq2r4s6t8v0w2x4y6", "app_06eyak9n5pq2r4s6t8v0w2x4y6"


def chat(model="gpt-4o-mini", **more):
    return {"model": model, "messages": [{"role": "user", "content": "Hello."}], **more}


def test_a_call_is_the_spending_of_the_agent_and_the_app_that_it_names(gateway):
    paying = gateway.organization(10)
    answer = paying.api.post(CHAT, chat(), headers={"X-Agent-Id": AGENT, "X-App-Id": APP})
    assert answer.status == 200, answer
    charge = paying.explained(answer.headers["X-Florin-Charge"])
    assert (charge["agentId"], charge["appId"]) == (AGENT, APP)
    paying.api.post(CHAT, chat())
    assert len(paying.transactions(f"&agentId={AGENT}")) == 1
    assert len(paying.transactions(f"&appId={APP}")) == 1
    assert len(paying.charges()) == 2


@pytest.mark.parametrize("name", ["X-Agent-Id", "X-App-Id"])
@pytest.mark.parametrize("value", ["robot", "org_06eyak9n5pq2r4s6t8v0w2x4y6", ""])
def test_what_is_no_id_is_refused_by_the_headers_name(gateway, name, value):
    paying = gateway.organization(10)
    answer = paying.api.post(CHAT, chat(), headers={name: value})
    assert answer.status == 400, answer
    assert answer.json["error"]["param"] == name
    assert paying.charges() == []


def refused(answer):
    assert answer.status == 402, answer
    details = answer.json["error"]["details"]
    assert answer.json["requiredCredits"] == details["required"]
    assert details["shortfall"] == details["required"] - details["available"] > 0
    return details


def test_a_402_says_how_much_output_the_credits_would_buy(gateway):
    poor = gateway.organization(D("0.001"))
    details = refused(poor.api.post(CHAT, chat("gpt-4o")))
    affordable = details["affordable"]["outputTokens"]
    assert 10 < affordable < 200, "0.001 at some 0.000012 a token"
    paid = poor.api.post(CHAT, chat("gpt-4o", max_tokens=affordable))
    assert paid.status == 200, "the advice can be taken"


def test_a_402_names_models_whose_price_is_there_the_cheapest_first(gateway):
    poor = gateway.organization(D("0.004"))
    details = refused(poor.api.post(CHAT, chat("gpt-4o")))
    cheaper = details["cheaperModels"]
    assert 1 <= len(cheaper) <= 5
    prices = [each["price"] for each in cheaper]
    assert prices == sorted(prices) and prices[-1] <= details["available"]
    assert "gpt-4o" not in [each["model"] for each in cheaper]
    for each in cheaper:
        enough = gateway.organization(each["price"] or None)
        answer = enough.api.post(CHAT, chat(each["model"]))
        assert answer.status == 200, f"{each} can be called for its price: {answer}"


def test_a_402_of_embeddings_says_how_much_input_the_credits_would_buy(gateway):
    poor = gateway.organization(D("0.00001"))
    body = {"model": "text-embedding-3-large", "input": "word " * 2000}
    details = refused(poor.api.post("/v1/embeddings", body))
    assert 10 < details["affordable"]["inputTokens"] < 2000
    assert all(each["price"] <= details["available"] for each in details["cheaperModels"])


def test_without_credits_nothing_is_affordable_and_the_sandbox_is_no_substitute(gateway):
    details = refused(gateway.organization().api.post(CHAT, chat("gpt-4o")))
    assert details["affordable"] == {"outputTokens": 0}
    assert not any("echo" in each["model"] for each in details["cheaperModels"])
