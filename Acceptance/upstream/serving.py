# SPDX-License-Identifier: Apache-2.0
"""What providers in tests have in common: a free port, and answers in JSON."""

import email
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Provider:
    """Serves on a free port while its block runs."""

    key = "sk-upstream-secret"

    def __init__(self, conversation):
        self.server = _Server(("127.0.0.1", 0), conversation)
        self.server.upstream = self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """Broken connections are this program's trade."""


class Conversation(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Quiet."""

    @property
    def upstream(self):
        return self.server.upstream

    def body(self):
        """What was sent: its bytes, and its fields, those of files as bytes."""
        content_type = self.headers.get("Content-Type", "")
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        return raw, (_form(content_type, raw) if content_type.startswith("multipart/")
                     else json.loads(raw))

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _form(content_type, raw):
    """Fields by name, as another program reads them."""
    message = email.message_from_bytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw)
    fields = {}
    for part in message.get_payload():
        content = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        fields[name] = content if part.get_filename() else content.decode()
    return fields
