# SPDX-License-Identifier: Apache-2.0
"""Memory: two thousand slow streams at once, and a million calls one after another."""

import asyncio
import json
import threading
import time

from ..measure import resident_mebibytes
from ..processes import Florin, Nginx, free_port
from ..report import Table
from ..workshop import SCRATCH, Unfit, remove_database
from ..wrk import Load
from .gateway import CONNECTIONS, MODEL, PATH, UPSTREAM, USAGE, answer, question

STREAMS = 2_000
CALLS = 1_000_000
# Each stream says a word a second.
WORDS = 15


def run(plan):
    return [slow_streams(), many_calls()]


def slow_streams():
    database = SCRATCH / "streams.db"
    remove_database(database)
    with SlowUpstream() as upstream, Florin(database, upstream=upstream.url) as server:
        key = server.customer()
        before = server.resident()
        clients = asyncio.run(Clients(server, key).run())
        table = Table(f"{STREAMS:,} slow streams at once", [
            ("resident MiB before", "before", 1), ("resident MiB, all open", "open", 1),
            ("KiB a stream", "each", 1)])
        table.add("florin", [{
            "before": before, "open": clients.resident,
            "each": (clients.resident - before) * 1024 / STREAMS}])
    server.verify()
    remove_database(database)
    return table


def many_calls():
    database = SCRATCH / "steady.db"
    remove_database(database)
    body = SCRATCH / "chat.json"
    body.write_text(json.dumps(question(stream=False)))
    upstream = Nginx("upstream", UPSTREAM % (PATH, *answer(stream=False)), workers=1)
    table = Table(f"a million calls, {CONNECTIONS} connections", [("resident MiB", "resident", 1)])
    with upstream, Florin(database, upstream=upstream.url) as server:
        key = server.customer()
        load = Load(server, "fixed", PATH, "POST", key, body, connections=CONNECTIONS)
        made = 0
        for wanted in (CALLS // 10, CALLS // 2, CALLS):
            while made < wanted:
                made += load.run(10)["requests"]
            table.add(f"after {made:,} calls", [{"resident": server.resident()}])
    server.verify()
    remove_database(database)
    return table


class Clients:
    """Streams that are read as they come."""

    def __init__(self, server, key):
        self.server = server
        self.key = key
        self.begun = 0
        self.resident = 0

    async def run(self):
        readers = [asyncio.create_task(self.read()) for _ in range(STREAMS)]
        end = time.monotonic() + 60
        while self.begun < STREAMS and time.monotonic() < end:
            await asyncio.sleep(0.05)
        self.resident = resident_mebibytes(self.server.process.pid)
        whole = sum(await asyncio.gather(*readers))
        if whole != STREAMS or self.begun != STREAMS:
            raise Unfit(f"{self.begun} of {STREAMS} streams began, {whole} came to their end")
        return self

    async def read(self):
        body = json.dumps(question(stream=True)).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        writer.write(
            f"POST {PATH} HTTP/1.1\r\nHost: florin\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n".encode() + body)
        seen = b""
        while data := await reader.read(65_536):
            if b"data: " not in seen and b"data: " in seen + data:
                self.begun += 1
            seen += data
        writer.close()
        return b"[DONE]" in seen


class SlowUpstream:
    """A provider whose streams say a word a second, in a thread of its own."""

    def __init__(self):
        self.port = free_port()
        self.loop = asyncio.new_event_loop()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(asyncio.start_server(
            self.answer, "127.0.0.1", self.port, backlog=4_096), self.loop).result()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                      if line.lower().startswith(b"content-length"))
        await reader.readexactly(length)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                     b"Connection: close\r\n\r\n")
        frame = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
        for number in range(WORDS):
            self.event(writer, frame, [{"index": 0, "delta": {"content": f"word{number} "},
                                        "finish_reason": None}])
            await writer.drain()
            await asyncio.sleep(1)
        self.event(writer, frame, [{"index": 0, "delta": {}, "finish_reason": "stop"}])
        self.event(writer, {**frame, "usage": USAGE}, [])
        writer.write(b"data: [DONE]\n\n")
        await writer.drain()
        writer.close()

    @staticmethod
    def event(writer, frame, choices):
        writer.write(b"data: " + json.dumps({**frame, "choices": choices}).encode() + b"\n\n")
