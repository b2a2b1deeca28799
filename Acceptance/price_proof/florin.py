# SPDX-License-Identifier: Apache-2.0
"""Florin's answers, got over HTTP: the only place that knows how."""

from __future__ import annotations

import http.client
from decimal import Decimal
from pathlib import Path
from types import TracebackType

from harness import Server
from harness.exact import dumps, loads

ADMIN = "/api/v1/admin"


class Florin:
    """A server whose price book has these models too, and a customer of it without a markup."""

    def __init__(self, server: Server, catalogs: dict[str, dict]):
        """Imports each catalog (Florin's format) as a source of its own."""
        for name, catalog in catalogs.items():
            body = {"format": "florin", "source": name, "content": catalog}
            answer = server.operator.post(f"{ADMIN}/pricing/import", body, timeout=120)
            if answer.status == 404:
                raise NotImplementedError("this build of Florin imports no price lists")
            answer.ok(201)
        customer = server.organization()
        server.operator.call(
            "PUT", f"{ADMIN}/organizations/{customer.id}/contract",
            {"markup": 0, "reason": "prices as they are upstream"}).ok()
        self.headers = server.api(customer.key).headers_for() | {"Content-Type": "application/json"}
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=60)

    def quote(self, request: dict) -> dict:
        """The quote, its numbers as exact decimals; {"error": …} for a refusal.

        One connection for all of them: Florin keeps it alive.
        """
        self.connection.request("POST", "/api/v1/quotes", dumps(request), self.headers)
        response = self.connection.getresponse()
        body = loads(response.read().decode())
        assert response.status in (200, 400, 404, 422), (response.status, body)
        assert response.status != 200 or body["markup"] == 0, body
        return body

    def close(self) -> None:
        self.connection.close()


class OwnServer:
    """A server for a `with`, on a folder that may be thrown away."""

    def __init__(self, folder: Path):
        self.server = Server(folder)

    def __enter__(self) -> Server:
        self.server.start()
        return self.server

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None
    ) -> None:
        self.server.stop()


def price(quote: dict) -> Decimal | None:
    """What the upstream takes, exactly; None where Florin refuses."""
    return Decimal(quote["upstreamCost"]) if "upstreamCost" in quote else None
