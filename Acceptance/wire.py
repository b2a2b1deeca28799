# SPDX-License-Identifier: Apache-2.0
"""The way between Florin and PostgreSQL, which breaks where a test wants it to.

What Florin sends and what it gets is passed on; the transaction that is chosen meets an accident at
its commit, where it hurts most:

    "unsent"      the connection breaks before the commit reaches the server
    "unanswered"  the server commits, the answer is lost
    "late"        the connection breaks for Florin, and the server gets the commit a second later
"""

import socket
import struct
import threading
import time
from contextlib import suppress

COMMIT = b"COMMIT\0"
ACCIDENTS = ("unsent", "unanswered", "late")
LATE_SECONDS = 1.0


class Wire:
    """A port in front of a server; `accidents` are met by the next commits that `choose` takes."""

    def __init__(self, port):
        self.server_port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.accidents = []
        self.marked = b""
        self.met = []

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def plan(self, accident, marked):
        """The next transaction that says `marked` on its way to the server meets this accident."""
        with self.lock:
            self.accidents.append(accident)
            self.marked = marked

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.server_port))
            _Link(self, client, server).start()


class _Link:
    """One connection, passed on in both directions."""

    def __init__(self, wire, client, server):
        self.wire = wire
        self.client = client
        self.server = server
        self.accident = None
        self.is_chosen = False

    def start(self):
        for target in (self._forth, self._back):
            threading.Thread(target=target, daemon=True).start()

    def _forth(self):
        for data in _pieces(self.client):
            with self.wire.lock:
                if self.wire.accidents and self.wire.marked in data:
                    self.is_chosen = True
                if self.is_chosen and COMMIT in data and self.wire.accidents:
                    self.accident = self.wire.accidents.pop(0)
                    self.wire.met.append(self.accident)
            if self.accident:
                return self._meet(data)
            try:
                self.server.sendall(data)
            except OSError:
                break
        self.server.close()

    def _meet(self, data):
        if self.accident == "unsent":
            _reset(self.server)
            _reset(self.client)
        elif self.accident == "unanswered":
            self.server.sendall(data)
        else:
            _reset(self.client)
            time.sleep(LATE_SECONDS)
            self.server.sendall(data)
            time.sleep(LATE_SECONDS)
            self.server.close()

    def _back(self):
        for data in _pieces(self.server):
            if self.accident == "unanswered":
                _reset(self.client)
                return self.server.close()
            try:
                self.client.sendall(data)
            except OSError:
                break
        self.client.close()


def _pieces(end):
    try:
        while data := end.recv(1 << 16):
            yield data
    except OSError:
        return


def _reset(end):
    """As a router that forgot the connection: at once, without a goodbye."""
    with suppress(OSError):  # the other direction may have closed it
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Another thread may sit in recv, which alone would keep the connection alive.
        end.shutdown(socket.SHUT_RDWR)
    end.close()
