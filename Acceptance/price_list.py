# SPDX-License-Identifier: Apache-2.0
"""A publisher of a price list in LiteLLM's shape, whose prices a test changes; and questions that
tests ask about prices."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class PriceList:
    """The list, on a free port; it counts how it was answered."""

    def __init__(self):
        self.models = {}
        self.status = 200
        self.body = None
        self.answers = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                owner.answer(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/prices.json"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def sell(self, name, input_price, output_price, provider="openai"):
        """Prices a chat model, in USD for a token, as decimal texts."""
        self.models[name] = {
            "litellm_provider": provider, "mode": "chat",
            "input_cost_per_token": input_price, "output_cost_per_token": output_price}

    def text(self):
        if self.body is not None:
            return self.body
        entries = []
        for name, model in self.models.items():
            members = ",".join(
                f"{json.dumps(key)}:{value if key.endswith('token') else json.dumps(value)}"
                for key, value in model.items())
            entries.append(f"{json.dumps(name)}:{{{members}}}")
        return "{" + ",".join(entries) + "}"

    def answer(self, request):
        body = self.text().encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        status = self.status
        if status == 200 and request.headers.get("If-None-Match") == etag:
            status = 304
        self.answers.append(status)
        request.send_response(status)
        if status in (200, 304):
            request.send_header("ETag", etag)
        payload = body if status == 200 else b"" if status == 304 else b"out of order"
        if status != 304:
            request.send_header("Content-Length", str(len(payload)))
        request.end_headers()
        request.wfile.write(payload)


ADMIN = "/api/v1/admin/pricing"
MILLION = 1_000_000


def refresh(shop, **options):
    return shop.operator.post(f"{ADMIN}/refresh", {}, **options).ok()


def quoted(organization, model="gpt-test-1", **more):
    body = {"model": model, "usage": {"input_tokens": MILLION}, **more}
    return organization.api.post("/api/v1/quotes", body).ok()


def cost(organization, model="gpt-test-1", **more):
    return quoted(organization, model, **more)["upstreamCost"]


def events(shop, action):
    return shop.operator.get(f"/api/v1/admin/audit?action={action}").ok()["events"]
