# SPDX-License-Identifier: Apache-2.0
"""However a metered call ends, it is settled exactly once and nothing stays held."""

import signal
import time
import uuid
from decimal import Decimal

import openai
import pytest

from harness import EventStream, eventually, volley

D = Decimal
MODEL = "gpt-4o-mini"
# Published prices of gpt-4o-mini in USD per token, with the default markup of 20 %.
INPUT, OUTPUT = D("0.00000015") * D("1.2"), D("0.0000006") * D("1.2")


@pytest.fixture
def paying(gateway):
    return gateway.organization(10)


def body(marks, stream=True, **more):
    """A chat whose last message carries these marks and a word by which it is found again."""
    tag = uuid.uuid4().hex
    request = {"model": MODEL, "stream": stream,
               "messages": [{"role": "user", "content": f"{tag} {marks}"}], **more}
    return tag, request


def stream(organization, marks, **more):
    tag, request = body(marks, **more)
    return tag, EventStream(organization.api, "/v1/chat/completions", request)


def settled(organization, within=15):
    """Waits until nothing is held and returns the rows of spending: the settlement."""
    eventually(lambda: organization.pending == 0, within=within, what="the end of the hold")
    rows = organization.charges()
    spent = sum(D(row["amount"]) for row in rows)
    assert organization.balance == 10 + spent, "what is gone is what the rows say"
    holds = organization.api.get("/api/v1/holds?status=open").ok()["holds"]
    assert holds == []
    return rows


def assert_settled_once(organization, estimated, within=15):
    """One charge, no more, that says where its quantities come from."""
    [row] = settled(organization, within)
    charge = organization.explained(row["charge_id"])
    assert charge["amount"] == -row["amount"] > 0
    assert bool(charge.get("estimated")) is estimated, charge
    time.sleep(0.3)
    assert len(organization.charges()) == 1, "and it stays one"
    return charge


# Good endings


def test_a_streamed_call_is_charged_by_what_the_upstream_reports(paying, upstream):
    tag, events = stream(paying, "[[usage-1000-200]]")
    events.read()
    assert events.ended and events.is_done
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in events.chunks)
    assert text == "word0 word1 word2 word3 word4 "
    charge = assert_settled_once(paying, estimated=False)
    assert charge["amount"] == 1000 * INPUT + 200 * OUTPUT
    assert D(events.florin["x-florin-cost"]) == charge["amount"]
    [received] = upstream.requests(tag)
    assert received.json["stream_options"]["include_usage"] is True, "asked for upstream"
    assert all(chunk["choices"] and not chunk.get("usage") for chunk in events.chunks), "hidden"


def test_the_customers_key_never_reaches_the_upstream(paying, upstream):
    for streaming in (True, False):
        tag, request = body("", streaming)
        paying.api.post("/v1/chat/completions", request, headers={"X-API-Key": paying.key,
                                                                  "Cookie": "session=secret"})
        [received] = upstream.requests(tag)
        assert received.headers["Authorization"] == f"Bearer {upstream.key}"
        sent = str(received.headers) + str(received.json)
        assert paying.key not in sent and "session=secret" not in sent


def test_parameters_pass_through_untouched(paying, upstream):
    tag, request = body("", False, temperature=D("0.2"), tools=[{"type": "function", "function": {
        "name": "f", "parameters": {"type": "object"}}}], seed=7, unheard_of={"a": [1]})
    answer = paying.api.post("/v1/chat/completions", request)
    assert answer.status == 200, answer
    [received] = upstream.requests(tag)
    for name in ("model", "messages", "tools", "seed", "unheard_of"):
        assert received.json[name] == request[name]
    assert received.json["temperature"] == 0.2


def test_a_whole_answer_is_charged_by_what_the_upstream_reports(paying):
    _, request = body("[[usage-123-45]]", False)
    answer = paying.api.post("/v1/chat/completions", request)
    assert answer.status == 200, answer
    assert answer.json["usage"]["completion_tokens"] == 45
    charge = assert_settled_once(paying, estimated=False)
    assert charge["amount"] == 123 * INPUT + 45 * OUTPUT
    assert D(answer.headers["X-Florin-Cost"]) == charge["amount"]
    assert answer.headers["X-Florin-Charge"] == charge["id"]


def test_cached_input_is_cheaper_and_counted_once(paying):
    _, request = body("[[usage-1000-10]] [[cached-600]]", False)
    paying.api.post("/v1/chat/completions", request)
    charge = assert_settled_once(paying, estimated=False)
    quantities = {line["meter"]: line["quantity"] for line in charge["lines"]}
    assert sum(quantities.values()) == 1010
    assert (quantities["input_tokens"], quantities["output_tokens"]) == (400, 10)
    assert charge["amount"] == 400 * INPUT + 600 * INPUT / 2 + 10 * OUTPUT


def test_embeddings_are_charged_by_what_the_upstream_reports(paying):
    answer = paying.api.post("/v1/embeddings", {
        "model": "text-embedding-3-small", "input": ["a [[usage-500-0]]", "b"]})
    assert answer.status == 200, answer
    charge = assert_settled_once(paying, estimated=False)
    assert charge["amount"] == 500 * D("0.00000002") * D("1.2")


def test_usage_that_the_upstream_does_not_report_is_estimated_and_says_so(paying):
    for streaming in (True, False):
        organization = paying.server.organization(10)
        _, request = body("[[no-usage]] [[chunks-40]]", streaming)
        if streaming:
            EventStream(organization.api, "/v1/chat/completions", request).read()
        else:
            assert organization.api.post("/v1/chat/completions", request).status == 200
        charge = assert_settled_once(organization, estimated=True)
        output = {line["meter"]: line["quantity"] for line in charge["lines"]}["output_tokens"]
        assert 40 <= output <= 200, "forty words of two tokens or so"


def test_bytes_stream_through_as_they_come(paying):
    _, events = stream(paying, "[[chunks-10]] [[slow-100]]")
    began, times = time.monotonic(), []
    for line in events:
        if '"word' in line:
            times.append(time.monotonic() - began)
    assert len(times) == 10
    assert times[0] < 0.6 and times[-1] - times[0] > 0.7, times


# Bad endings


def test_a_client_that_hangs_up_pays_for_what_ran_and_nothing_stays_held(paying, upstream):
    tag, events = stream(paying, "[[chunks-200]] [[slow-20]]")
    lines = iter(events)
    for _ in range(5):
        next(lines)
    assert paying.pending > 0, "held while it runs"
    events.hang_up()
    charge = assert_settled_once(paying, estimated=True)
    assert charge["amount"] < D("0.01")
    [received] = upstream.requests(tag)
    eventually(lambda: received.ending != "running", what="the end of the call upstream")


def test_a_client_that_hangs_up_on_a_whole_answer_is_settled(paying):
    _, request = body("[[slow-500]]", False)
    with pytest.raises(TimeoutError):
        paying.api.post("/v1/chat/completions", request, timeout=0.2)
    assert len(settled(paying)) <= 1


@pytest.mark.parametrize("fault", ["reset", "end", "garbage", "error"])
def test_an_upstream_that_fails_mid_stream_is_settled_once(paying, fault):
    _, events = stream(paying, f"[[{fault}-after-3]]")
    events.read()
    assert len([line for line in events.lines if '"word' in line]) == 3, "what came is passed on"
    if fault != "garbage":
        assert not (events.ended and events.is_done and "error" not in str(events.lines)), \
            "a broken answer must not look whole"
    charge = assert_settled_once(paying, estimated=True)
    assert charge["amount"] < D("0.001")


def test_the_openai_client_sees_an_upstream_that_fails_mid_stream(paying):
    client = openai.OpenAI(base_url=paying.api.base_url + "/v1", api_key=paying.key, max_retries=0)
    _, request = body("[[reset-after-3]]")
    # An error event raises APIError; a broken connection raises the transport's own error.
    with pytest.raises(Exception):  # noqa: B017
        list(client.chat.completions.create(**request))
    assert_settled_once(paying, estimated=True)


@pytest.mark.parametrize("marks, streaming", [
    ("[[status-500]]", True), ("[[status-500]]", False), ("[[status-503]]", True),
    ("[[status-503]]", False), ("[[reset-after-0]]", False)])
def test_an_upstream_that_fails_before_the_first_byte_costs_nothing(paying, marks, streaming):
    _, request = body(marks, streaming)
    answer = paying.api.post("/v1/chat/completions", request)
    assert answer.status in (502, 503), answer
    assert answer.json["error"]["code"] in ("provider_error", "unavailable")
    assert "X-Florin-Charge" not in answer.headers
    assert settled(paying) == []


@pytest.mark.parametrize("status", [400, 404, 429])
def test_an_upstreams_refusal_costs_nothing(paying, status):
    _, request = body(f"[[status-{status}]]", False)
    answer = paying.api.post("/v1/chat/completions", request)
    assert 400 <= answer.status < 600 and answer.json["error"]["message"], answer
    if status == 429:
        assert answer.status in (429, 502, 503) and answer.headers["Retry-After"], answer
    assert settled(paying) == []


def test_a_dead_upstream_costs_nothing(make_server):
    server = make_server(env={"FLORIN_UPSTREAM_URL": "http://127.0.0.1:9/v1",
                              "FLORIN_UPSTREAM_KEY": "sk-none"})
    organization = server.organization(10)
    for streaming in (True, False):
        _, request = body("", streaming)
        answer = organization.api.post("/v1/chat/completions", request)
        assert answer.status in (502, 503), answer
        assert answer.json["error"]["code"] in ("provider_error", "unavailable")
    assert settled(organization) == []


def test_a_client_that_hangs_up_on_a_stalled_upstream_is_settled(paying, upstream):
    tag, events = stream(paying, "[[stall-after-2]]")
    lines = iter(events)
    next(lines)
    assert paying.pending > 0
    events.hang_up()
    assert_settled_once(paying, estimated=True)
    [received] = upstream.requests(tag)
    eventually(lambda: received.ending == "hang-up", what="the gateway's hang-up upstream")


def test_many_endings_at_once_leave_nothing_held(gateway):
    organization = gateway.organization(10)
    endings = ["[[usage-10-5]]", "[[reset-after-1]]", "[[status-500]]", "[[no-usage]]",
               "[[end-after-2]]"]
    requests = [{"method": "POST", "path": "/v1/chat/completions", "body": body(marks, False)[1]}
                for marks in endings * 10]
    answers = volley(organization.api, requests)
    good = [answer for answer in answers if answer.status == 200]
    assert len(settled(organization)) == len(good) >= 20


def test_a_stream_that_outgrows_the_credits_is_cut_and_never_overspends(gateway):
    """500 credits' worth of words do not fit in a hundredth of a credit."""
    organization = gateway.organization("0.01")
    _, request = body("[[chunks-30000]] [[usage-10-30000]]")
    events = EventStream(organization.api, "/v1/chat/completions", request)
    if events.status == 402:
        assert organization.balance == D("0.01")
        return
    events.read()
    assert not events.is_done or "insufficient_credits" in str(events.lines)
    eventually(lambda: organization.pending == 0, what="the end of the hold")
    [row] = organization.charges()
    charge = organization.explained(row["charge_id"])
    assert 0 <= organization.balance == D("0.01") + row["amount"]
    assert charge["amount"] - charge["uncollected"] == -row["amount"]
    # Holds grow before tokens pass, so that what cannot be collected stays small.
    assert charge["uncollected"] < D("0.005")


@pytest.mark.parametrize("marks", ["[[chunks-20]] [[slow-100]]", "[[stall-after-2]]"])
def test_sigterm_lets_streams_settle_and_ends_well(make_server, upstream, marks):
    server = make_server(env={"FLORIN_UPSTREAM_URL": upstream.url,
                              "FLORIN_UPSTREAM_KEY": upstream.key})
    organization = server.organization(10)
    _, events = stream(organization, marks)
    next(iter(events))
    server.process.send_signal(signal.SIGTERM)
    events.read()
    if "stall" not in marks:
        assert events.is_done, "a request in flight is answered"
    server.stop(within=35)
    server.start()
    [row] = settled(organization)
    assert row["amount"] < 0
    server.verify()


def test_a_killed_server_frees_what_its_gateway_held(make_server, upstream):
    server = make_server(env={"FLORIN_UPSTREAM_URL": upstream.url,
                              "FLORIN_UPSTREAM_KEY": upstream.key})
    organization = server.organization(10)
    _, events = stream(organization, "[[stall-after-2]]")
    next(iter(events))
    assert organization.pending > 0
    server.kill()
    server.start()
    # The gateway's own holds are short and renewed while their call runs.
    assert len(settled(organization, within=15)) <= 1
    server.verify()
