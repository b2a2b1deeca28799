# SPDX-License-Identifier: Apache-2.0
"""What a cluster consists of, and where everything is."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent


class Unfit(Exception):
    """It cannot be done here; says why, and what to do."""


@dataclass(frozen=True)
class Node:
    """One machine: its own network, and for a database its own disk."""

    name: str
    address: str
    # Of the namespace, and of the host's end of its cable.
    link: str


@dataclass
class Plan:
    """The choices of `up`, kept in the folder so that every later command knows them."""

    folder: str
    nodes: int = 3
    florin: int = 2
    subnet: str = "10.89.207"
    disk: int = 2048
    shared_buffers: str = "128MB"
    binary: str = str(ROOT / ".build" / "release" / "florin")

    @property
    def path(self):
        return Path(self.folder)

    @property
    def bridge(self):
        return "ha" + self.subnet.split(".")[2]

    @property
    def databases(self):
        return [self._node(f"db-{number}", 10 + number) for number in range(1, self.nodes + 1)]

    @property
    def applications(self):
        return [self._node(f"florin-{number}", 30 + number)
                for number in range(1, self.florin + 1)]

    @property
    def all(self):
        return self.databases + self.applications

    def node(self, name):
        for node in self.all:
            if node.name == name:
                return node
        raise Unfit(f"there is no node {name}: {', '.join(node.name for node in self.all)}")

    def _node(self, name, host):
        return Node(name, f"{self.subnet}.{host}", f"{self.bridge}-{name}")

    def folder_of(self, node):
        return self.path / node.name

    @property
    def secrets(self):
        """Passwords, made at the first look."""
        path = self.path / "secrets.json"
        if not path.is_file():
            names = ["superuser_password", "replication_password", "rewind_password",
                     "florin_password", "operator_key"]
            write_private(path, json.dumps({name: secrets.token_hex(16) for name in names}))
        return json.loads(path.read_text())

    def database_url(self, host=None):
        """Florin's database: through the HAProxy beside it, or on whichever node is primary."""
        password = self.secrets["florin_password"]
        hosts = f"{host}:5000" if host else ",".join(
            f"{node.address}:5432" for node in self.databases)
        # HAProxy believes every node to be primary until it has asked it once.
        return (f"postgres://florin:{password}@{hosts}/florin"
                "?target_session_attrs=read-write&connect_timeout=3")

    def save(self):
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "plan.json").write_text(json.dumps(asdict(self), indent=1) + "\n")

    @staticmethod
    def load(folder):
        path = Path(folder).resolve()
        if (path / "plan.json").is_file():
            return Plan(**json.loads((path / "plan.json").read_text()) | {"folder": str(path)})
        return Plan(str(path))


def write_private(path, text):
    """A file that only its owner can read, from its first byte on."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
