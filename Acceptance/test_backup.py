# SPDX-License-Identifier: Apache-2.0
"""Backups beside a live server, and restores: one moment, whole, or nothing at all."""

import random
import resource
import signal
import subprocess
import threading
import time
from decimal import Decimal

import pytest

from harness import Organization, binary_path, eventually, loads, run_florin

ON_SQLITE = pytest.mark.sqlite("PostgreSQL has backup tools of its own")
D = Decimal
PRICE = D("0.000001")


class Load:
    """Charges from a few threads, as fast as they are answered."""

    def __init__(self, organization, threads=3):
        self.organization = organization
        self.acknowledged = []
        self.ends = threading.Event()
        self.problems = []
        self.threads = [threading.Thread(target=self._charge) for _ in range(threads)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        for thread in self.threads:
            thread.join(60)
        assert not self.problems, self.problems

    def _charge(self):
        try:
            while not self.ends.is_set():
                charge = self.organization.charge(PRICE, metadata={"padding": "x" * 500})
                self.acknowledged.append(charge["id"])
        except Exception as problem:
            self.problems.append(problem)

    def wait_for(self, more):
        goal = len(self.acknowledged) + more
        eventually(lambda: self.problems or len(self.acknowledged) >= goal, what="charges")


def backup(server, *arguments, expect=0):
    return loads(server.florin("backup", "--json", *arguments, expect=expect).stdout)


def restore(server, path, *arguments, expect=0):
    return loads(server.florin(
        "restore", "--from", str(path), "--json", *arguments, expect=expect).stdout)


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def living(make_server):
    """A server with an organization that has spent something."""
    server = make_server()
    server.contract = None  # thousands of answers whose shape other tests have compared
    organization = server.organization(1000)
    organization.charge(1)
    return organization


@ON_SQLITE
def test_a_backup_under_load_is_one_moment_and_lacks_nothing_acknowledged_before(
        living, make_server):
    server = living.server
    with Load(living) as load:
        load.wait_for(200)
        before = set(load.acknowledged)
        told = backup(server, "--to", str(server.folder / "backup.db"))
        during = len(load.acknowledged) - len(before)
        load.wait_for(50)
    assert during > 0, "the server went on while it was copied"
    assert told["verified"] is True and told["entries"] >= len(before) + 2

    other = make_server(start=False)
    restored = restore(other, told["path"], "--verify")
    assert restored["ledger"] == told["ledger"] and restored["kept"] is None
    assert other.verify()["entries"] == told["entries"]
    other.start()
    copy = Organization(other, living.id, living.name, living.key)
    there = copy.charges()
    assert len(there) == told["entries"] - 1
    assert copy.balance == 1000 - 1 - (len(there) - 1) * PRICE, "the balance of that moment"
    api = copy.api
    for charge in random.sample(sorted(before), 100):
        api.get(f"/api/v1/charges/{charge}").ok()
    copy.charge(1)
    assert server.verify()["entries"] == len(load.acknowledged) + 2, "the original lacks nothing"


@ON_SQLITE
def test_a_backup_is_private_and_leaves_nothing_but_itself(living):
    told = backup(living.server)
    folder = living.server.folder / "backups"
    assert names(folder) == sorted([told["path"].split("/")[-1], told["manifest"].split("/")[-1]])
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


@ON_SQLITE
def test_a_damaged_backup_is_refused_and_the_database_stays(living):
    server = living.server
    path = server.folder / "backup.db"
    backup(server, "--to", str(path))
    living.charge(2)
    server.stop()
    with path.open("r+b") as file:
        file.seek(40_000)
        file.write(b"damage" * 1000)
    refused = restore(server, path, "--force", expect=1)
    assert refused["code"] == "damaged" and "SHA-256" in refused["error"]
    (server.folder / "backup.db.json").unlink()
    refused = restore(server, path, "--force", "--verify", expect=1)
    assert "damage" in refused["error"] or "wrong" in refused["error"]
    server.start()
    assert living.balance == 1000 - 1 - 2


@ON_SQLITE
def test_a_running_server_keeps_its_database(living):
    server = living.server
    path = server.folder / "backup.db"
    backup(server, "--to", str(path))
    refused = restore(server, path, "--force", expect=1)
    assert refused["code"] == "conflict" and "stop it first" in refused["error"]
    living.charge(1)
    assert living.balance == 1000 - 2


@ON_SQLITE
def test_the_log_of_a_killed_server_is_kept_with_the_old_database(living):
    server = living.server
    path = server.folder / "backup.db"
    backup(server, "--to", str(path))
    living.charge(5)
    server.kill()
    assert (server.folder / "florin.db-wal").stat().st_size > 0
    assert restore(server, path, expect=1)["code"] == "conflict", "there is a database"
    told = restore(server, path, "--force")
    server.start()
    assert living.balance == 1000 - 1, "nothing of the old log is in the new database"
    server.stop()
    kept = server.florin("ledger", "verify", "--json", "--database-url", f"sqlite:{told['kept']}")
    assert loads(kept.stdout)["entries"] == 3, "and everything is in the old one"


def run_limited(server, *arguments, size):
    """Runs a command none of whose files may become larger than `size` bytes."""
    return subprocess.run(
        [binary_path(), *arguments], env=server.env, cwd=server.folder, capture_output=True,
        text=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))


@ON_SQLITE
def test_a_disk_without_room_leaves_nothing_half_done(living):
    server = living.server
    size = (server.folder / "florin.db").stat().st_size
    done = run_limited(server, "backup", "--to", "small/", size=size // 2)
    assert done.returncode == 1 and "full" in done.stderr, done
    assert names(server.folder / "small") == []
    told = backup(server, "--to", "good/")
    living.charge(3)
    server.stop()
    done = run_limited(server, "restore", "--from", told["path"], "--force", size=size // 2)
    assert done.returncode == 1 and done.stderr.startswith("florin: cannot write"), done
    assert not [name for name in names(server.folder) if "restoring" in name or "replaced" in name]
    server.start()
    assert living.balance == 1000 - 1 - 3


def kill_in_the_middle(server, dice, *arguments):
    """Starts a command and kills it after a moment; returns whether it had ended before."""
    process = subprocess.Popen(
        [binary_path(), *arguments], env=server.env, cwd=server.folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(dice.uniform(0.01, 0.35))
    process.send_signal(signal.SIGKILL)
    return process.wait(30) == 0


@ON_SQLITE
def test_a_restore_that_is_killed_leaves_the_old_database_or_the_new_one(living):
    server, dice = living.server, random.Random(7)
    paths = [server.folder / f"{number}.db" for number in range(2)]
    entries = [backup(server, "--to", str(paths[0]))["entries"]]
    living.charge(1)
    entries.append(backup(server, "--to", str(paths[1]))["entries"])
    living.charge(1)
    server.kill()  # with a log that belongs to neither
    found = entries[1] + 1
    for round in range(20):
        number = round % 2
        ended = kill_in_the_middle(
            server, dice, "restore", "--from", str(paths[number]), "--force")
        left = server.verify()["entries"]
        assert left == entries[number] if ended else left in (found, entries[number])
        found = left
    restore(server, paths[0], "--force", "--verify")
    server.start()
    assert living.balance == 1000 - 1


@ON_SQLITE
def test_a_backup_that_is_killed_is_none(living):
    server, dice = living.server, random.Random(8)
    folder = server.folder / "kept"
    for number in range(12):
        path = folder / f"{number}.db"
        kill_in_the_middle(server, dice, "backup", "--to", str(path))
        if path.exists():
            server.florin("ledger", "verify", "--database-url", f"sqlite:{path}")
    told = backup(server, "--to", str(folder / "0.db"), "--force")
    assert told["verified"] is True
    living.charge(1)
    server.verify()


@pytest.mark.parametrize("command", [("backup",), ("restore", "--from", "backup.db")])
def test_a_postgresql_database_is_left_to_its_own_tools(command, tmp_path):
    (tmp_path / "backup.db").write_bytes(b"x")
    done = run_florin(
        *command, "--database-url", "postgres://florin:secret@db.example/bills", cwd=tmp_path,
        expect=1)
    assert "PostgreSQL's own tools" in done.stderr and "docs/operate.md" in done.stderr
    assert done.stderr.count("\n") == 1 and "secret" not in done.stderr
