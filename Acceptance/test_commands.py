# SPDX-License-Identifier: Apache-2.0
"""The program on the command line: what it says, what it does, how it exits."""

import json
import os
import signal
import subprocess
from decimal import Decimal

import pytest

from harness import Server, binary_path, eventually, loads, run_florin

D = Decimal


def test_help_names_every_command():
    text = run_florin("--help").stdout
    for command in ("serve", "migrate", "organizations", "keys", "grant", "ledger", "doctor",
                    "bench"):
        assert command in text
        assert run_florin(command, "--help").stdout.strip()


def test_the_version_is_told():
    assert any(character.isdigit() for character in run_florin("--version").stdout)


@pytest.mark.parametrize("arguments", [
    ("nonsense",), ("--nonsense",), ("ledger", "nonsense"), ("grant",), ("serve", "--nonsense"),
    ("organizations", "create"), ("ledger", "export", "--format", "excel"),
    ("grant", "org_00000000000000000000000000", "much")])
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
    ("keys", "revoke", "key_00000000000000000000000000")])
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
    other = Server(tmp_path / "other", env={"FLORIN_PORT": str(server.port)})
    done = run_florin("serve", env=other.env, cwd=other.folder, expect=1)
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


def test_starting_is_quick(make_server):
    server = make_server(start=False)
    server.start()
    server.stop()
    assert server.start() < 2.0, "half a second on a quiet machine; see Benchmarks"


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
