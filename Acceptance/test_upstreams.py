# SPDX-License-Identifier: Apache-2.0
"""Several providers: who is asked, who is asked next, and what it costs, which is one answer."""

import socket
import time
import uuid
from decimal import Decimal

import pytest

from harness import EventStream, eventually, run_florin
from upstream import Upstream

D = Decimal
MODEL = "gpt-4o-mini"
# Published prices of gpt-4o-mini in USD per token, with the default markup of 20 %.
INPUT, OUTPUT = D("0.00000015") * D("1.2"), D("0.0000006") * D("1.2")


@pytest.fixture(scope="module")
def first():
    with Upstream("first") as upstream:
        yield upstream


@pytest.fixture(scope="module")
def second():
    with Upstream("second") as upstream:
        yield upstream


@pytest.fixture
def make_gateway(make_server):
    """Starts a server with these lines as its list of upstreams."""
    def make(*upstreams, env=None):
        server = make_server(env={"LOG_LEVEL": "info", **(env or {})}, start=False)
        lines = "\n".join(f"  - {{{each}}}" for each in upstreams)
        (server.folder / "florin.yaml").write_text(f"upstreams:\n{lines}\n")
        server.start()
        return server
    return make


def entry(upstream, more=""):
    return f"name: {upstream.name}, url: '{upstream.url}', key: {upstream.key}{more}"


@pytest.fixture
def gateway(make_gateway, first, second):
    return make_gateway(entry(first, ", idleTimeoutSeconds: 1"), entry(second))


def ask(gateway, marks, *, stream=False, model=MODEL):
    """Calls as a new organization; returns it, what the text is found by, and the answer."""
    organization = gateway.organization(10)
    tag = uuid.uuid4().hex
    body = {"model": model, "stream": stream,
            "messages": [{"role": "user", "content": f"{tag} {marks}"}]}
    if not stream:
        return organization, tag, organization.api.post("/v1/chat/completions", body)
    events = EventStream(organization.api, "/v1/chat/completions", body)
    if events.status == 200:
        events.read()
    return organization, tag, events


def charged(organization):
    """Waits until nothing is held; returns what was charged."""
    eventually(lambda: organization.pending == 0, what="the end of the hold")
    time.sleep(0.2)
    return [-row["amount"] for row in organization.charges()]


def assert_failed(answer, status):
    """A 502 that says with what status the provider failed."""
    assert answer.status == 502, answer
    assert answer.json["error"]["code"] == "provider_error"
    assert f"status {status}" in answer.json["error"]["message"]


# Fallbacks


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("mark", [
    "status-500", "status-429", "status-401", "status-529", "reset-after-0", "silent",
    "stall-after-0"])
def test_what_failed_before_it_answered_is_asked_of_the_next(gateway, first, second, mark, stream):
    organization, tag, answer = ask(
        gateway, f"[[first:{mark}]] [[second:usage-100-10]]", stream=stream)
    assert answer.status == 200, answer
    assert len(first.requests(tag)) == 1 and len(second.requests(tag)) == 1
    assert charged(organization) == [100 * INPUT + 10 * OUTPUT], "one answer, one charge"


def test_a_provider_that_refuses_connections_is_passed_by(make_gateway, second):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        dead = f"name: dead, url: 'http://127.0.0.1:{taken.getsockname()[1]}/v1'"
        gateway = make_gateway(dead, entry(second))
        organization, tag, answer = ask(gateway, "[[usage-100-10]]")
        assert answer.status == 200, answer
        assert charged(organization) == [100 * INPUT + 10 * OUTPUT]
        reason = {"upstream": "dead", "reason": "unreachable"}
        assert gateway.metric("florin_upstream_failures_total", **reason) == 1
        assert gateway.metric("florin_upstream_retries_total", upstream="second") == 1


@pytest.mark.parametrize("status", [400, 404, 409, 413, 422])
def test_a_no_to_the_request_itself_is_the_answer(gateway, first, second, status):
    organization, tag, answer = ask(gateway, f"[[first:status-{status}]]")
    assert answer.status == status, answer
    assert answer.json["error"]["message"] == f"upstream says {status}"
    assert len(first.requests(tag)) == 1 and second.requests(tag) == []
    assert charged(organization) == []


def test_after_the_first_byte_nobody_else_is_asked(gateway, first, second):
    organization, tag, events = ask(gateway, "[[first:reset-after-3]]", stream=True)
    assert events.status == 200 and not events.is_done
    assert len(first.requests(tag)) == 1 and second.requests(tag) == []
    assert len(charged(organization)) == 1, "what was produced"


def test_when_all_fail_the_client_hears_of_the_last(gateway, first, second):
    organization, tag, answer = ask(gateway, "[[first:status-500]] [[second:status-503]]")
    assert_failed(answer, 503)
    organization, tag, answer = ask(gateway, "[[first:status-500]] [[second:status-429]]")
    assert answer.status == 429 and answer.headers["Retry-After"] == "7"
    assert charged(organization) == []


def test_the_same_provider_is_asked_again_as_often_as_the_file_says(make_gateway, first):
    gateway = make_gateway(entry(first, ", attempts: 3"))
    organization, tag, answer = ask(gateway, "[[fail-2-503]] [[usage-100-10]]")
    assert answer.status == 200, answer
    assert len(first.requests(tag)) == 3
    assert charged(organization) == [100 * INPUT + 10 * OUTPUT]
    organization, tag, answer = ask(gateway, "[[status-503]]")
    assert_failed(answer, 503)
    assert len(first.requests(tag)) == 3 and charged(organization) == []
    assert gateway.metric("florin_upstream_calls_total", upstream="first") == 6
    assert gateway.metric("florin_upstream_retries_total", upstream="first") == 4


def test_an_answer_that_came_packed_is_read_and_charged(gateway):
    organization, tag, answer = ask(gateway, "[[packed]] [[usage-100-10]]")
    assert answer.status == 200 and answer.json["usage"]["completion_tokens"] == 10
    assert "Content-Encoding" not in answer.headers
    assert charged(organization) == [100 * INPUT + 10 * OUTPUT]


# The circuit breaker


def test_a_provider_that_fails_again_and_again_is_set_aside_until_it_answers(
        make_gateway, first, second):
    gateway = make_gateway(entry(first), entry(second))
    state = lambda: gateway.metric("florin_upstream_state", upstream="first")
    assert state() == 0
    for _ in range(5):
        assert ask(gateway, "[[first:status-500]]")[2].status == 200
    assert state() == 2
    _, tag, answer = ask(gateway, "")
    assert answer.status == 200
    assert first.requests(tag) == [] and len(second.requests(tag)) == 1, "it is passed by"
    # It is the last resort all the same, and comes back when it answers.
    _, tag, answer = ask(gateway, "[[second:status-500]]")
    assert answer.status == 200 and len(first.requests(tag)) == 1
    assert state() == 0
    for _ in range(5):
        ask(gateway, "[[first:status-500]]")
    time.sleep(5.2)
    _, tag, _ = ask(gateway, "")
    assert len(first.requests(tag)) == 1, "after five seconds one call tries it"
    assert state() == 0
    assert "The upstream first is set aside for 5 s" in gateway.log_tail()
    assert "The upstream first answers again" in gateway.log_tail()


# Routes


def test_models_go_to_those_that_take_them_under_the_name_they_have_there(
        make_gateway, first, second):
    gateway = make_gateway(
        entry(first, ", models: ['gpt-*'], operations: [chat/completions], "
                     "rename: {openai/gpt-4o-mini: mini-at-first}"),
        entry(second, ", models: ['*embedding*'], operations: [embeddings]"))
    _, tag, answer = ask(gateway, "")
    assert answer.status == 200
    [received] = first.requests(tag)
    assert received.json["model"] == "mini-at-first"
    assert received.headers["Authorization"] == f"Bearer {first.key}"
    api = gateway.organization(1).api
    answer = api.post("/v1/embeddings", {"model": "text-embedding-3-small", "input": "a"})
    assert answer.status == 200, answer
    refused = api.post("/v1/embeddings", {"model": MODEL, "input": "a"})
    assert refused.status == 404, refused
    assert "no upstream takes it for embeddings" in refused.json["error"]["message"]
    names = {model["id"] for model in api.get("/v1/models").ok()["data"]}
    assert MODEL in names and "text-embedding-3-small" in names
    assert not any(name.startswith("claude") for name in names)


def test_the_upstream_of_the_environment_stands_behind_the_list(make_gateway, first, second):
    gateway = make_gateway(
        entry(first, ", models: ['claude-*']"),
        env={"FLORIN_UPSTREAM_URL": second.url, "FLORIN_UPSTREAM_KEY": second.key})
    _, tag, answer = ask(gateway, "")
    assert answer.status == 200 and first.requests(tag) == []
    assert second.requests(tag)[0].headers["Authorization"] == f"Bearer {second.key}"


def test_a_key_may_stand_in_the_environment_and_in_no_log(make_gateway, first):
    gateway = make_gateway(
        f"name: first, url: '{first.url}', keyEnvironment: FIRST_KEY", env={"FIRST_KEY": first.key})
    _, tag, answer = ask(gateway, "[[status-500]]")
    assert_failed(answer, 500)
    assert first.requests(tag)[0].headers["Authorization"] == f"Bearer {first.key}"
    log = gateway.log.read_text()
    assert first.key not in log and tag not in log


# Settings


@pytest.mark.parametrize("text, part", [
    ("upstreams: 1", "upstreams should be a list"),
    ("upstreams: [{name: a}]", "upstreams[0].url should be an http or https URL"),
    ("upstreams: [{name: a, url: 'http://a', keyEnvironment: NOT_SET}]", "no NOT_SET"),
    ("upstreams: [{name: a, url: 'http://a', modles: [b]}]", "upstreams[0].modles should be one"),
    ("upstreams: [{name: a, url: 'http://a', models: ['a**b']}]", "upstreams[0].models"),
])
def test_a_bad_list_stops_the_start_with_one_line(tmp_path, text, part):
    (tmp_path / "florin.yaml").write_text(text)
    done = run_florin("serve", cwd=tmp_path, expect=None)
    assert done.returncode != 0
    [line] = done.stderr.strip().splitlines()
    assert part in line and "florin.yaml:1" in line


def test_doctor_says_which_upstreams_take_connections(make_gateway, first):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gateway = make_gateway(
            entry(first), f"name: dead, url: 'http://127.0.0.1:{taken.getsockname()[1]}'")
        done = gateway.florin("doctor", expect=1)
    assert f"upstream       first {first.url} takes connections" in done.stdout
    assert "dead http://127.0.0.1" in done.stdout and "cannot be reached" in done.stdout
    assert first.key not in done.stdout
