# SPDX-License-Identifier: Apache-2.0
"""Usage of months long past goes into files that other programs read; the journal stays and goes on
proving itself, whatever happens in between."""

import csv
import gzip
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from harness import binary_path, eventually, loads
from past import clock_shim, go_to  # noqa: F401  (a fixture)
from test_disk_full import SmallDisk

D = Decimal
NANO = D("0.000000001")
DAYS_AGO = 200
FOLDER = Path(__file__).resolve().parent
ECHO = {"model": "florin/echo", "messages": [{"role": "user", "content": "hello"}]}


def day(days_ago):
    return datetime.now(timezone.utc).date() - timedelta(days=days_ago)


def month_after(days_ago):
    """The first day of the month that follows the one so many days ago."""
    return (day(days_ago).replace(day=1) + timedelta(days=31)).replace(day=1)


BEFORE = month_after(DAYS_AGO)
MONTH = f"{day(DAYS_AGO):%Y-%m}"


class Past:
    """A server whose organization spent something in two ways, long ago, and lives now."""

    def __init__(self, server):
        self.server = server
        self.archives = server.folder / "archives"
        server.contract = None  # answers of another time, whose shape other tests compare
        go_to(server, -DAYS_AGO)
        self.organization = each = server.organization(100)
        self.charges = [each.charge(D("1.5"), description='a "quoted", name', metadata={"a": [1]})]
        assert each.refund(self.charges[0], D("0.25")).status == 201
        self.hold = each.hold(3)
        captured = each.api.post(f"/api/v1/holds/{self.hold['id']}/capture", {"amount": 2},
                                 idempotency="capture")
        self.captured = captured.body
        self.charges.append(captured.ok(201)["charge"])
        released = each.hold(1)
        each.api.post(f"/api/v1/holds/{released['id']}/release").ok()
        self.call()
        self.expected = [D("1.5"), D(2)]
        go_to(server, 0)

    def call(self):
        return self.organization.api.post(
            "/v1/chat/completions", ECHO, idempotency="a call of long ago")

    def archive(self, *arguments, expect=0):
        done = self.server.florin(
            "usage", "archive", "--before", str(BEFORE), "--to", str(self.archives), "--json",
            *arguments, expect=expect)
        return loads(done.stdout)

    def count(self, table):
        with closing(self.server.open_database()) as database:
            [row] = database.execute(f"SELECT count(*) AS number FROM {table}").fetchall()
            return row["number"]

    def verify(self, *, expect=0, files=True):
        arguments = ["--archives", str(self.archives)] if files else []
        return loads(self.server.florin(
            "ledger", "verify", "--json", *arguments, expect=expect).stdout)

    def rows(self, name, month=MONTH):
        csv.field_size_limit(1 << 24)
        with gzip.open(self.archives / month / f"{name}-{month}.csv.gz", "rt", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def past(make_server, clock_shim):  # noqa: F811
    return Past(make_server(start=False, env={"LD_PRELOAD": str(clock_shim)}))


def test_old_usage_becomes_files_that_other_programs_read(past):
    past.archives.mkdir()
    if os.geteuid() == 0:
        os.chown(past.archives, 4242, 4242)
    [archive] = past.archive()["archives"]
    assert archive["month"] == MONTH and archive["state"] == "finished"
    assert archive["charges"] == 3 and past.count("charge") == 0
    assert archive["holds"] == 3 and past.count("hold") == 0

    charges = past.rows("charges")
    assert [row["id"] for row in charges[:2]] == [charge["id"] for charge in past.charges]
    assert [int(row["amount_nanocredits"]) * NANO for row in charges[:2]] == past.expected
    assert int(charges[0]["refunded_nanocredits"]) * NANO == D("0.25")
    assert charges[0]["description"] == 'a "quoted", name'
    assert json.loads(charges[0]["metadata"]) == {"a": [1]}
    assert charges[2]["model"] == "echo" or charges[2]["model"] == "florin/echo"
    assert datetime.fromisoformat(charges[0]["created_at"]).tzinfo is not None
    quote = loads(charges[2]["quote"])
    assert D(quote["total"]) == int(charges[2]["amount_nanocredits"]) * NANO
    statuses = sorted(row["status"] for row in past.rows("holds"))
    assert statuses == ["captured", "captured", "released"]
    assert {row["id"] for row in past.rows("holds")} >= {past.hold["id"]}

    folder = past.archives / MONTH
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=True,
                   capture_output=True)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["files"][0]["rows"] == 3
    assert manifest["files"][0]["sums"]["amount_nanocredits"] == sum(
        int(row["amount_nanocredits"]) for row in charges)
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.stat().st_uid == past.archives.stat().st_uid, "whoever serves can read it"
    checked = loads(past.server.florin(
        "usage", "verify-archive", str(past.archives), "--json").stdout)
    assert checked["ok"] is True and checked["archives"][0]["charges"] == 3


def test_the_script_of_the_documentation_recomputes_the_charges(past):
    past.archive()
    document = (FOLDER.parent / "docs/archive.md").read_text()
    [script] = re.findall(r"^```python\n(.*?)^```", document, re.MULTILINE | re.DOTALL)
    done = subprocess.run([sys.executable, "-c", script, str(past.archives / MONTH)], check=True,
                          capture_output=True, text=True)
    assert f"charges-{MONTH}.csv.gz: 3 rows, 1 recomputed from their usage" in done.stdout


def test_the_books_go_on_proving_themselves(past):
    before = exported(past)
    balance = past.organization.balance
    past.archive()
    assert past.verify(files=False)["ok"] and past.verify()["ok"]
    assert exported(past) == before
    assert past.organization.balance == balance
    past.organization.charge(1)
    assert past.verify()["ok"] and past.archive()["archives"] == []
    doctor = loads(past.server.florin("doctor", "--json", expect=None).stdout)
    [finding] = [each for each in doctor["checks"] if each["name"] == "archive"]
    assert finding["ok"] and "3 charges and 3 holds are archived" in finding["detail"]


def exported(past):
    """Legs, balances and metadata; the titles have the words of the charges, which are archived."""
    text = past.server.florin("ledger", "export").stdout
    return [line for line in text.splitlines() if line.startswith(" ")]


def test_who_asks_for_what_is_archived_is_told_so(past):
    lines = past.organization.transactions()
    past.archive()
    api = past.organization.api
    today = datetime.now(timezone.utc).date().isoformat()
    for path in (f"/api/v1/charges/{past.charges[0]['id']}", f"/api/v1/holds/{past.hold['id']}"):
        refusal = api.get(path).refused(404, "resource_not_found")
        assert refusal["details"]["archivedBefore"].startswith(str(BEFORE))
        assert refusal["details"]["archivedAt"].startswith(today) and today in refusal["error"]
    refund = past.organization.refund(past.charges[1]).refused(409, "not_refundable")
    assert refund["details"]["refundable"] == 0 and today in refund["error"]
    assert refund["details"]["archivedAt"].startswith(today)
    capture = api.post(f"/api/v1/holds/{past.hold['id']}/capture", {"amount": 1})
    capture.refused(404, "resource_not_found")

    again = api.post(f"/api/v1/holds/{past.hold['id']}/capture", {"amount": 2},
                     idempotency="capture")
    assert again.body == past.captured and again.replayed, "a replay is the same to the byte"
    repeat = past.call()
    assert repeat.status == 409 and repeat.json["error"]["code"] == "conflict"
    assert "made and charged" in repeat.json["error"]["message"]

    after = past.organization.transactions()
    for kept, line in zip(after, lines, strict=True):
        for name in ("id", "type", "amount", "balance_after", "created_at", "charge_id"):
            assert kept[name] == line[name]
    assert past.organization.api.get("/api/v1/holds").ok()["holds"] == []


def test_a_dry_run_counts_and_changes_nothing(past):
    [month] = past.archive("--dry-run")["months"]
    assert month["month"] == MONTH and month["charges"] == 3 and month["holds"] == 3
    assert past.count("charge") == 3 and not past.archives.exists()
    assert past.organization.refund(past.charges[0], D("0.25")).status == 201


def test_recent_usage_stays_whatever_is_asked_for(past):
    def attempt(before, expect):
        return past.server.florin("usage", "archive", "--before", before, "--json",
                                  "--to", str(past.archives), expect=expect)

    refusal = loads(attempt(str(day(0).replace(day=1)), 1).stdout)
    assert refusal["code"] == "validation_error" and "90 days" in refusal["error"]
    for malformed in ("2026-07-02", "yesterday", "2026"):
        assert "--before" in attempt(malformed, 64).stderr
    nowhere = past.server.florin("usage", "archive", "--before", str(BEFORE), "--json", expect=1)
    assert "FLORIN_ARCHIVE_PATH" in loads(nowhere.stdout)["error"]
    assert past.count("charge") == 3


def test_a_server_archives_by_itself_what_is_older_than_its_settings_say(past):
    go_to(past.server, 0, FLORIN_USAGE_RETENTION_DAYS="120",
          FLORIN_ARCHIVE_PATH=str(past.archives))
    eventually(lambda: past.count("charge") == 0, what="the job")
    eventually(lambda: past.server.api().get("/readyz").ok()["checks"]["archive"]["state"]
               == "finished", what="the news of it", within=40)
    checks = past.server.api().get("/readyz").ok()["checks"]["archive"]
    assert checks["charges"] == 3 and checks["hasFailed"] is False
    metrics = past.server.api().get("/metrics").body.decode()
    assert "florin_usage_archived_charges 3" in metrics
    assert "florin_usage_archive_failed 0" in metrics
    jobs = past.server.operator.get("/api/v1/admin/jobs").ok()["jobs"]
    [job] = [each for each in jobs if each["name"] == "usage"]
    assert job["lastRun"]["status"] == "succeeded"
    run = past.server.operator.post(
        "/api/v1/admin/jobs/usage/run", {"asOf": "2099-01-01T00:00:00Z"}).ok()
    assert run["run"]["processed"] == 0, "what is young stays, whatever moment is named"
    assert past.verify()["ok"]


def test_settings_that_say_too_little_stop_the_start(past):
    def serve(**env):
        past.server.extra |= env
        return past.server.florin("serve", expect=1).stderr

    past.server.stop()
    assert "FLORIN_ARCHIVE_PATH" in serve(FLORIN_USAGE_RETENTION_DAYS="365")
    assert "from 90 to" in serve(FLORIN_USAGE_RETENTION_DAYS="30", FLORIN_ARCHIVE_PATH="x")


def test_a_damaged_or_missing_file_is_named(past):
    past.archive()
    path = past.archives / MONTH / f"charges-{MONTH}.csv.gz"
    whole = path.read_bytes()
    path.write_bytes(gzip.compress(gzip.decompress(whole).replace(b"1500000000", b"1500000001")))
    checked = past.server.florin("usage", "verify-archive", str(past.archives), "--json", expect=1)
    assert path.name in loads(checked.stdout)["archives"][0]["error"]
    verdict = past.verify(expect=1)
    assert verdict["firstError"]["table"] == "usage_archive"
    assert path.name in verdict["firstError"]["problem"]
    path.unlink()
    assert path.name in past.verify(expect=1)["firstError"]["problem"]
    assert past.verify(files=False)["ok"], "without the files the sums are believed"
    path.write_bytes(whole)
    assert past.verify()["ok"]


def test_a_full_disk_is_said_and_removes_nothing(past, notice):
    try:
        disk = SmallDisk(past.archives)
    except (subprocess.CalledProcessError, FileNotFoundError):
        notice("SKIPPED, no small file system could be mounted here")
        pytest.skip("mounting needs root")
    try:
        disk.fill(past.server)
        refused = past.archive(expect=1)
        assert "No space left" in refused["error"] and str(past.archives) in refused["error"]
        assert past.count("charge") == 3
        doctor = loads(past.server.florin("doctor", "--json", expect=1).stdout)
        [finding] = [each for each in doctor["checks"] if each["name"] == "archive"]
        assert not finding["ok"] and "No space left" in finding["detail"]
        disk.free(past.server)
        [archive] = past.archive()["archives"]
        assert archive["charges"] == 3 and archive["failure"] is None
        assert past.verify()["ok"]
    finally:
        disk.close()


def test_a_run_that_is_killed_again_and_again_archives_each_row_once(past):
    server, customer = past.server, past.organization
    go_to(server, -DAYS_AGO)
    old = {charge["id"] for charge in past.charges}
    lock = threading.Lock()

    def spend():
        for _ in range(150):
            charge = customer.charge(NANO, metadata={"padding": random.randbytes(400).hex()})
            with lock:
                old.add(charge["id"])

    run_all(spend, 4)
    go_to(server, 0)
    ends, young = threading.Event(), []

    def go_on():
        while not ends.is_set():
            young.append(customer.charge(NANO)["id"])

    load = threading.Thread(target=go_on)
    load.start()
    try:
        for pause in (0.05, 0.4):
            command = subprocess.Popen(
                [binary_path(), "usage", "archive", "--before", str(BEFORE), "--to",
                 str(past.archives)], env=server.env, cwd=server.folder,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            eventually(lambda: began(past) or command.poll() is not None, what="the run",
                       within=60)
            time.sleep(pause)
            command.kill()
            command.wait()
            assert past.verify()["ok"] and past.verify(files=False)["ok"]
        past.archive()
    finally:
        ends.set()
        load.join()
    rows = [row["id"] for row in past.rows("charges")]
    assert len(rows) == len(set(rows)) and set(rows) >= old
    assert past.count("charge") == len(young)
    assert past.verify()["ok"]
    names = sorted(path.name for path in past.archives.iterdir())
    assert names == [MONTH], "nothing is left of what was cut off"


def began(past):
    return past.archives.exists() and any(past.archives.iterdir())


def run_all(work, count):
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.sqlite("PostgreSQL has backup tools of its own")
def test_backups_and_archives_fit_whichever_is_older(past, make_server):
    server = past.server
    before = loads(server.florin("backup", "--json", "--to", str(server.folder / "before.db")).stdout)
    past.archive()
    after = loads(server.florin("backup", "--json", "--to", str(server.folder / "after.db")).stdout)
    server.stop()
    server.florin("restore", "--from", after["path"], "--force", "--verify")
    assert past.verify()["ok"]
    server.florin("restore", "--from", before["path"], "--force", "--verify")
    assert past.count("charge") == 3
    refused = past.archive(expect=1)
    assert refused["code"] == "conflict" and "move it away" in refused["error"]
    (past.archives / MONTH).rename(server.folder / "older")
    assert past.archive()["archives"][0]["charges"] == 3
    assert past.rows("charges") and past.verify()["ok"]
    server.start()


@pytest.mark.sqlite("from one file into another")
def test_data_that_move_take_what_is_kept_of_archives_along(past):
    past.archive()
    past.organization.charge(1)
    past.server.stop()
    target = f"sqlite:{past.server.folder / 'moved.db'}"
    moved = loads(past.server.florin(
        "migrate-data", "--from", past.server.database_url, "--to", target, "--json").stdout)
    assert moved["ok"] is True
    verdict = past.server.florin("ledger", "verify", "--archives", str(past.archives), "--json",
                                 "--database-url", target)
    assert loads(verdict.stdout)["ok"] is True
    past.server.start()
