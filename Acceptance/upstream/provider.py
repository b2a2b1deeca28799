# SPDX-License-Identifier: Apache-2.0

import json
import threading
from collections import Counter
from http.server import ThreadingHTTPServer

from .conversation import Conversation
from .marks import Marks, last_text


class Received:
    """A request as it arrived, and how it ended: "running", "complete", "hang-up" or "fault"."""

    def __init__(self, path, headers, body, provider=""):
        self.path = path
        self.headers = headers
        self.json = body
        self.text = last_text(body)
        self.marks = Marks(self.text, provider)
        self.ending = "running"
        # Pieces of the answer that have been sent, and bytes that no model wrote.
        self.produced = 0
        self.filled = 0


class Upstream:
    """The provider, on a free port; one of several when it has a name."""

    def __init__(self, name=""):
        self.name = name
        self.key = f"sk-upstream-{name}-secret"
        self.received = []
        self.failed = Counter()
        self.lock = threading.Lock()
        self.is_closing = threading.Event()
        self.server = _Server(("127.0.0.1", 0), Conversation)
        self.server.upstream = self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def requests(self, containing):
        """The requests whose body contains this text, oldest first."""
        return [each for each in list(self.received) if containing in json.dumps(each.json)]

    def receive(self, path, headers, body):
        received = Received(path, headers, body, self.name)
        with self.lock:
            self.received.append(received)
        return received

    def refusal(self, received):
        """The status that the marks ask for, None when the request is to be answered."""
        if status := received.marks.number("status"):
            return status
        times, status = received.marks.get("fail") or (0, None)
        with self.lock:
            self.failed[received.text] += 1
            return status if self.failed[received.text] <= times else None

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
