# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL goes away and comes back under load: nothing acknowledged is lost or doubled, callers
are told to come back, and service returns by itself."""

import itertools
import random
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from harness import Server, eventually, published_price, settled, volley_at
from nodes import Nodes, skip_without_postgresql
from postgresql import PostgreSQL, psql
from roaming import check, customers, load_from

skip_without_postgresql()
D = Decimal


@pytest.fixture(scope="module")
def postgresql():
    """A server of these tests' own, to be stopped and started."""
    with PostgreSQL() as server:
        yield server


@pytest.fixture(scope="module")
def own(tmp_path_factory, postgresql, upstream):
    """Three nodes on it, each with a gateway."""
    env = {"FLORIN_UPSTREAM_URL": upstream.url, "FLORIN_UPSTREAM_KEY": upstream.key}
    nodes = Nodes.of(3, lambda number, **options: Server(
        tmp_path_factory.mktemp(f"own-{number}"), database_url=postgresql.url, env=env, **options))
    yield nodes.start()
    nodes.stop()


def test_a_crash_of_the_database_under_load_loses_nothing_and_doubles_nothing(own, postgresql):
    dice = random.Random(1)
    ledger, callers = customers(own, dice)
    with load_from(callers):
        for _ in range(4):
            time.sleep(dice.uniform(0.2, 0.6))
            with postgresql.away():
                time.sleep(dice.uniform(0, 1))
            before = [caller.count for caller in callers]
            eventually(lambda: all(caller.count > count for caller, count in zip(callers, before)),
                       within=10, what="service after the crash")
    check(own, ledger, callers)


def test_without_a_database_callers_are_told_to_come_back_and_then_are_served(own, postgresql):
    organization = own.organization(100)
    charge = {"method": "POST", "path": "/api/v1/charges", "body": {"amount": 1}}
    requests = [{**charge, "idempotency": f"k{number}"} for number in range(30)] + [
        {"method": "GET", "path": "/api/v1/credits/balance"},
        {"method": "GET", "path": "/api/v1/credits/transactions"}] * 15
    with postgresql.away():
        began = time.monotonic()
        for answer in volley_at(own.calls(organization, requests)):
            answer.refused(503, "unavailable")
            assert int(answer.headers["Retry-After"]) >= 1
        assert time.monotonic() - began < 10, "nobody waits behind others for what is known"
        for node in own:
            assert node.api().get("/readyz").status == 503
            assert node.api().get("/healthz").status == 200, "the process itself is well"
    for node in own:
        eventually(node.is_ready, within=5, what="readiness")
    assert {answer.status for answer in volley_at(own.calls(organization, requests))} == {200, 201}
    assert organization.balance == 70
    own.verify()


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_calls_of_models_during_a_crash_of_the_database_are_charged_once(
        own, postgresql, upstream, stream):
    """Their holds need not have reached the disk: a crash may lose them, and no charge."""
    paying = own.organization(100)
    marks = "[[slow-300]] [[chunks-6]] [[usage-1000-200]]"
    request = {"method": "POST", "path": "/v1/chat/completions", "body": {
        "model": "gpt-4o-mini", "stream": stream,
        "messages": [{"role": "user", "content": marks}]}}
    known = len(upstream.requests(marks))

    def crash():
        eventually(lambda: len(upstream.requests(marks)) >= known + 20, what="calls under way")
        with postgresql.away():
            time.sleep(0.5)

    with ThreadPoolExecutor() as threads:
        crashing = threads.submit(crash)
        answers = volley_at(own.calls(paying, [request] * 40))
        crashing.result()
    answered = [answer for answer in answers if answer.status == 200]
    assert len(answered) >= 20
    assert {answer.status for answer in answers} <= {200, 503}, answers
    cost = published_price("gpt-4o-mini", input=1000, output=200)
    charges = settled(paying, within=30)
    assert [row["amount"] for row in charges] == [-cost] * (len(upstream.requests(marks)) - known)
    own.verify()


def test_connections_that_are_cut_at_random_under_load_are_made_anew_unnoticed(own, postgresql):
    ledger, callers = customers(own, random.Random(2))
    cut = """
        SELECT setseed(0.5);
        DO $$ BEGIN
            FOR time IN 1..200 LOOP
                PERFORM pg_stat_clear_snapshot();
                PERFORM pg_terminate_backend(pid) FROM (
                    SELECT pid FROM pg_stat_activity WHERE application_name = 'florin'
                    ORDER BY state = 'active' DESC, random() LIMIT 1) AS victim;
                PERFORM pg_sleep(0.05 * random());
            END LOOP;
        END $$"""
    with load_from(callers):
        psql(postgresql.url, cut)
    assert sum(caller.count for caller in callers) > 200, "there was load"
    check(own, ledger, callers)


def test_idle_connections_that_were_cut_are_not_noticed_by_anybody(own, postgresql):
    organization = own.organization(10)
    for node in own:
        organization.at(node).charge(1)
    psql(postgresql.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
         "WHERE application_name = 'florin'")
    for node in own:
        assert organization.at(node).charge(1)["collected"] == 1
        assert organization.at(node).api.get("/api/v1/credits/balance").status == 200
    assert organization.balance == 4


def test_a_database_that_takes_no_writes_for_a_while(own, postgresql):
    """As a primary that was demoted: writes are put off, and come back by themselves."""
    organization = own.organization(100)
    numbers = itertools.count()

    def charge():
        return organization.api.post(
            "/api/v1/charges", {"amount": D("0.01")}, idempotency=f"k{next(numbers)}")

    def read_only(setting):
        psql(postgresql.url, f"ALTER SYSTEM SET default_transaction_read_only = {setting}")
        postgresql.reload()

    read_only("on")
    answer = eventually(lambda: (answer := charge()).status != 201 and answer, what="a refusal")
    answer.refused(503, "unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert own[0].api().get("/healthz").status == 200
    read_only("off")
    eventually(lambda: charge().status == 201, within=5, what="writes")
    assert organization.balance == 100 - D("0.01") * len(organization.charges())
    own.verify()


def test_a_repeat_is_told_only_what_a_failover_cannot_lose_any_more(own, postgresql):
    """A primary that came back from a crash shows commits that its standbys may not have."""
    paying = own.organization(100)
    request = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "once"}]}

    def call(node):
        return paying.at(node).api.post("/v1/chat/completions", request, idempotency="k")

    def standby(name):
        psql(postgresql.url, f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
        postgresql.reload()

    first = call(own[0])
    assert first.status == 200
    with ThreadPoolExecutor() as threads:
        standby("one_that_is_away")
        repeat = threads.submit(call, own[1])
        try:
            with pytest.raises(TimeoutError):
                repeat.result(timeout=1)
        finally:
            standby("")
        again = repeat.result()
    assert (again.status, again.body, again.replayed) == (200, first.body, True)
    assert len(paying.charges()) == 1
