# SPDX-License-Identifier: Apache-2.0
"""A provider whose answers are not what they should be: what is passed on, what is charged."""

from decimal import Decimal
from pathlib import Path

import pytest

from calls import CALLS, tagged
from harness import assert_charged_once, eventually, settled, volley

D = Decimal
WORDS = "word0 word1 word2 word3 word4 "


def assert_estimated(organization, call):
    """One charge of the tokens that were counted on the way."""
    [row] = settled(organization)
    charge = organization.explained(row["charge_id"])
    assert charge["estimated"] and charge["uncollected"] == 0
    quantities = {line["meter"]: line["quantity"] for line in charge["lines"]}
    assert set(quantities) == {"input_tokens", "output_tokens"}, quantities
    # A short question, and five words of some two tokens.
    assert 3 <= quantities["input_tokens"] <= 60 and 5 <= quantities["output_tokens"] <= 20
    assert charge["amount"] == call.price(
        input=quantities["input_tokens"], output=quantities["output_tokens"])


# How it travels


@pytest.mark.parametrize("oddity", [
    "[[pieces-1]]", "[[pieces-7]] [[extensions]]", "[[without-length]]", "[[type=text/plain]]"])
def test_how_an_answer_travels_does_not_change_what_it_costs(paying, call, stream, oddity):
    # Without being asked, OpenAI's chat reports no usage in streams.
    more = {"stream_options": {"include_usage": True}} if stream and call.name == "chat" else {}
    answer = call.begin(paying, f"{oddity} [[usage-1000-200]]", stream=stream, **more).read()
    assert answer.status == 200 and answer.ended
    assert "word0" in str(answer.lines) and "word4" in str(answer.lines)
    assert_charged_once(paying, call.price(input=1000, output=200))


def test_an_answer_that_is_shorter_than_it_says_is_none_and_costs_nothing(paying, call):
    answer = call.begin(paying, "[[length-plus-100]]", stream=False).read()
    assert answer.status == 502 and "provider_error" in str(answer.lines)
    assert settled(paying) == []


def test_a_page_of_a_proxy_is_no_answer_and_costs_nothing(paying, call, stream):
    answer = call.begin(paying, "[[page]]", stream=stream).read()
    assert answer.status == 502 and "provider_error" in str(answer.lines)
    assert "doctype" not in str(answer.lines)
    assert settled(paying) == []


def test_an_error_under_the_status_of_a_success_costs_nothing(paying, call, stream):
    answer = call.begin(paying, "[[error-after-0]] [[no-usage]]", stream=stream).read()
    assert answer.status == 200 and "the model fell over" in str(answer.lines)
    rows = settled(paying)
    # A message that has begun has been read, and has said so.
    assert len(rows) == (1 if stream and call.name == "messages" else 0)


def test_one_piece_where_a_stream_was_asked_is_passed_on_and_charged(paying, call):
    answer = call.begin(paying, "[[other-form]] [[usage-1000-200]]", stream=True).read()
    assert answer.headers["Content-Type"] == "application/json"
    assert_charged_once(paying, call.price(input=1000, output=200), answer.headers)


@pytest.mark.parametrize("call", CALLS[1:], ids=str)
def test_a_stream_where_one_piece_was_asked_is_charged_by_its_usage_not_its_length(paying, call):
    answer = call.begin(paying, "[[other-form]] [[usage-1000-200]]", stream=False).read()
    assert answer.headers["Content-Type"] == "text/event-stream" and call.is_whole(answer)
    assert_charged_once(paying, call.price(input=1000, output=200), answer.headers)


def test_a_stream_without_usage_where_one_piece_was_asked_is_estimated(paying):
    [chat, *_] = CALLS
    chat.begin(paying, "[[other-form]] [[no-usage]]", stream=False).read()
    assert_estimated(paying, chat)


# What it reports


@pytest.mark.parametrize("report", ["null", "empty", "zero", "negative", "text", "fraction",
                                    "huge"])
def test_usage_that_cannot_be_is_not_charged_by(gateway, stream, report):
    for call in CALLS:
        organization = gateway.organization(10)
        call.begin(organization, f"[[report={report}]]", stream=stream).read()
        assert_estimated(organization, call)


@pytest.mark.parametrize("call", CALLS[:2], ids=str)
def test_parts_that_are_more_than_their_whole_are_not_charged_by_and_told(
        gateway, paying, call, stream):
    def refused():
        return gateway.metric("florin_gateway_reports_refused_total", reason="contradictory")
    before = refused()
    answer = call.begin(paying, "[[report=contradictory]]", stream=stream).read()
    assert_estimated(paying, call)
    assert refused() == before + 1
    warnings = [line for line in gateway.log.read_text().splitlines()
                if answer.headers["X-Request-Id"] in line and "contradictory" in line]
    assert len(warnings) == 1 and "warning" in warnings[0]


def test_usage_that_is_missing_is_estimated(paying, call, stream):
    call.begin(paying, "[[no-usage]]", stream=stream).read()
    assert_estimated(paying, call)


@pytest.mark.parametrize("report", ["twice", "growing"])
@pytest.mark.parametrize("shown", [False, True], ids=["hidden", "shown"])
def test_of_several_reports_the_last_one_counts_alone(paying, report, shown):
    [chat, *_] = CALLS
    more = {"stream_options": {"include_usage": True}} if shown else {}
    answer = chat.begin(
        paying, f"[[report={report}]] [[usage-1000-200]]", stream=True, **more).read()
    text = "".join(choice["delta"].get("content") or ""
                   for chunk in answer.chunks for choice in chunk["choices"])
    assert text == WORDS
    assert any(chunk.get("usage") for chunk in answer.chunks) is shown
    assert_charged_once(paying, chat.price(input=1000, output=200))


# In numbers


@pytest.mark.parametrize("status", [429, 500])
def test_a_storm_of_errors_charges_nothing_and_leaves_nothing_held(paying, call, status):
    requests = [{"method": "POST", "path": call.path,
                 "body": call.body(f"[[status-{status}]]", stream=number % 2 == 0)}
                for number in range(60)]
    answers = volley(paying.api, requests)
    assert {answer.status for answer in answers} == {429 if status == 429 else 502}
    assert settled(paying) == []
    call.begin(paying, "[[usage-10-5]]", stream=True).read()
    assert_charged_once(paying, call.price(input=10, output=5))


def memory(server, name="VmRSS"):
    """Bytes of the server's process."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if name in line)


@pytest.fixture
def lone(make_server, upstream):
    """A server whose memory is this test's alone, warm, and a paying organization there."""
    server = make_server(env={"FLORIN_UPSTREAM_URL": upstream.url,
                              "FLORIN_UPSTREAM_KEY": upstream.key})
    CALLS[0].begin(server.organization(10), "", stream=True).read()
    return server.organization(10)


def test_a_stream_of_a_hundred_megabytes_passes_through_in_flat_memory(lone):
    before = memory(lone.server)
    # Starting took more than that: from now on the peak is this call's.
    Path(f"/proc/{lone.server.process.pid}/clear_refs").write_text("5")
    answer = CALLS[0].begin(lone, "[[megabytes-100]] [[usage-10-5]]", stream=True)
    size, tail = answer.drain()
    assert answer.ended and size > 100 << 20 and b"[DONE]" in tail
    assert memory(lone.server, "VmHWM") - before < 40 << 20
    assert_charged_once(lone, CALLS[0].price(input=10, output=5))


def test_a_client_that_does_not_read_makes_the_upstream_wait(lone, upstream):
    before = memory(lone.server)
    tag, text = tagged("[[megabytes-60]] [[usage-10-5]]")
    answer = CALLS[0].begin(lone, text, stream=True)
    [received] = upstream.requests(tag)
    seen = [0]

    def stands_still():
        seen.append(received.filled)
        return received.filled and seen[-10:] == [received.filled] * 10

    eventually(stands_still, what="the upstream's waiting")
    # What the buffers of the kernel and of Florin take.
    assert received.ending == "running" and received.filled < 30 << 20
    assert memory(lone.server) - before < 40 << 20
    answer.drain()
    assert answer.ended
    assert_charged_once(lone, CALLS[0].price(input=10, output=5))
