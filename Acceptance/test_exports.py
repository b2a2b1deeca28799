# SPDX-License-Identifier: Apache-2.0
"""The journal proves itself to programs that Florin's authors did not write.

hledger and beancount (Debian packages) must accept the exports and agree with the API to the
nanocredit; the hash chain is recomputed here from the table and nothing else.
"""

import csv
import hashlib
import json
import random
import shutil
import subprocess
import time
from collections import defaultdict
from contextlib import closing
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from harness import Server, loads

D = Decimal


def in_seconds(seconds):
    moment = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def tool(name):
    """A missing tool is a failure: without it nothing is proved."""
    path = shutil.which(name)
    assert path, f"{name} is not installed (Debian: apt install hledger beancount)"
    return path


@pytest.fixture(scope="module")
def busy(tmp_path_factory, contract):
    """A server with a history of every kind of movement, and its organizations."""
    server = Server(tmp_path_factory.mktemp("busy"), contract=contract)
    server.start()
    organizations = [server.organization() for _ in range(4)]
    dice = random.Random(7)
    for organization in organizations[:3]:
        _live(organization, dice)
    time.sleep(3.2)  # the short grants and holds end
    for organization in organizations[:3]:
        organization.charge("0.000000001")
        organization.grant("0.000000007", "earnings")
    yield server, organizations
    server.verify()
    server.stop()


def _live(organization, dice):
    def amount():
        return D(dice.randrange(1, 3 * 10**9)).scaleb(-9)

    for source in ("purchase", "promotional", "signup", "manual", "earnings", "contract"):
        organization.grant(amount(), source)
    organization.grant(amount(), "promotional", expiresAt=in_seconds(3))
    organization.hold(amount() / 1000 // D("1E-9") * D("1E-9") + D("1E-9"), expiresIn=2)
    organization.hold("0.25")
    charges = [organization.charge(amount() / 8 // D("1E-9") * D("1E-9") + D("1E-9"),
                                   description='"quotes"; semicolons | pipes\nand lines {}')
               for _ in range(12)]
    for charge in charges[::3]:
        organization.refund(charge, charge["amount"] / 2 // D("1E-9") * D("1E-9") + D("1E-9")
                            ).ok(201)
    organization.api.post("/api/v1/charges", {
        "model": "gpt-4o-mini", "usage": {"input_tokens": 1234, "output_tokens": 77}}).ok(201)
    owed = organization.capture(organization.hold("0.5"), 40)
    assert owed["uncollected"] > 0
    organization.grant(D(owed["uncollected"]) + 3)
    organization.grant("2.000000001", "promotional")


@pytest.fixture(scope="module")
def exports(busy, tmp_path_factory):
    """Both exports as files."""
    server, _ = busy
    folder = tmp_path_factory.mktemp("exports")
    files = {}
    for format_, ending in (("hledger", "journal"), ("beancount", "beancount")):
        files[format_] = folder / f"florin.{ending}"
        files[format_].write_text(server.florin("ledger", "export", "--format", format_).stdout)
    return files


def owned(organization):
    summary = organization.summary
    return D(summary["balance"]) + D(summary["pending"])


def same_id(account, identity):
    """Whether an account of an export belongs to this organization, however it had to be spelt."""
    return identity.split("_")[1].lower() in account.lower()


def liability(balances, organization):
    """What the platform owes the organization by these balances: its credits, paid and given."""
    return -sum((balance for account, balance in balances.items()
                 if same_id(account, organization.id)
                 and account.lower().startswith("liabilities")), D(0))


def hledger_balances(path):
    done = subprocess.run([tool("hledger"), "-f", path, "bal", "--flat", "-N", "-O", "json"],
                          check=True, capture_output=True, text=True)
    rows, _ = json.loads(done.stdout)
    return {account: sum((D(amount["aquantity"]["decimalMantissa"]).scaleb(
        -amount["aquantity"]["decimalPlaces"]) for amount in amounts), D(0))
        for account, _, _, amounts in rows}


def beancount_balances(path):
    done = subprocess.run(
        [tool("bean-query"), "-f", "csv", path,
         "SELECT account, sum(number) AS total GROUP BY account"],
        check=True, capture_output=True, text=True)
    return {row["account"].strip(): D(row["total"].strip())
            for row in csv.DictReader(done.stdout.splitlines())}


BALANCES = {"hledger": hledger_balances, "beancount": beancount_balances}
CHECKS = {"hledger": ["hledger", "check", "-f"], "beancount": ["bean-check"]}


@pytest.mark.parametrize("format_", ["hledger", "beancount"])
def test_the_export_is_accepted(exports, format_):
    name, *arguments = CHECKS[format_]
    done = subprocess.run([tool(name), *arguments, exports[format_]],
                          capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stdout + done.stderr


@pytest.mark.parametrize("format_", ["hledger", "beancount"])
def test_the_exports_balances_are_those_of_the_api_to_the_nanocredit(busy, exports, format_):
    _, organizations = busy
    balances = BALANCES[format_](exports[format_])
    assert sum(balances.values()) == 0, "debits are credits"
    for organization in organizations[:3]:
        assert liability(balances, organization) == owned(organization) > 0
    assert liability(balances, organizations[3]) == 0


@pytest.mark.parametrize("format_", ["hledger", "beancount"])
def test_the_exports_income_is_what_the_charges_say(busy, exports, format_):
    _, organizations = busy
    balances = BALANCES[format_](exports[format_])
    for organization in organizations[:3]:
        rows = organization.transactions()
        full = sum(D(organization.explained(identity)["amount"]) for identity in
                   {row["charge_id"] for row in rows if row["type"] == "usage"})
        refunded = sum(D(row["amount"]) for row in rows if row["type"] == "refund")
        revenue = -sum(balance for account, balance in balances.items()
                       if same_id(account, organization.id) and "revenue" in account.lower())
        refunds = sum(balance for account, balance in balances.items()
                      if same_id(account, organization.id) and "refunds" in account.lower())
        assert (revenue, refunds) == (full, refunded)


def test_the_export_of_one_instant_is_the_same_twice(busy, exports):
    server, _ = busy
    again = server.florin("ledger", "export", "--format", "hledger").stdout
    assert again == exports["hledger"].read_text()


def test_an_unknown_format_is_bad_usage(busy):
    server, _ = busy
    server.florin("ledger", "export", "--format", "excel", expect=64)


def journal(server):
    """The rows of the journal in order, straight from the database."""
    with closing(server.open_database()) as database:
        return [dict(row) for row in database.execute(
            "SELECT * FROM entry ORDER BY organization_id, sequence")]


def test_the_hash_chain_is_what_the_documentation_says(busy):
    """docs/ledger.md: SHA-256 over the hash before and one line of text."""
    server, organizations = busy
    previous, sequences = defaultdict(lambda: bytes(32)), defaultdict(int)
    rows = journal(server)
    assert len(rows) > 80
    for row in rows:
        identity = row["organization_id"]
        sequences[identity] += 1
        assert row["sequence"] == sequences[identity], "no gaps"
        change = "" if row["change"] is None else str(row["change"])
        text = "|".join([identity, str(row["sequence"]), str(row["at"]), row["type"], row["debit"],
                         row["credit"], str(row["amount"]), change, str(row["balance_after"]),
                         row["reference"]])
        previous[identity] = hashlib.sha256(previous[identity] + text.encode()).digest()
        assert bytes(row["hash"]) == previous[identity], row
    assert set(sequences) == {organization.id for organization in organizations[:3]}


def test_balances_recomputed_from_the_journal_are_those_of_the_api(busy):
    server, organizations = busy
    balances, last = defaultdict(int), {}
    for row in journal(server):
        balances[row["organization_id"], row["debit"]] += row["amount"]
        balances[row["organization_id"], row["credit"]] -= row["amount"]
        last[row["organization_id"]] = row["balance_after"]
    for organization in organizations[:3]:
        own = -sum(balances[organization.id, account]
                   for account in ("credits", "promotional_credits"))
        assert own == last[organization.id] == owned(organization).scaleb(9)
        assert balances[organization.id, "uncollected"] == 0


def test_the_trial_balance_is_balanced_and_agrees_with_hledger(busy, exports):
    server, _ = busy
    told = loads(server.florin("ledger", "trial-balance", "--json").stdout)
    assert told["balanced"] is True and told["debits"] == told["credits"] > 0
    totals = defaultdict(D)
    for account, balance in hledger_balances(exports["hledger"]).items():
        totals[account.split(":")[2]] += balance  # type:organization:name[:provider]
    for line in told["accounts"]:
        assert D(line["debit"]) - D(line["credit"]) == totals.pop(line["account"], D(0)), line
    assert not any(totals.values()), totals


@pytest.mark.parametrize("table, column, value", [
    ("entry", "amount", "amount + 1"), ("entry", "hash", "''"),
    ("entry", "balance_after", "balance_after + 1"), ("entry", "reference", "'chg_forged'")])
def test_verify_names_the_first_entry_that_is_wrong(make_server, table, column, value):
    server = make_server()
    organization = server.organization(10)
    for _ in range(5):
        organization.charge(1)
    server.stop()
    server.tamper(f"UPDATE {table} SET {column} = {value} WHERE sequence = 3")
    done = server.florin("ledger", "verify", "--json", expect=1)
    verdict = loads(done.stdout)
    assert verdict["ok"] is False
    error = verdict["firstError"]
    assert (error["organizationId"], error["table"], error["row"]) == (
        organization.id, "entry", "3"), error
    server.start()


def test_verify_finds_a_balance_that_the_journal_does_not_explain(make_server):
    server = make_server()
    organization = server.organization(10)
    organization.charge(1)
    server.stop()
    server.tamper("UPDATE credit_grant SET remaining = remaining + 1000000000")
    verdict = loads(server.florin("ledger", "verify", "--json", expect=1).stdout)
    assert verdict["ok"] is False
    assert verdict["firstError"]["organizationId"] == organization.id
    server.tamper("UPDATE credit_grant SET remaining = remaining - 1000000000")
    server.verify()
    server.start()
