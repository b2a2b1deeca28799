# SPDX-License-Identifier: Apache-2.0
"""However a metered call ends, it is settled exactly once and nothing stays held."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import openai
import pytest

from calls import CALLS, tagged
from harness import assert_charged_once, eventually, settled, volley

D = Decimal
CHAT, RESPONSES, MESSAGES = CALLS


def charge_of(organization, row):
    """The one charge of a call that ended early: counted here, and collected."""
    charge = organization.explained(row["charge_id"])
    assert charge["estimated"] and charge["uncollected"] == 0
    assert charge["amount"] == -row["amount"] > 0
    return charge


def assert_settled_once(organization, within=15):
    """One charge by what was counted here, and it stays one."""
    [row] = settled(organization, within)
    charge = charge_of(organization, row)
    # A second settlement would not be long in coming.
    end = time.monotonic() + 0.3
    eventually(lambda: time.monotonic() > end or len(organization.charges()) > 1)
    assert len(organization.charges()) == 1
    return charge


def words(answer):
    """How many words of the answer came."""
    return sum('"word' in line for line in answer.lines)


# Finished


def test_a_finished_call_is_charged_by_what_the_upstream_reports(paying, call, stream):
    more = {"stream_options": {"include_usage": True}} if stream and call is CHAT else {}
    answer = call.begin(paying, "[[usage-1000-200]] [[cached-600]]", stream=stream, **more).read()
    assert answer.status == 200 and answer.ended
    assert call.is_whole(answer) or not stream
    charge = assert_charged_once(paying, call.price(input=400, cached=600, output=200))
    assert D(answer.florin["x-florin-cost"]) == charge["amount"]
    assert answer.florin["x-florin-charge"] == charge["id"]
    assert D(answer.florin["x-florin-balance"]) == paying.balance


def test_usage_is_asked_for_upstream_and_hidden_from_a_client_that_did_not(paying, upstream):
    tag, text = tagged("[[usage-1000-200]]")
    answer = CHAT.begin(paying, text, stream=True).read()
    [received] = upstream.requests(tag)
    assert received.json["stream_options"]["include_usage"] is True
    assert all(chunk["choices"] and not chunk.get("usage") for chunk in answer.chunks)
    assert_charged_once(paying, CHAT.price(input=1000, output=200))


def test_the_customers_key_never_reaches_the_upstream(paying, upstream, call, stream):
    tag, text = tagged("")
    paying.api.post(call.path, call.body(text, stream=stream),
                    headers={"X-API-Key": paying.key, "Cookie": "session=secret"})
    [received] = upstream.requests(tag)
    assert received.headers["Authorization"] == f"Bearer {upstream.key}"
    sent = str(received.headers) + str(received.json)
    assert paying.key not in sent and "session=secret" not in sent


def test_embeddings_are_charged_by_what_the_upstream_reports(paying):
    answer = paying.api.post("/v1/embeddings", {
        "model": "text-embedding-3-small", "input": ["a [[usage-500-0]]", "b"]})
    assert answer.status == 200, answer
    assert_charged_once(paying, 500 * D("0.00000002") * D("1.2"), answer.headers)


def test_bytes_stream_through_as_they_come(paying, call):
    answer = call.begin(paying, "[[chunks-10]] [[slow-100]]", stream=True)
    times = [time.monotonic() for line in answer if '"word' in line and "delta" in line]
    assert times[9] - times[0] > 0.7, times


# The client hangs up


def test_a_client_that_hangs_up_before_the_first_byte_is_settled(paying, upstream, call, stream):
    tag, text = tagged("[[late-600]] [[usage-1000-200]]")
    with pytest.raises(TimeoutError):
        paying.api.post(call.path, call.body(text, stream=stream), timeout=0.2)
    [received] = upstream.requests(tag)
    eventually(lambda: received.ending != "running", what="the end of the call upstream")
    rows = settled(paying)
    assert len(rows) <= 1, "at most once, for what was produced"
    assert all(-row["amount"] <= call.price(input=1000, output=200) for row in rows)


def test_a_client_that_hangs_up_on_a_silent_upstream_is_let_go(paying, upstream, call, stream):
    tag, text = tagged("[[silent]]")
    with pytest.raises(TimeoutError):
        paying.api.post(call.path, call.body(text, stream=stream), timeout=0.2)
    assert settled(paying, within=10) == [], "nothing was produced, and nothing stays held"
    [received] = upstream.requests(tag)
    eventually(lambda: received.ending == "hang-up", what="the gateway's hang-up upstream")


def test_a_client_that_hangs_up_pays_for_what_ran(paying, upstream, call):
    tag, text = tagged("[[chunks-200]] [[slow-20]]")
    answer = call.begin(paying, text, stream=True)
    while words(answer) < 5:
        next(answer.reading)
    assert paying.pending > 0, "held while it runs"
    answer.hang_up()
    charge = assert_settled_once(paying)
    assert charge["amount"] < call.price(input=1000, output=200)
    [received] = upstream.requests(tag)
    eventually(lambda: received.ending == "hang-up", what="the gateway's hang-up upstream")


def test_a_client_that_hangs_up_on_a_stalled_upstream_is_settled(gateway, upstream):
    running = []
    for call in CALLS:
        organization = gateway.organization(10)
        tag, text = tagged("[[stall-after-2]]")
        answer = call.begin(organization, text, stream=True)
        while words(answer) < 2:
            next(answer.reading)
        assert organization.pending > 0
        answer.hang_up()
        running.append((organization, tag))
    for organization, tag in running:
        assert_settled_once(organization)
        [received] = upstream.requests(tag)
        eventually(lambda: received.ending == "hang-up", what="the gateway's hang-up upstream")


# The upstream fails


@pytest.mark.parametrize("marks", ["[[status-500]]", "[[status-503]]", "[[reset-after-0]]"])
def test_an_upstream_that_fails_before_the_first_byte_costs_nothing(paying, call, stream, marks):
    answer = call.begin(paying, marks, stream=stream).read()
    assert answer.status in (502, 503) and "provider_error" in str(answer.lines)
    assert answer.florin == {}
    assert settled(paying) == []


@pytest.mark.parametrize("status", [400, 404, 429])
def test_an_upstreams_refusal_costs_nothing(paying, call, stream, status):
    answer = call.begin(paying, f"[[status-{status}]]", stream=stream).read()
    assert answer.status == status and f"upstream says {status}" in str(answer.lines)
    assert answer.headers["Retry-After"] == ("7" if status == 429 else None)
    assert settled(paying) == []


def test_a_dead_upstream_costs_nothing(make_server):
    server = make_server(env={"FLORIN_UPSTREAM_URL": "http://127.0.0.1:9/v1",
                              "FLORIN_UPSTREAM_KEY": "sk-none"})
    organization = server.organization(10)
    for call in CALLS:
        for stream in (True, False):
            answer = call.begin(organization, "hi", stream=stream).read()
            assert answer.status in (502, 503)
            assert "provider_error" in str(answer.lines) or "unavailable" in str(answer.lines)
    assert settled(organization) == []


@pytest.mark.parametrize("fault", ["reset", "end", "garbage", "error"])
def test_an_upstream_that_fails_mid_stream_is_settled_once(paying, call, fault):
    answer = call.begin(paying, f"[[{fault}-after-3]]", stream=True).read()
    assert words(answer) == 3, "what came is passed on"
    assert not call.is_whole(answer) and "error" in str(answer.lines[-3:]), \
        "a broken answer does not look whole"
    charge = assert_settled_once(paying)
    assert charge["amount"] < call.price(input=1000, output=20)


def test_the_openai_client_sees_an_upstream_that_fails_mid_stream(paying):
    client = openai.OpenAI(base_url=paying.api.base_url + "/v1", api_key=paying.key, max_retries=0)
    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(**CHAT.body("[[reset-after-3]]", stream=True)))
    assert_settled_once(paying)


def test_many_endings_at_once_leave_nothing_held(gateway):
    organization = gateway.organization(10)
    endings = ["[[usage-10-5]]", "[[reset-after-1]]", "[[status-500]]", "[[no-usage]]",
               "[[length-plus-9]]", "[[page]]"]
    requests = [{"method": "POST", "path": call.path, "body": call.body(marks, stream=False)}
                for marks in endings * 5 for call in CALLS]
    answers = volley(organization.api, requests)
    good = [answer for answer in answers if answer.status == 200]
    assert len(settled(organization)) == len(good) == 2 * 5 * len(CALLS)


# The credits end


def test_a_stream_that_outgrows_the_credits_is_cut_and_never_overspends(gateway, call):
    granted = 8 * call.price(output=1000)
    organization = gateway.organization(granted)
    answer = call.begin(organization, "[[chunks-9000]] [[usage-10-9000]]", stream=True,
                        **({"max_tokens": 50_000} if call is MESSAGES else {})).read()
    assert answer.ended and 100 < words(answer) < 9000
    assert "insufficient_credits" in str(answer.lines[-12:])
    end = {CHAT: '"finish_reason":"length"', RESPONSES: '"max_output_tokens"',
           MESSAGES: '"stop_reason":"max_tokens"'}[call]
    assert end in str(answer.lines[-8:])
    [row] = settled(organization)
    charge = organization.explained(row["charge_id"])
    assert charge["estimated"] and charge["amount"] - charge["uncollected"] == -row["amount"]
    # Holds grow before tokens pass, so that nothing worth speaking of is given away.
    assert organization.balance >= 0 and charge["uncollected"] < granted / 20


def test_a_whole_answer_that_outgrows_the_credits_is_owed(gateway, call):
    """Its hold cannot grow on the way: what is there is taken, and the rest is on record."""
    granted = call.price(input=100, output=5000)
    organization = gateway.organization(granted)
    answer = call.begin(organization, "[[usage-10-9000]]", stream=False).read()
    assert answer.status == 200
    [row] = settled(organization)
    charge = organization.explained(row["charge_id"])
    assert charge["amount"] == call.price(input=10, output=9000)
    assert charge["uncollected"] == charge["amount"] - granted and organization.balance == 0


# The server ends


@pytest.fixture
def lone(make_server, upstream):
    """A server that a test may end."""
    return make_server(env={"FLORIN_UPSTREAM_URL": upstream.url,
                            "FLORIN_UPSTREAM_KEY": upstream.key})


class Running:
    """A call that runs on a server that is about to end."""

    def __init__(self, server, upstream, pool, call, stream, marks):
        self.organization = server.organization(10)
        self.call = call
        tag, text = tagged(marks)
        self.answer = pool.submit(
            lambda: call.begin(self.organization, text, stream=stream).read())
        eventually(lambda: upstream.requests(tag), what="the call upstream")
        [received] = upstream.requests(tag)
        if stream:
            eventually(lambda: received.produced >= 2, what="the first words")


def test_sigterm_lets_calls_end_settles_what_does_not_and_ends_well(lone, upstream):
    with ThreadPoolExecutor(12) as pool:
        ending = [Running(lone, upstream, pool, call, stream, marks)
                  for call in CALLS
                  for stream, marks in ((True, "[[chunks-20]] [[slow-100]] [[usage-10-5]]"),
                                        (False, "[[slow-2500]] [[usage-10-5]]"))]
        stalled = [Running(lone, upstream, pool, call, True, "[[stall-after-2]]")
                   for call in CALLS]
        silent = [Running(lone, upstream, pool, call, False, "[[silent]]") for call in CALLS]
        lone.process.send_signal(signal.SIGTERM)
        for each in ending:
            assert each.answer.result().status == 200 and each.answer.result().ended
        for each in stalled:
            assert "unavailable" in str(each.answer.result().lines)
        for each in silent:
            assert each.answer.result().status == 503
    lone.stop(within=30)
    lone.start()
    for each in ending:
        assert_charged_once(each.organization, each.call.price(input=10, output=5))
    for each in stalled:
        [row] = settled(each.organization)
        charge_of(each.organization, row)
    for each in silent:
        assert settled(each.organization) == []
    lone.verify()


def test_a_killed_server_frees_what_its_gateway_held_and_charges_nothing_twice(lone, upstream):
    with ThreadPoolExecutor(6) as pool:
        running = [Running(lone, upstream, pool, call, stream, marks)
                   for call in CALLS
                   for stream, marks in ((True, "[[stall-after-2]]"), (False, "[[silent]]"))]
        assert all(each.organization.pending > 0 for each in running)
        finished = lone.organization(10)
        CHAT.begin(finished, "[[usage-10-5]]", stream=True).read()
        lone.kill()
        lone.start()
        # The gateway's own holds are short and renewed while their call runs.
        for each in running:
            assert len(settled(each.organization, within=15)) <= 1
            each.call.begin(each.organization, "[[usage-10-5]]", stream=False).read()
            assert len(settled(each.organization)) <= 2
        assert_charged_once(finished, CHAT.price(input=10, output=5))
    told = lone.florin("doctor").stdout
    for each in running:
        assert each.organization.id in told, "a call that was cut off is listed"
    assert finished.id not in told
    lone.verify()
