# SPDX-License-Identifier: Apache-2.0
"""Customers: callers that send commands to any node, and each command until it is acknowledged."""

import random
import secrets
import threading
import time
from dataclasses import dataclass, field

from .books import Books
from .wire import BROKEN, Wire, amount, nanocredits

THINK_SECONDS = 0.05
RETRY_SECONDS = 0.2


class Refused(Exception):
    """An answer that no repeat will change: the drill itself is wrong, or Florin is."""


@dataclass
class Command:
    """A request under a key of its own, which may be sent as often as it takes."""

    path: str
    body: dict
    status: int = 201
    by_operator: bool = False
    key: str = field(default_factory=lambda: secrets.token_hex(12))


def customer(books, dice):
    """An endless sequence of commands; each is yielded, and gets the JSON of its success."""
    while True:
        kind = dice.choice(["grant", "charge", "charge", "refund", "hold", "hold", "hold"])
        size = dice.randrange(2, 10**9)
        if kind == "grant":
            answer = yield Command(
                f"/api/v1/admin/organizations/{books.organization}/grants",
                {"amount": amount(size), "source": "purchase", "reason": "drill"},
                by_operator=True)
            books.move(answer["grant"]["id"], size)
        elif kind == "hold":
            yield from hold(books, dice, size)
        else:
            answer = yield Command("/api/v1/charges", {"amount": amount(size)})
            charge = answer["charge"]["id"]
            books.move(charge, -size)
            if kind == "refund":
                part = dice.randrange(1, size)
                answer = yield Command(f"/api/v1/charges/{charge}/refund",
                                       {"amount": amount(part), "reason": "drill"})
                books.move(answer["refund"]["id"], part)


def hold(books, dice, size):
    answer = yield Command("/api/v1/holds", {"amount": amount(size), "expiresIn": 86_400})
    place = f"/api/v1/holds/{answer['hold']['id']}"
    books.hold(size)
    ending = dice.choice(["capture", "capture less", "capture more", "release", "leave"])
    if ending == "release":
        yield Command(f"{place}/release", {}, status=200)
        books.hold(-size)
    elif ending != "leave":
        taken = {"capture": size, "capture less": size // 2, "capture more": size * 2}[ending]
        answer = yield Command(f"{place}/capture", {"amount": amount(taken)})
        books.move(answer["charge"]["id"], -taken)
        books.hold(-size)


class Caller(threading.Thread):
    """One of an organization's customers. Between two commands it looks whether it may go on."""

    def __init__(self, load, books, dice):
        super().__init__(daemon=True)
        self.load = load
        self.books = books
        self.dice = dice
        self.wire = Wire(load.addresses, load.port)
        self.address = dice.choice(load.addresses)
        self.is_idle = False

    def run(self):
        try:
            script = customer(self.books, self.dice)
            command = next(script)
            while True:
                self.wait_at_the_gate()
                command = script.send(self.insist(command))
                time.sleep(self.dice.uniform(0, 2 * THINK_SECONDS))
        except Exception as problem:
            self.load.problems.append(problem)

    def wait_at_the_gate(self):
        if not self.load.gate.is_set():
            self.is_idle = True
            self.load.gate.wait()
            self.is_idle = False

    def insist(self, command):
        """Sends a command until it is acknowledged, to the other node after each failure."""
        key = self.load.operator_key if command.by_operator else self.books.key
        while True:
            try:
                status, body = self.wire.call(
                    self.address, "POST", command.path, key, command.body, command.key)
            except BROKEN:
                status, body = None, {}
            if status == command.status:
                self.load.acknowledged.append((time.monotonic(), self.address))
                return body
            is_worth_it = status is None or status >= 500 or body.get("code") == "conflict"
            if not is_worth_it:
                raise Refused(f"{command.path}: {status} {body}")
            self.load.failures.append((time.monotonic(), self.address, status))
            self.address = self.dice.choice(self.load.addresses)
            time.sleep(RETRY_SECONDS)


class Load:
    """All callers, and the times of what they were told."""

    def __init__(self, addresses, operator_key, seed, organizations, callers, port=8080):
        self.addresses = addresses
        self.port = port
        self.operator_key = operator_key
        self.wire = Wire(addresses, port)
        self.gate = threading.Event()
        self.acknowledged = []
        self.failures = []
        self.problems = []
        dice = random.Random(seed)
        self.books = [self.customer() for _ in range(organizations)]
        # Half of the callers share the first organization: rows that many want at once.
        self.callers = [
            Caller(self, self.books[0 if number % 2 else number % organizations],
                   random.Random(dice.random()))
            for number in range(callers)]
        for caller in self.callers:
            caller.start()

    def customer(self):
        """A new organization with a million credits."""
        body = {"name": "Drill", "scopes": ["read", "meter"]}
        made = self.post("/api/v1/admin/organizations", body)
        books = Books(made["organization"]["id"], made["apiKey"])
        million = 10**6 * 10**9
        answer = self.post(f"/api/v1/admin/organizations/{books.organization}/grants",
                           {"amount": amount(million), "source": "purchase", "reason": "drill"})
        books.move(answer["grant"]["id"], nanocredits(answer["grant"]["amount"]))
        return books

    def post(self, path, body):
        status, answer = self.wire.call(
            self.addresses[0], "POST", path, self.operator_key, body, secrets.token_hex(12))
        if status != 201:
            raise Refused(f"{path}: {status} {answer}")
        return answer

    def resume(self):
        self.gate.set()

    def pause(self, seconds=90):
        """Stops the load when every command that was sent has been acknowledged."""
        self.gate.clear()
        end = time.monotonic() + seconds
        while not all(caller.is_idle or not caller.is_alive() for caller in self.callers):
            if time.monotonic() > end:
                raise TimeoutError(f"commands are still without an answer after {seconds} s")
            time.sleep(0.02)
