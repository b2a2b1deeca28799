# SPDX-License-Identifier: Apache-2.0
"""HTTP to Florin nodes, and amounts as whole nanocredits: no binary fraction anywhere."""

import http.client
import json
from decimal import Decimal

from rig.services import wait

BROKEN = (OSError, http.client.HTTPException)
# Longer than a commit that waits for a new standby, shorter than a customer's patience.
TIMEOUT = 6


class Wire:
    """One caller's connections, one to each node, kept open."""

    def __init__(self, addresses, port=8080):
        self.addresses = addresses
        self.port = port
        self.connections = {}

    def call(self, address, method, path, key, body=None, idempotency=None):
        """Status and JSON of one request; raises one of BROKEN where there is no whole answer."""
        connection = self.connections.pop(address, None) or http.client.HTTPConnection(
            address, self.port, timeout=TIMEOUT)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        if idempotency:
            headers["Idempotency-Key"] = idempotency
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        except BROKEN:
            connection.close()
            raise
        self.connections[address] = connection
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(text, parse_float=Decimal) if is_json else {}

    def insist(self, method, path, key, seconds=60):
        """The JSON of a read, from whichever node gives it first."""
        found = []

        def ask():
            for address in self.addresses:
                try:
                    status, body = self.call(address, method, path, key)
                except BROKEN:
                    continue
                if status == 200:
                    found.append(body)
                    return True
            return False

        if not wait(ask, seconds):
            raise TimeoutError(f"{method} {path}: no answer within {seconds} s")
        return found[0]


def amount(nanocredits):
    """As a request says it: a decimal string."""
    return f"{nanocredits // 10**9}.{nanocredits % 10**9:09}"


def nanocredits(number):
    """As an answer says it: a JSON number, read as an int or a Decimal."""
    return int(Decimal(number).scaleb(9))
