# SPDX-License-Identifier: Apache-2.0
"""A small HTTP client that hides nothing: exact numbers, raw bytes, trailers, real parallelism."""

import asyncio
import http.client
import io
import re
import socket
import struct
from functools import cached_property

from .exact import dumps, loads

TIMEOUT = 60
UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Answer:
    """A whole response."""

    def __init__(self, status, headers, body, asked):
        self.status = status
        self.headers = headers
        self.body = body
        self.asked = asked

    @cached_property
    def json(self):
        try:
            # Vectors of embeddings are measurements, not money: any JSON number will do there.
            return loads(self.body.decode(), clean="/embeddings" not in self.asked)
        except ValueError as error:
            raise AssertionError(f"{self} is not JSON: {error}") from error

    @property
    def replayed(self):
        return self.headers.get("Idempotency-Replayed") == "true"

    def ok(self, status=200):
        """The JSON of a success with exactly this status."""
        assert self.status == status, f"wanted {status}: {self}"
        assert self.headers.get("X-Request-Id"), f"no X-Request-Id: {self}"
        return self.json

    def refused(self, status, code):
        """The JSON of a refusal in the shape that API.md draws."""
        assert self.status == status, f"wanted {status} {code}: {self}"
        body = self.json
        assert body.get("success") is False, self
        assert isinstance(body.get("error"), str) and body["error"], self
        assert body.get("code") == code, f"wanted {code}: {self}"
        assert isinstance(body.get("details", {}), dict), self
        assert body.get("requestId"), self
        assert body["requestId"] == self.headers.get("X-Request-Id"), self
        return body

    def __repr__(self):
        return f"{self.asked} → {self.status} {self.body[:600]!r}"


class API:
    """One caller: an address and credentials. Each call has its own connection: safe in threads."""

    def __init__(self, host, port, key=None, *, organization=None, contract=None):
        self.host = host
        self.port = port
        self.key = key
        self.organization = organization
        self.contract = contract

    @property
    def base_url(self):
        return f"http://{self.host}:{self.port}"

    def using(self, key=None, organization=None):
        """The same address with other credentials (none, when none are given)."""
        return API(
            self.host, self.port, key, organization=organization, contract=self.contract)

    def call(self, method, path, body=None, *, raw=None, idempotency=None, headers=None,
             timeout=TIMEOUT):
        """Sends one request: `body` as exact JSON, or `raw` bytes as they are."""
        sent = self.headers_for(idempotency, headers)
        payload = raw if raw is not None else None if body is None else dumps(body).encode()
        if payload is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body=payload, headers=sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read(),
                            f"{method} {path}")
        finally:
            connection.close()
        if self.contract is not None:
            self.contract.check(method, path, answer)
        return answer

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.call("POST", path, body, **options)

    def put(self, path, body=None, **options):
        return self.call("PUT", path, body, **options)

    def patch(self, path, body=None, **options):
        return self.call("PATCH", path, body, **options)

    def delete(self, path, **options):
        return self.call("DELETE", path, **options)

    def headers_for(self, idempotency=None, extra=None):
        headers = {}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        if self.organization is not None:
            headers["X-Organization-Id"] = self.organization
        if idempotency is not None:
            headers["Idempotency-Key"] = idempotency
        headers.update(extra or {})
        return headers

    def wire(self, method, path, body=None, *, idempotency=None, headers=None):
        """The bytes of a request that asks the server to close the connection afterwards."""
        payload = b"" if body is None else dumps(body).encode()
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}",
                "Connection: close", f"Content-Length: {len(payload)}"]
        if body is not None:
            head.append("Content-Type: application/json")
        head += [f"{name}: {value}"
                 for name, value in self.headers_for(idempotency, headers).items()]
        return "\r\n".join(head).encode() + b"\r\n\r\n" + payload


def volley(api, requests):
    """Sends all requests at once, each on its own open connection; answers in the same order.

    `requests` are keyword dictionaries for `API.wire`. Every connection is open before the first
    byte is sent, so that the server really has them all at the same time.
    """
    return volley_at((api, each) for each in requests)


def volley_at(calls):
    """The same for pairs of an API and a request: several nodes get theirs at the same time."""
    return asyncio.run(_volley([(api, api.wire(**each), each) for api, each in calls]))


async def _volley(calls):
    # The kernel's queue of new connections is finite: dial a hundred at a time.
    gate = asyncio.Semaphore(100)

    async def dial(api):
        async with gate:
            return await asyncio.open_connection(api.host, api.port, limit=1 << 20)

    async def exchange(connection, wire, request):
        reader, writer = connection
        writer.write(wire)
        try:
            reply = await asyncio.wait_for(reader.read(-1), TIMEOUT)
        finally:
            writer.close()
        return parse(reply, f"{request['method']} {request['path']}")

    connections = await asyncio.gather(*(dial(api) for api, _, _ in calls))
    return await asyncio.gather(
        *(exchange(connection, wire, request)
          for connection, (_, wire, request) in zip(connections, calls)))


class _Bytes:
    """What http.client needs of a socket."""

    def __init__(self, data):
        self.data = data

    def makefile(self, _mode):
        return io.BytesIO(self.data)


def parse(reply, asked):
    assert reply, f"{asked} → the connection was closed without an answer"
    response = http.client.HTTPResponse(_Bytes(reply))
    response.begin()
    return Answer(response.status, response.headers, response.read(), asked)


class EventStream:
    """A server-sent event stream read from the socket itself: lines as they come, then trailers.

    `lines` are those read so far; `trailers` is set at the end; `ended` says whether the last
    chunk came, and stays False when the connection broke before.
    """

    def __init__(self, api, path, body, *, headers=None, timeout=TIMEOUT):
        self.socket = socket.create_connection((api.host, api.port), timeout=timeout)
        wire = api.wire("POST", path, body, headers=headers)
        self.socket.sendall(wire.replace(b"Connection: close\r\n", b"TE: trailers\r\n", 1))
        self.file = self.socket.makefile("rb")
        status_line = self.file.readline().decode()
        assert status_line.startswith("HTTP/1.1 "), status_line
        self.status = int(status_line.split(" ")[1])
        self.headers = http.client.parse_headers(self.file)
        self.trailers = {}
        self.lines = []
        self.ended = False
        self.reading = self._reading()

    def __iter__(self):
        """Lines without their ends, empty ones left out; goes on where it was left."""
        return self.reading

    def _reading(self):
        rest = b""
        for piece in self._pieces():
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                text = line.decode().rstrip("\r")
                if text:
                    self.lines.append(text)
                    yield text
        if rest:
            self.lines.append(rest.decode())
            yield rest.decode()

    def read(self):
        """Reads to the end and returns this stream; a broken connection is an end, too."""
        for _ in self:
            pass
        return self

    def drain(self):
        """Reads to the end and keeps nothing; returns how much came and the last bytes of it."""
        size, tail = 0, b""
        for piece in self._pieces():
            size, tail = size + len(piece), (tail + piece)[-2000:]
        return size, tail

    @property
    def chunks(self):
        """The JSON of every `data:` line but `[DONE]`."""
        texts = [line[5:].strip() for line in self.lines if line.startswith("data:")]
        return [loads(text) for text in texts if text != "[DONE]"]

    @property
    def is_done(self):
        return any(line.startswith("data:") and line[5:].strip() == "[DONE]"
                   for line in self.lines)

    @property
    def florin(self):
        """X-Florin-… of this stream by lower-case name: headers, trailers or the last comment."""
        found = {}
        for headers in (self.headers, self.trailers):
            found.update((name.lower(), value) for name, value in headers.items()
                         if name.lower().startswith("x-florin-"))
        for line in self.lines:
            if line.startswith(":"):
                found.update((name.lower(), value) for name, value in
                             re.findall(r"(X-Florin-[A-Za-z]+)[:=]\s*([^\s,;]+)", line, re.I))
        return found

    def hang_up(self):
        """Closes with a reset, as a killed client does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def _pieces(self):
        try:
            if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                yield from self._chunked()
            else:
                length = self.headers.get("Content-Length")
                yield self.file.read(int(length) if length else -1)
                self.ended = True
        except ConnectionError:
            return

    def _chunked(self):
        while size_line := self.file.readline():
            size = int(size_line.split(b";")[0], 16)
            if size == 0:
                self.trailers = http.client.parse_headers(self.file)
                self.ended = True
                return
            piece = self.file.read(size)
            self.file.readline()
            yield piece
