# SPDX-License-Identifier: Apache-2.0
"""Chat completions through Florin, billed and durable, beside plain nginx and LiteLLM's proxy in front
of the same upstream, and the upstream by itself."""

import json
import os

from ..measure import alternate
from ..processes import Florin, LiteLLM, Nginx
from ..report import Table
from ..workshop import SCRATCH, remove_database
from ..wrk import Load

CONNECTIONS = 16
MODEL = "gpt-4o-mini"
PATH = "/v1/chat/completions"
USAGE = {"prompt_tokens": 24, "completion_tokens": 60, "total_tokens": 84}
WORDS = "It is the part of a platform that has to be right whatever happens around it. ".split()

UPSTREAM = """server {
    listen 127.0.0.1:{port} backlog=1024;
    location = /ready { return 200; }
    location = %s { default_type %s; return 200 '%s'; }
}"""
PROXY = """upstream models { server 127.0.0.1:%d; keepalive 64; }
server {
    listen 127.0.0.1:{port} backlog=1024;
    location = /ready { return 200; }
    location / {
        proxy_pass http://models;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
    }
}"""


def run(plan):
    return [measure(plan, stream=False), measure(plan, stream=True)]


def measure(plan, stream):
    kind = "streamed in 18 chunks" if stream else "in one piece"
    table = Table(f"chat completions {kind}, {CONNECTIONS} connections", [
        ("requests/s", "requests_per_second", 0), ("p50 µs", "p50_us", 0),
        ("p99 µs", "p99_us", 0), ("CPU µs/request", "cpu_us_per_request", 1)])
    body = SCRATCH / "chat.json"
    SCRATCH.mkdir(parents=True, exist_ok=True)
    body.write_text(json.dumps(question(stream)))
    database = SCRATCH / "gateway.db"
    remove_database(database)
    upstream = Nginx("upstream", UPSTREAM % (PATH, *answer(stream)), workers=1)
    with upstream:
        server = Florin(database, upstream=upstream.url)
        proxy = Nginx("proxy", PROXY % upstream.port, workers=os.cpu_count())
        peer = LiteLLM(upstream, MODEL)
        with server, proxy, peer:
            key = server.customer()

            def load(at, key=key):
                one = Load(at, "fixed", PATH, "POST", key, body, connections=CONNECTIONS)
                one.run(3)
                return lambda: one.run(plan.seconds)

            results = alternate(plan.rounds, {
                "florin": load(server), "nginx": load(proxy), "the upstream itself": load(upstream),
                "litellm": load(peer, peer.key),
            })
    server.verify()
    remove_database(database)
    for name, measurements in results.items():
        table.add(name, measurements)
    return table


def question(stream):
    body = {
        "model": MODEL, "max_tokens": 200, "messages": [
            {"role": "system", "content": "You answer in one sentence."},
            {"role": "user", "content": "What does a billing server do for an AI platform?"}]}
    # Asked for, so that both pass on the same bytes.
    return body | {"stream": True, "stream_options": {"include_usage": True}} if stream else body


def answer(stream):
    """The content type and the text of the upstream's answer."""
    frame = {"id": "chatcmpl-1", "created": 1_700_000_000, "model": MODEL}
    if not stream:
        message = {"role": "assistant", "content": " ".join(WORDS)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return "application/json", json.dumps(
            frame | {"object": "chat.completion", "choices": [choice], "usage": USAGE})
    frame["object"] = "chat.completion.chunk"
    deltas = [{"content": word + " "} for word in WORDS] + [{}]
    chunks = [
        frame | {"choices": [{"index": 0, "delta": delta,
                              "finish_reason": None if delta else "stop"}]}
        for delta in deltas]
    chunks.append(frame | {"choices": [], "usage": USAGE})
    events = [json.dumps(chunk) for chunk in chunks] + ["[DONE]"]
    return "text/event-stream", "".join(f"data: {event}\n\n" for event in events)
