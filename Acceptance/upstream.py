# SPDX-License-Identifier: Apache-2.0
"""An OpenAI-compatible provider that fails on request.

Prices follow from the model's name, so behaviour is asked for by marks in the text itself, in the
last message or in an embedding's input:

    [[chunks-40]]            words in the answer (5)
    [[slow-50]]              milliseconds before each chunk
    [[usage-1000-200]]       reported prompt and completion tokens
    [[cached-600]]           of the prompt tokens, how many the provider had cached
    [[no-usage]]             reports no usage although asked
    [[status-500]]           answers this status before the first byte
    [[reset-after-3]]        sends so many chunks, then resets the connection
    [[stall-after-3]]        sends so many chunks, then nothing for ever
    [[end-after-3]]          sends so many chunks, then ends without finish and [DONE]
    [[garbage-after-3]]      sends so many chunks, then an event that is not JSON
    [[error-after-3]]        sends so many chunks, then an error event as OpenAI does

A request is found again by `Upstream.requests(containing=...)`.
"""

import json
import re
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MARK = re.compile(r"\[\[([a-z-]+?)((?:-[0-9]+)*)\]\]")


class Marks(dict):
    """The marks in a text: name → numbers."""

    def __init__(self, text):
        super().__init__((name, [int(number) for number in numbers.split("-") if number])
                         for name, numbers in MARK.findall(text))

    def number(self, name, default=None):
        return self[name][0] if name in self else default


class Received:
    """A request as it arrived, and how it ended: "running", "complete", "hang-up" or "fault"."""

    def __init__(self, path, headers, body):
        self.path = path
        self.headers = headers
        self.json = body
        self.ending = "running"


class Upstream:
    """The provider, on a free port."""

    key = "sk-upstream-secret"

    def __init__(self):
        self.received = []
        self.is_closing = threading.Event()
        self.server = _Server(("127.0.0.1", 0), _Conversation)
        self.server.upstream = self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def requests(self, containing):
        """The requests whose body contains this text, oldest first."""
        return [each for each in list(self.received) if containing in json.dumps(each.json)]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.is_closing.set()
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """Broken connections are this program's trade."""


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Quiet."""

    def do_GET(self):
        self.answer(200, {"object": "list", "data": [
            {"id": "gpt-4o-mini", "object": "model", "created": 1, "owned_by": "upstream"}]})

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else self.read_chunked()
        received = Received(self.path, dict(self.headers.items()), json.loads(raw))
        self.server.upstream.received.append(received)
        try:
            self.reply(received)
            if received.ending == "running":
                received.ending = "complete"
        except OSError:
            received.ending = "hang-up"
            self.close_connection = True

    def read_chunked(self):
        body = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def reply(self, received):
        text = _last_text(received.json)
        marks = Marks(text)
        if status := marks.number("status"):
            self.answer(status, {"error": {
                "message": f"upstream says {status}", "type": "server_error", "code": None}},
                {"Retry-After": "7"} if status == 429 else {})
        elif self.path.endswith("/embeddings"):
            self.embed(received, marks)
        elif received.json.get("stream"):
            self.stream(received, marks)
        else:
            self.complete(received, marks)

    def embed(self, received, marks):
        inputs = received.json["input"]
        count = len(inputs) if isinstance(inputs, list) else 1
        tokens = marks.number("usage", 8)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        self.answer(200, {
            "object": "list", "model": received.json["model"],
            "data": [{"object": "embedding", "index": index, "embedding": [0.25, -0.5, 0.125]}
                     for index in range(count)],
            **({} if "no-usage" in marks else {"usage": usage})})

    def complete(self, received, marks):
        if "reset-after" in marks:
            return self.reset(received)
        if "stall-after" in marks:
            return self.stall()
        time.sleep(marks.number("slow", 0) / 1000)
        words = _words(marks)
        self.answer(200, {
            "id": "chatcmpl-upstream", "object": "chat.completion", "created": 1,
            "model": received.json["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": {
                "role": "assistant", "content": "".join(words)}}],
            **({} if "no-usage" in marks else {"usage": _usage(marks)})})

    def stream(self, received, marks):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number, word in enumerate(_words(marks)):
            if self.has_faulted(received, marks, number):
                return
            time.sleep(marks.number("slow", 0) / 1000)
            self.event(_chunk(received, [{"index": 0, "delta": {"content": word},
                                          "finish_reason": None}]))
        if self.has_faulted(received, marks, marks.number("chunks", 5)):
            return
        self.event(_chunk(received, [{"index": 0, "delta": {}, "finish_reason": "stop"}]))
        wants_usage = (received.json.get("stream_options") or {}).get("include_usage")
        if wants_usage and "no-usage" not in marks:
            self.event({**_chunk(received, []), "usage": _usage(marks)})
        self.data(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def has_faulted(self, received, marks, number):
        """Does what the marks ask for after `number` chunks; says whether that ended the stream."""
        if number == marks.number("reset-after"):
            self.reset(received)
        elif number == marks.number("stall-after"):
            self.stall()
        elif number == marks.number("end-after"):
            received.ending = "fault"
            self.wfile.write(b"0\r\n\r\n")
        elif number == marks.number("garbage-after"):
            received.ending = "fault"
            self.data(b"data: {this is not JSON\n\n")
            self.wfile.write(b"0\r\n\r\n")
        elif number == marks.number("error-after"):
            received.ending = "fault"
            self.event({"error": {"message": "the model fell over", "type": "server_error"}})
            self.wfile.write(b"0\r\n\r\n")
        else:
            return False
        return True

    def reset(self, received):
        received.ending = "fault"
        # A reset may overtake bytes that the other side has not read yet: let them arrive.
        time.sleep(0.1)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def stall(self):
        """Says nothing until the other side hangs up (then OSError) or the tests end."""
        self.connection.settimeout(0.1)
        while not self.server.upstream.is_closing.is_set():
            try:
                if self.connection.recv(1) == b"":
                    raise ConnectionError("the gateway hung up")
            except TimeoutError:
                continue
        self.close_connection = True

    def event(self, value):
        self.data(b"data: " + json.dumps(value).encode() + b"\n\n")

    def data(self, text):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))

    def answer(self, status, value, headers=None):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


def _last_text(body):
    content = body.get("input") or body["messages"][-1]["content"]
    return content if isinstance(content, str) else json.dumps(content)


def _words(marks):
    return [f"word{number} " for number in range(marks.number("chunks", 5))]


def _usage(marks):
    prompt, completion = marks.get("usage", [1000, 200])
    usage = {"prompt_tokens": prompt, "completion_tokens": completion,
             "total_tokens": prompt + completion}
    if cached := marks.number("cached"):
        usage["prompt_tokens_details"] = {"cached_tokens": cached}
    return usage


def _chunk(received, choices):
    return {"id": "chatcmpl-upstream", "object": "chat.completion.chunk", "created": 1,
            "model": received.json["model"], "choices": choices}
