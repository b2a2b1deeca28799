# SPDX-License-Identifier: Apache-2.0
"""What an operator can see of the calls of models: metrics, and a log of requests."""

import uuid

import pytest

from harness import EventStream, eventually
from harness.exact import loads

CHAT = "/v1/chat/completions"


@pytest.fixture
def watched(make_server, upstream, tmp_path):
    """A server that writes a log of requests and the first 200 bytes of each body."""
    return make_server(env={
        "FLORIN_UPSTREAM_URL": upstream.url, "FLORIN_UPSTREAM_KEY": upstream.key,
        "FLORIN_REQUEST_LOG": str(tmp_path / "requests.log"),
        "FLORIN_REQUEST_LOG_BODIES": "200"})


def chat(marks="", **more):
    message = {"role": "user", "content": f"{uuid.uuid4().hex} {marks}"}
    return {"model": "gpt-4o-mini", "messages": [message], **more}


def metric(server, name, **labels):
    """The value of a series, 0 where there is none."""
    return server.metric(name, absent=0, **labels)


def outcomes(server, outcome):
    return metric(server, "florin_gateway_outcomes_total",
                  operation="createChatCompletion", outcome=outcome)


def lines(path, count):
    """The lines of the log, once there are so many."""
    def whole():
        return path.exists() and path.read_text().count("\n") >= count
    eventually(whole, what=f"{count} lines")
    return [loads(line) for line in path.read_text().splitlines()]


def test_every_ending_is_counted_under_its_outcome(gateway):
    paying = gateway.organization(10)

    def grows(outcome, call):
        before = outcomes(gateway, outcome)
        call()
        eventually(lambda: outcomes(gateway, outcome) == before + 1, what=outcome)

    grows("finished", lambda: paying.api.post(CHAT, chat(), idempotency="k"))
    grows("finished", lambda: EventStream(paying.api, CHAT, chat(stream=True)).read())
    request = chat()
    paying.api.post(CHAT, request, idempotency="twice")
    grows("replayed", lambda: paying.api.post(CHAT, request, idempotency="twice"))
    grows("refused", lambda: gateway.organization().api.post(CHAT, chat()))
    grows("refused", lambda: paying.api.post(CHAT, {"model": "gpt-4o-mini"}))
    grows("upstream_failed", lambda: paying.api.post(CHAT, chat("[[status-500]]")))
    grows("upstream_failed", lambda: EventStream(
        paying.api, CHAT, chat("[[reset-after-3]]", stream=True)).read())

    def hang_up():
        events = EventStream(paying.api, CHAT, chat("[[slow-50]] [[chunks-100]]", stream=True))
        next(iter(events))
        events.hang_up()

    grows("client_gone", hang_up)
    almost = gateway.organization("0.0008")
    grows("cut", lambda: EventStream(
        almost.api, CHAT, chat("[[chunks-3000]]", stream=True)).read())


def test_usage_cost_and_margin_are_counted(gateway):
    paying = gateway.organization(10)
    name = {"operation": "createChatCompletion"}

    def read():
        return [metric(gateway, "florin_gateway_usage_total", **name, meter="input_tokens"),
                metric(gateway, "florin_gateway_charged_nanocredits_total", **name),
                metric(gateway, "florin_gateway_upstream_nanocredits_total", **name),
                metric(gateway, "florin_gateway_added_seconds_count", **name)]

    before = read()
    answer = paying.api.post(CHAT, chat("[[usage-1000-200]]"))
    eventually(lambda: read()[3] == before[3] + 1, what="the record")
    tokens, charged, upstream, _ = (after - old for after, old in zip(read(), before))
    assert tokens == 1000
    assert charged == float(answer.headers["X-Florin-Cost"]) * 1e9 == upstream * 1.2


def test_open_holds_and_their_age_are_told(gateway):
    paying = gateway.organization(10)
    events = EventStream(paying.api, CHAT, chat("[[slow-100]] [[chunks-100]]", stream=True))
    assert metric(gateway, "florin_gateway_holds_open") >= 1
    eventually(lambda: metric(gateway, "florin_gateway_oldest_hold_seconds") >= 1, what="a second")
    events.hang_up()
    eventually(lambda: metric(gateway, "florin_gateway_holds_open") == 0, what="the end")


def test_a_line_of_the_log_tells_all_but_secrets(watched, tmp_path):
    path = tmp_path / "requests.log"
    paying = watched.organization(10)
    agent = "agt_06eyak9n5pq2r4s6t8v0w2x4y6"
    answer = paying.api.post(CHAT, chat("[[usage-1000-200]] my key is " + paying.key),
                             headers={"X-Agent-Id": agent, "X-Request-Id": "mine"})
    [line] = lines(path, 1)
    assert (line["requestId"], line["organization"], line["agent"]) == ("mine", paying.id, agent)
    assert (line["operation"], line["model"]) == ("createChatCompletion", "openai/gpt-4o-mini")
    assert (line["status"], line["outcome"], line["stream"]) == (200, "finished", False)
    assert line["usage"] == {"input_tokens": 1000, "output_tokens": 200}
    assert line["charge"] == answer.headers["X-Florin-Charge"]
    assert str(line["cost"]) == answer.headers["X-Florin-Cost"]
    assert line["key"].startswith("key_")
    assert 0 < line["firstByteMicroseconds"] <= line["durationMicroseconds"]
    assert 0 < line["addedMicroseconds"] < line["durationMicroseconds"]
    assert "[redacted]" in line["request"] and len(line["request"]) <= 200
    assert "chat.completion" in line["answer"]
    assert paying.key not in path.read_text()
    assert (path.stat().st_mode & 0o777) == 0o600


def test_streams_and_refusals_are_in_the_log_too(watched, tmp_path):
    paying = watched.organization(10)
    paying.api.post(CHAT, {"model": "nobody/nothing", "messages": [{"role": "user"}]})
    EventStream(paying.api, CHAT, chat(stream=True)).read()
    watched.organization().api.post(CHAT, chat())
    first, second, third = lines(tmp_path / "requests.log", 3)
    assert (first["status"], first["outcome"], first["model"]) == (404, "refused", None)
    assert (second["status"], second["outcome"], second["stream"]) == (200, "finished", True)
    assert second["charge"] and "answer" not in second
    assert (third["status"], third["outcome"], third["charge"]) == (402, "refused", None)


def test_without_the_setting_nothing_is_written_and_bodies_are_not_in_it(make_server, tmp_path):
    path = tmp_path / "requests.log"
    server = make_server(env={"FLORIN_REQUEST_LOG": str(path)})
    paying = server.organization(1)
    secret = uuid.uuid4().hex
    paying.api.post(CHAT, {"model": "florin/echo",
                           "messages": [{"role": "user", "content": secret}]})
    [line] = lines(path, 1)
    assert line["upstream"] == "sandbox" and "request" not in line
    assert secret not in path.read_text()


@pytest.mark.parametrize("name, value", [
    ("FLORIN_REQUEST_LOG_BODIES", "-1"), ("FLORIN_REQUEST_LOG_MEGABYTES", "0"),
    ("FLORIN_REQUEST_LOG_FILES", "many"), ("FLORIN_REQUEST_LOG", "/proc/no/such/file")])
def test_a_log_that_cannot_be_stops_the_start(make_server, name, value):
    server = make_server(start=False, env={name: value})
    said = server.florin("serve", expect=1).stderr
    assert (name if name != "FLORIN_REQUEST_LOG" else value) in said
