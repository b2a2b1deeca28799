# SPDX-License-Identifier: Apache-2.0
"""The program on the command line: what it says, what it does, how it exits."""

import concurrent.futures
import json
import os
import signal
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from harness import Server, binary_path, eventually, loads, run_florin

D = Decimal


def test_help_names_every_command():
    text = run_florin("--help").stdout
    for command in ("serve", "migrate", "organizations", "keys", "grant", "pricing", "ledger",
                    "backup", "restore", "migrate-data", "doctor", "bench"):
        assert command in text
        assert run_florin(command, "--help").stdout.strip()


def test_the_version_is_told():
    assert any(character.isdigit() for character in run_florin("--version").stdout)


@pytest.mark.parametrize("arguments", [
    ("nonsense",), ("--nonsense",), ("ledger", "nonsense"), ("grant",), ("serve", "--nonsense"),
    ("organizations", "create"), ("ledger", "export", "--format", "excel"),
    ("grant", "org_00000000000000000000000000", "much"), ("pricing", "nonsense"),
    ("pricing", "import", "x"), ("pricing", "import", "x", "--format", "excel"),
    ("pricing", "quote", "gpt-4o", "input_tokens"), ("pricing", "diff", "1"),
    ("pricing", "override", "openai", "gpt-4o", "--reason", "x", "--price", "nothing=1"),
    ("pricing", "markup", "set", "much", "--reason", "x")])
def test_bad_usage_exits_64_and_says_why(arguments, tmp_path):
    done = run_florin(*arguments, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, expect=64)
    assert done.stderr.strip()


@pytest.fixture
def still(tmp_path):
    """A data folder without a running server."""
    return Server(tmp_path / "still")


def said(server, *arguments, expect=0):
    done = server.florin(*arguments, "--json", expect=expect)
    return loads(done.stdout)


def test_organizations_keys_and_grants_can_be_made_without_a_server(still, make_server):
    still.florin("migrate")
    made = said(still, "organizations", "create", "Acme & Söhne")
    identity, key = made["organization"]["id"], made["apiKey"]
    assert made["organization"]["name"] == "Acme & Söhne" and key.startswith("flr_")
    assert said(still, "grant", identity, "12.345678901")["balance"] == D("12.345678901")
    assert identity in str(said(still, "organizations", "list"))
    shown = said(still, "organizations", "show", identity)
    assert "12.345678901" in str(shown)
    plain = said(still, "keys", "create", identity, "--name", "ci", "--scopes", "read")
    verdict = still.verify()
    assert verdict["organizations"] == 1 and verdict["entries"] == 1

    still.start()
    try:
        for each in (key, plain["plainKey"]):
            balance = still.api(each).get("/api/v1/credits/balance").ok()["balance"]
            assert balance == D("12.345678901")
    finally:
        still.stop()
    said(still, "keys", "revoke", plain["apiKey"]["id"])
    still.start()
    try:
        still.api(plain["plainKey"]).get("/api/v1/credits/balance").refused(
            401, "authentication_required")
    finally:
        still.stop()


@pytest.mark.parametrize("arguments", [
    ("grant", "org_00000000000000000000000000", "1"),
    ("organizations", "show", "org_00000000000000000000000000"),
    ("keys", "revoke", "key_00000000000000000000000000"),
    ("pricing", "quote", "no-such-model", "input_tokens=1"),
    ("pricing", "quote", "gpt-4o", "voice_clones=1"), ("pricing", "show", "no such model"),
    ("pricing", "diff", "1", "999"), ("pricing", "import", "nowhere.json", "--format", "litellm"),
    ("pricing", "quarantine", "approve", "quar_00000000000000000000000000", "--note", "x"),
    ("pricing", "markup", "revoke", "mkp_00000000000000000000000000"), ("pricing", "refresh")])
def test_a_refused_action_exits_1_and_says_why(still, arguments):
    still.florin("migrate")
    done = still.florin(*arguments, expect=1)
    assert done.stderr.strip() and "Fatal" not in done.stderr


def test_migrating_twice_changes_nothing(still):
    still.florin("migrate")
    still.florin("migrate")
    still.verify()


def test_the_doctor_finds_a_healthy_house_healthy(still):
    still.florin("migrate")
    assert said(still, "doctor")
    still.florin("doctor")


def test_commands_that_only_read_run_beside_a_live_server(make_server):
    server = make_server()
    organization = server.organization(10)
    organization.charge(1)
    assert server.verify()["entries"] == 2
    assert organization.id.split("_")[1] in server.florin(
        "ledger", "export", "--format", "hledger").stdout
    server.florin("ledger", "trial-balance")
    assert organization.id in str(said(server, "organizations", "list"))


def test_a_grant_beside_a_live_server_is_seen_by_it_or_refused(make_server):
    server = make_server()
    organization = server.organization(10)
    done = server.florin("grant", organization.id, "5", expect=None)
    assert done.returncode in (0, 1), done
    assert organization.balance == (15 if done.returncode == 0 else 10)
    organization.charge(10)
    server.verify()


@pytest.mark.sqlite("nodes share a PostgreSQL database")
def test_a_second_server_on_the_same_file_refuses_to_start_and_says_why(make_server):
    server = make_server()
    other = Server(server.folder)
    done = subprocess.run([binary_path(), "serve"], env=other.env, cwd=server.folder, timeout=30,
                          capture_output=True, text=True)
    assert done.returncode == 1
    assert str(server.database.name) in done.stderr + done.stdout
    assert server.is_ready()


@pytest.mark.parametrize("name, value", [
    ("FLORIN_PORT", "eighty"), ("FLORIN_PORT", "70000"), ("FLORIN_DATABASE_URL", "mysql://x"),
    ("FLORIN_DATABASE_URL", ""), ("FLORIN_OPERATOR_KEY", "short"), ("FLORIN_RATE_LIMIT", "some"),
    ("FLORIN_UPSTREAM_URL", "not a url"), ("LOG_LEVEL", "shouting")])
def test_a_malformed_setting_stops_the_start_with_one_line_that_names_it(tmp_path, name, value):
    server = Server(tmp_path, env={name: value})
    done = run_florin("serve", env=server.env, cwd=tmp_path, expect=None)
    assert done.returncode in (1, 64), done
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1 and name in lines[0], done.stderr


def test_a_port_that_is_taken_stops_the_start_and_says_so(make_server, tmp_path):
    server = make_server()

    def start(number):
        other = Server(tmp_path / f"other-{number}", env={"FLORIN_PORT": str(server.port)})
        return run_florin("serve", env=other.env, cwd=other.folder, expect=1)

    # Together, so that what a start has begun is in every state when it is stopped.
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in pool.map(start, range(16)):
            assert str(server.port) in done.stderr + done.stdout


def test_without_an_operator_key_one_is_made_and_printed_once(tmp_path):
    server = Server(tmp_path)
    env = {name: value for name, value in server.env.items() if name != "FLORIN_OPERATOR_KEY"}

    def keys_printed():
        process = subprocess.Popen([binary_path(), "serve"], env=env, cwd=tmp_path,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        eventually(server.is_ready, what="readiness")
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 0, output
        return [word.strip(".,'\"`") for word in output.split() if "flr_" in word]

    [key] = keys_printed()
    key = key[key.index("flr_"):]
    assert keys_printed() == []
    server.start()
    try:
        server.operator_key = key
        answer = server.operator.get("/api/v1/admin/organizations")
        # `start` configured another key; the one that was made must go on working beside it.
        assert answer.status == 200, answer
    finally:
        server.stop()


def test_secrets_do_not_reach_the_log(make_server):
    server = make_server(env={"LOG_LEVEL": "trace"})
    organization = server.organization(10)
    organization.charge(1)
    organization.api.get("/api/v1/nothing")
    log = server.log.read_text(errors="replace")
    assert organization.key not in log and server.operator_key not in log


def test_json_output_is_json_on_failure_too(still):
    still.florin("migrate")
    done = still.florin("grant", "org_00000000000000000000000000", "1", "--json", expect=1)
    told = json.loads(done.stdout or done.stderr)
    assert told


SEEDS = Path(__file__).resolve().parent.parent / "Fuzz" / "Seeds"

OWN_LIST = """
format: florin.catalog/1
source: a page, read 2026-11-25
models:
  - {provider: own, model: thing, prices: [{requests: %s}, {per: 1000, characters: 0.18}]}
"""


def test_a_list_in_the_shape_of_litellm_is_imported_and_counted(still):
    still.florin("migrate")
    path = SEEDS / "litellm" / "model_prices.json"
    tried = said(still, "pricing", "import", str(path), "--format", "litellm", "--dry-run")
    assert tried["dryRun"] is True and tried["run"] is None
    assert len(said(still, "pricing", "books")["books"]) == 1
    done = said(still, "pricing", "import", str(path), "--format", "litellm", "--notes")
    assert done["book"] == tried["book"] == 2
    for name in ("entriesIn", "modelsOut", "ratesOut", "changed", "heldBack", "skipped"):
        assert done[name] == tried[name], name
    assert done["entriesIn"] == len(json.loads(path.read_text()))
    assert done["entriesIn"] == done["modelsOut"] + len(done["skipped"])
    reasons = {note["entry"]: note["reason"] for note in done["skipped"]}
    assert "documentation" in reasons["sample_spec"]
    run = said(still, "pricing", "runs", done["run"])
    assert run["modelsOut"] == done["modelsOut"] and run["notes"]
    again = still.florin("pricing", "import", str(path), "--format", "litellm").stdout
    assert "no price changed" in again


def test_a_price_list_comes_through_standard_input_too(still):
    still.florin("migrate")
    done = subprocess.run(
        [binary_path(), "pricing", "import", "-", "--format", "florin", "--json"], env=still.env,
        cwd=still.folder, input=OWN_LIST % "0.5", capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    assert loads(done.stdout)["source"] == "florin" and loads(done.stdout)["modelsOut"] == 1


def test_every_command_of_prices_says_something_to_people_and_to_programs(still):
    still.florin("migrate")
    own = still.folder / "own.yaml"
    own.write_text(OWN_LIST % "0.5")
    still.florin("pricing", "import", str(own), "--format", "florin")
    own.write_text(OWN_LIST % "5.5")
    held = said(still, "pricing", "import", str(own), "--format", "florin")["held"]
    identity = held[0]["id"]
    for arguments in (
            ("show", "gpt"), ("show", "--model", "gpt-4o"), ("show", "--provider", "own"),
            ("books",), ("runs",), ("sources",), ("diff", "1", "2"), ("preview",),
            ("quote", "thing", "requests=2", "characters=500"), ("export", "--provider", "own"),
            ("quarantine",), ("quarantine", "show", identity), ("overrides",), ("markup",)):
        assert still.florin("pricing", *arguments).stdout.strip(), arguments
        assert said(still, "pricing", *arguments), arguments
    quote = said(still, "pricing", "quote", "thing", "requests=2", "characters=500")
    assert quote["upstreamCost"] == D("1.09") and quote["total"] == D("1.308")
    decided = said(still, "pricing", "quarantine", "approve", identity, "--note", "announced")
    assert decided["price"]["status"] == "approved" and decided["book"]["number"] == 3
    old = said(still, "pricing", "quote", "thing", "requests=2", "--book", "2")
    assert old["upstreamCost"] == 1 and old["priceBook"] == 2


def test_what_a_command_decides_about_prices_a_live_server_charges(make_server):
    server = make_server()
    organization = server.organization(10)
    said(server, "pricing", "override", "own", "thing", "--price", "requests=0.25",
         "--reason", "a test")
    said(server, "pricing", "markup", "set", "0", "--organization", organization.id,
         "--reason", "their contract")

    def is_priced():
        answer = organization.api.post(
            "/api/v1/quotes", {"model": "thing", "usage": {"requests": 4}})
        return answer.status == 200 and answer.json["total"] == 1

    eventually(is_priced, what="the price of the command")
