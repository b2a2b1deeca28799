# SPDX-License-Identifier: Apache-2.0
"""Hundreds of calls at once on one organization: never overspent, nothing left over, and every
token that was produced is in the books."""

import threading
from contextlib import contextmanager
from decimal import Decimal

import pytest

from calls import CALLS
from harness import settled, volley

D = Decimal
OUTPUT = 100


def exact(call, gateway, *, stream):
    """A body whose call costs just what is held for it, and that cost: the upstream is told to
    report the input that the hold allows for."""
    def limited(tokens):
        limit = "max_output_tokens" if call.name == "responses" else "max_tokens"
        text = f"[[usage-{tokens:06}-{OUTPUT}]] [[slow-2]]"
        return call.body(text, stream=stream, **{limit: OUTPUT})
    refusal = gateway.organization().api.post(call.path, limited(0))
    held = D(refusal.json["requiredCredits"])
    tokens = (held - call.price(output=OUTPUT)) / call.price(input=1)
    assert refusal.status == 402 and tokens == int(tokens)
    return limited(int(tokens)), held


@contextmanager
def watched(organization):
    """Looks at the balance all the while; yields the balances that were seen."""
    seen, is_over = [], threading.Event()

    def look():
        while not is_over.is_set():
            seen.append(organization.balance)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        is_over.set()
        watcher.join()


def post(call, body):
    return {"method": "POST", "path": call.path, "body": body}


def test_of_500_streams_at_once_those_that_are_covered_run_and_no_other(gateway):
    [chat, *_] = CALLS
    covered = 120
    body, cost = exact(chat, gateway, stream=True)
    organization = gateway.organization(covered * cost)
    with watched(organization) as balances:
        answers = volley(organization.api, [post(chat, body)] * 500)
    statuses = [answer.status for answer in answers]
    assert (statuses.count(200), statuses.count(402)) == (covered, 500 - covered)
    assert all(b"data: [DONE]" in answer.body for answer in answers if answer.status == 200)
    assert min(balances) >= 0
    rows = settled(organization)
    assert [row["amount"] for row in rows] == [-cost] * covered and organization.balance == 0


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_of_40_calls_at_once_the_10_that_are_covered_are_answered_and_no_other(
        gateway, call, stream):
    body, cost = exact(call, gateway, stream=stream)
    organization = gateway.organization(10 * cost)
    answers = volley(organization.api, [post(call, body)] * 40)
    statuses = [answer.status for answer in answers]
    assert (statuses.count(200), statuses.count(402)) == (10, 30)
    rows = settled(organization)
    assert [row["amount"] for row in rows] == [-cost] * 10 and organization.balance == 0


def test_streams_that_outgrow_the_credits_together_pay_for_every_token_that_came(gateway):
    """Sixty answers of 999 words; the credits are for half of them."""
    [chat, *_] = CALLS
    organization = gateway.organization("0.06")
    body = chat.body("[[chunks-999]] [[no-usage]]", stream=True)
    with watched(organization) as balances:
        answers = volley(organization.api, [post(chat, body)] * 60)
    assert min(balances) >= 0
    begun = [answer for answer in answers if answer.status == 200]
    assert {answer.status for answer in answers} <= {200, 402}
    assert any(b'"finish_reason":"length"' in answer.body for answer in begun), "some are cut"
    charges = {row["charge_id"]: organization.explained(row["charge_id"])
               for row in settled(organization)}
    assert len(charges) == len(begun)
    for answer in begun:
        # A word, its number and the space behind them.
        came = 3 * answer.body.count(b'"content": "word')
        charge = charges[charge_of(answer)]
        [counted] = [line["quantity"] for line in charge["lines"]
                     if line["meter"] == "output_tokens"]
        # What was on its way when credits ended was produced, too: one piece of 4 KB.
        assert came <= counted <= came + 100
    paid = sum(charge["amount"] - charge["uncollected"] for charge in charges.values())
    assert organization.balance == D("0.06") - paid >= 0


def charge_of(answer):
    """The charge that the last comment of a stream names."""
    return answer.body.rpartition(b"X-Florin-Charge=")[2].split(b" ")[0].decode()
