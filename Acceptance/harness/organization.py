# SPDX-License-Identifier: Apache-2.0
"""A customer of the server under test, with the questions that every test asks about it."""

import uuid
from decimal import Decimal

ALL_SCOPES = ["read", "spend", "billing", "admin", "meter"]


class Organization:
    """One organization and its first key; each test owns its own."""

    def __init__(self, server, identity, name, key):
        self.server = server
        self.id = identity
        self.name = name
        self.key = key
        self.granted = Decimal(0)

    @classmethod
    def create(cls, server, credits=None, *, scopes=ALL_SCOPES, name=None):
        name = name or f"Test {uuid.uuid4().hex[:12]}"
        body = {"name": name}
        if scopes is not None:
            body["scopes"] = scopes
        created = server.operator.post("/api/v1/admin/organizations", body).ok(201)
        assert created["organization"]["name"] == name
        organization = cls(server, created["organization"]["id"], name, created["apiKey"])
        if credits is not None:
            organization.grant(credits)
        return organization

    def at(self, server):
        """The same organization as another node serves it."""
        return Organization(server, self.id, self.name, self.key)

    @property
    def api(self):
        return self.server.api(self.key)

    @property
    def as_operator(self):
        """The operator acting for this organization."""
        return self.server.api(self.server.operator_key, organization=self.id)

    def grant(self, amount, source="purchase", *, idempotency=None, **more):
        body = {"amount": Decimal(amount), "source": source, "reason": "test", **more}
        self.granted += Decimal(amount)
        return self.server.operator.post(
            f"/api/v1/admin/organizations/{self.id}/grants", body, idempotency=idempotency).ok(201)

    def hold(self, amount, **more):
        """Places a hold and returns it."""
        return self.api.post("/api/v1/holds", {"amount": Decimal(amount), **more}).ok(201)["hold"]

    def capture(self, hold, amount, **more):
        """Captures a hold and returns the charge."""
        path = f"/api/v1/holds/{hold['id']}/capture"
        return self.api.post(path, {"amount": Decimal(amount), **more}).ok(201)["charge"]

    def charge(self, amount, **more):
        body = {"amount": Decimal(amount), **more}
        return self.api.post("/api/v1/charges", body).ok(201)["charge"]

    def refund(self, charge, amount=None, reason="test"):
        """Asks for a refund and returns the whole answer."""
        body = {"reason": reason} | ({} if amount is None else {"amount": Decimal(amount)})
        return self.api.post(f"/api/v1/charges/{charge['id']}/refund", body)

    def explained(self, charge_id):
        """The charge as GET /api/v1/charges/{id} explains it."""
        return self.api.get(f"/api/v1/charges/{charge_id}").ok()["charge"]

    @property
    def balance(self):
        return Decimal(self.api.get("/api/v1/credits/balance").ok()["balance"])

    @property
    def pending(self):
        return Decimal(self.summary["pending"])

    @property
    def summary(self):
        return self.api.get("/api/v1/credits/summary").ok()

    def transactions(self, query=""):
        """All rows, newest first, whatever the page size."""
        rows, cursor = [], None
        while True:
            following = f"&cursor={cursor}" if cursor else ""
            page = self.api.get(f"/api/v1/credits/transactions?limit=200{following}{query}").ok()
            rows += page["transactions"]
            cursor = page["nextCursor"]
            if cursor is None:
                return rows

    def charges(self):
        """The rows of spending."""
        return [row for row in self.transactions() if row["type"] == "usage"]
