# SPDX-License-Identifier: Apache-2.0

import json
import socket
import struct
import time
from http.server import BaseHTTPRequestHandler

from .chat import Chat, Completion, Embedding
from .messages import Message, TokenCount
from .responses import Response
from .wire import Wire

# The longer paths first: one may be the end of another.
DIALECTS = {"/chat/completions": Chat, "/completions": Completion, "/responses": Response,
            "/messages/count_tokens": TokenCount, "/messages": Message, "/embeddings": Embedding}
FILLING = 64 << 10


class Conversation(BaseHTTPRequestHandler):
    """One connection of the gateway's."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Quiet."""

    def do_GET(self):
        body = json.dumps({"object": "list", "data": [
            {"id": "gpt-4o-mini", "object": "model", "created": 1, "owned_by": "upstream"}]})
        Wire(self.wfile, {}).begin(200, "application/json", body=body.encode())

    def do_POST(self):
        received = self.server.upstream.receive(
            self.path, dict(self.headers.items()), json.loads(self.read_body()))
        try:
            self.reply(received)
            if received.ending == "running":
                received.ending = "complete"
        except OSError:
            received.ending = "hang-up"
            self.close_connection = True

    def read_body(self):
        if length := int(self.headers.get("Content-Length") or 0):
            return self.rfile.read(length)
        body = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def reply(self, received):
        marks = received.marks
        wire = Wire(self.wfile, marks)
        kind = next(kind for path, kind in DIALECTS.items() if self.path.endswith(path))
        dialect = kind(received.json, marks)
        is_streamed = received.json.get("stream", False) != ("other-form" in marks)
        time.sleep(marks.number("late", 0) / 1000)
        if "silent" in marks:
            self.stall()
        elif status := self.server.upstream.refusal(received):
            self.refuse(wire, status, dialect)
        elif "page" in marks:
            wire.begin(200, "text/html", body=b"<!doctype html><title>Sign in</title>" * 20)
        elif is_streamed:
            self.stream(received, wire, dialect)
        else:
            self.answer(received, wire, dialect)
        if wire.ends_connection:
            self.close_connection = True

    def refuse(self, wire, status, dialect):
        body = json.dumps(dialect.refusal(f"upstream says {status}")).encode()
        headers = {"Retry-After": "7"} if status == 429 else {}
        wire.begin(status, "application/json", headers, body=body)

    def answer(self, received, wire, dialect):
        """The answer in one piece; what fails on the way fails before the first byte."""
        if self.has_faulted(received, None, dialect, None):
            return
        time.sleep(received.marks.number("slow", 0) / 1000)
        if "error-after" in received.marks:
            whole = dialect.refusal("the model fell over")
        else:
            whole = dialect.whole()
            received.produced = len(dialect.pieces)
        body = json.dumps(whole).encode()
        wire.begin(200, received.marks.word("type") or "application/json", body=body)

    def stream(self, received, wire, dialect):
        marks = received.marks
        if marks.number("reset-after") == 0 or marks.number("stall-after") == 0:
            self.has_faulted(received, wire, dialect, 0)
            return
        wire.begin(200, marks.word("type") or "text/event-stream")
        for each in dialect.opening():
            wire.send(each)
        for number, text in enumerate(dialect.pieces):
            if self.has_faulted(received, wire, dialect, number):
                return
            time.sleep(marks.number("slow", 0) / 1000)
            wire.send(dialect.piece(number, text))
            received.produced += 1
        if self.has_faulted(received, wire, dialect, len(dialect.pieces)):
            return
        for _ in range(marks.number("megabytes", 0) * (1 << 20) // FILLING):
            wire.send(dialect.filling(FILLING))
            received.filled += FILLING
        for each in dialect.closing():
            wire.send(each)
        wire.end()

    def has_faulted(self, received, wire, dialect, number):
        """Does what the marks ask for after `number` pieces (None: instead of all of them); says
        whether that ended the answer."""
        due = {name for name in received.marks
               if name.endswith("-after") and number in (None, received.marks.number(name))}
        if due & {"reset-after"}:
            self.reset()
        elif due & {"stall-after"}:
            self.stall()
        elif number is None or not due:
            return False
        elif due & {"end-after"}:
            wire.end()
        elif due & {"garbage-after"}:
            wire.send(b"data: {this is not JSON\n\n")
            wire.end()
        elif due & {"error-after"}:
            wire.send(dialect.failure())
            wire.end()
        received.ending = "fault"
        return True

    def reset(self):
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
