# SPDX-License-Identifier: Apache-2.0
"""Grants, holds, charges and refunds over HTTP, to the nanocredit."""

import contextlib
import sqlite3
import threading
import time
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from harness import eventually, rounded
from harness.client import UTC_TIME

D = Decimal
SUMMARY_FIELDS = {
    "": "success balance pending usage organization agents agentsSummary apps earnings "
        "recentTransactions grants runway pricing",
    "usage": "today thisMonth",
    "organization": "id name creditBalance autoTopUpEnabled autoTopUpThreshold autoTopUpAmount "
                    "hasPaymentMethod",
    "agentsSummary": "total withBudget paused totalAllocated totalSpent totalAvailable",
    "earnings": "availableBalance totalEarned totalRedeemed totalPending breakdown",
    "runway": "dailyBurn days",
    "pricing": "creditsPerDollar minimumTopUp x402Enabled",
}
TRANSACTION_FIELDS = set(
    "id organization_id type amount description metadata stripe_payment_intent_id created_at "
    "balance_after".split())


def state(organization):
    """(available, held)."""
    summary = organization.summary
    return D(summary["balance"]), D(summary["pending"])


def in_future(**span):
    moment = datetime.now(timezone.utc) + timedelta(**span)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# Grants


def test_a_new_organization_has_nothing(organization):
    assert state(organization) == (0, 0)
    assert organization.transactions() == []
    assert organization.summary["grants"] == []


def test_the_old_and_the_new_path_answer_the_same_balance(organization):
    organization.grant("12.000000001")
    for path in ("/api/v1/credits/balance", "/api/credits/balance"):
        assert organization.api.get(path).ok()["balance"] == D("12.000000001")


@pytest.mark.parametrize("source, row_type", [
    ("purchase", "purchase"), ("refund", "refund"), ("earnings", "grant"), ("contract", "grant"),
    ("signup", "grant"), ("promotional", "grant"), ("manual", "grant")])
def test_a_grant_of_each_source_is_a_row_of_its_type(organization, source, row_type):
    answer = organization.grant("2.5", source)
    assert D(answer["balance"]) == D("2.5")
    [row] = organization.transactions()
    assert (row["type"], row["amount"], row["balance_after"]) == (row_type, D("2.5"), D("2.5"))
    assert row["organization_id"] == organization.id
    [grant] = organization.summary["grants"]
    assert (grant["source"], grant["remaining"]) == (source, D("2.5"))
    assert row["grant_id"] == grant["id"]


@pytest.mark.parametrize("amount", [
    "0.1", "0.000000001", "9007199.254740993", "123456789.123456789", "1000000000"])
def test_an_amount_goes_in_and_out_exactly(organization, amount):
    organization.grant(amount)
    assert organization.balance == D(amount)
    raw = organization.api.get("/api/v1/credits/balance").body.decode().replace(" ", "")
    assert f'"balance":{amount}' in raw


def test_an_amount_may_be_a_number_a_string_or_have_an_exponent(organization):
    path = f"/api/v1/admin/organizations/{organization.id}/grants"
    for text in ('0.25', '"0.25"', '25e-2', '2.5E-1', '0.250', '"0.250"'):
        raw = '{"amount":%s,"source":"purchase","reason":"test"}' % text
        organization.server.operator.post(path, raw=raw.encode()).ok(201)
    assert organization.balance == D("1.5")


@pytest.mark.parametrize("amount", [
    "0", "-1", "0.0000000001", "1000000000.000000001", '"1e3"', '"+1"', '" 1"', '"1."', '".5"',
    '"NaN"', '"1_000"', '"0x10"', '""', "null", "true", "[1]", '{"value":1}', "1e400", "1e-10"])
def test_a_wrong_amount_is_refused_and_the_field_is_named(organization, amount):
    organization.grant(5)
    for api, path in (
            (organization.server.operator, f"/api/v1/admin/organizations/{organization.id}/grants"),
            (organization.api, "/api/v1/charges"), (organization.api, "/api/v1/holds")):
        raw = '{"amount":%s,"source":"purchase","reason":"test"}' % amount
        body = api.post(path, raw=raw.encode()).refused(400, "validation_error")
        assert "amount" in body["error"] + str(body["details"])
    assert state(organization) == (5, 0)


def test_promotional_credits_are_spent_before_paid_ones_and_the_soonest_to_expire_first(
        organization):
    organization.grant(1, "purchase")
    organization.grant(1, "signup", expiresAt=in_future(days=9))
    organization.grant(1, "promotional", expiresAt=in_future(days=2))
    organization.grant(1, "promotional")

    def remaining():
        return sorted((grant["source"], grant["expiresAt"] is not None, D(grant["remaining"]))
                      for grant in organization.summary["grants"] if grant["remaining"] != 0)

    organization.charge("0.5")
    assert ("promotional", True, D("0.5")) in remaining()
    organization.charge("1")
    assert ("signup", True, D("0.5")) in remaining()
    organization.charge("1")
    assert remaining() == [("promotional", False, D("0.5")), ("purchase", False, D(1))]
    organization.charge("1")
    assert remaining() == [("purchase", False, D("0.5"))]


def test_an_expired_grant_is_gone_and_leaves_a_row_but_a_hold_keeps_its_credits(organization):
    organization.grant(5, "promotional", expiresAt=in_future(seconds=3))
    hold = organization.hold(2, expiresIn=120)
    row = eventually(
        lambda: next((row for row in organization.transactions() if row["type"] == "expiry"), None),
        within=40, what="the expiry row", every=0.5)
    assert row["amount"] == -3
    assert state(organization) == (0, 2)
    organization.capture(hold, 2)
    assert state(organization) == (0, 0)


def test_a_grant_that_has_expired_already_is_refused(organization):
    body = {"amount": 1, "source": "promotional", "reason": "late", "expiresAt": in_future(days=-1)}
    organization.server.operator.post(
        f"/api/v1/admin/organizations/{organization.id}/grants", body
    ).refused(400, "validation_error")


# Holds


def test_a_hold_sets_credits_aside_without_changing_what_is_owned(organization):
    organization.grant(10)
    answer = organization.api.post("/api/v1/holds", {
        "amount": D("4.5"), "expiresIn": 60, "description": "a film", "metadata": {"take": 2}})
    body = answer.ok(201)
    assert (body["balance"], body["pending"]) == (D("5.5"), D("4.5"))
    hold = body["hold"]
    assert (hold["amount"], hold["captured"], hold["status"]) == (D("4.5"), 0, "open")
    assert UTC_TIME.fullmatch(hold["expiresAt"])
    assert state(organization) == (D("5.5"), D("4.5"))
    again = organization.api.get(f"/api/v1/holds/{hold['id']}").ok()["hold"]
    assert again["id"] == hold["id"] and again["status"] == "open"
    assert again["description"] == "a film" and again["metadata"] == {"take": 2}
    assert len(organization.transactions()) == 1, "a hold is no transaction"


def test_holds_are_listed_by_status_and_found_by_their_idempotency_key(organization):
    organization.grant(10)
    answer = organization.api.post("/api/v1/holds", {"amount": 1}, idempotency="find me")
    found = answer.ok(201)["hold"]["id"]
    released = organization.hold(1)["id"]
    organization.api.post(f"/api/v1/holds/{released}/release").ok()

    def listed(query):
        return [hold["id"] for hold in organization.api.get("/api/v1/holds" + query).ok()["holds"]]

    assert listed("") == [released, found]
    assert listed("?status=open") == [found]
    assert listed("?status=released") == [released]
    assert listed("?idempotencyKey=find%20me") == [found]
    organization.api.get("/api/v1/holds?status=lost").refused(400, "validation_error")


def test_a_hold_that_credits_do_not_cover_is_refused_in_a_way_that_can_be_acted_on(organization):
    organization.grant("1.5")
    organization.hold(1)
    body = organization.api.post("/api/v1/holds", {"amount": D("0.500000001")}).refused(
        402, "insufficient_credits")
    assert body["requiredCredits"] == D("0.500000001")
    details = body["details"]
    assert details["required"] == D("0.500000001")
    assert details["available"] == D("0.5")
    assert details["shortfall"] == D("0.000000001")
    assert details["topUpUrl"].startswith("http")
    assert "accepts" not in details, "x402 is not configured"
    assert state(organization) == (D("0.5"), 1)


def test_a_hold_can_be_extended_in_amount_and_time_and_that_may_be_refused(organization):
    organization.grant(10)
    hold = organization.hold(4, expiresIn=60)
    path = f"/api/v1/holds/{hold['id']}/extend"
    body = organization.api.post(path, {"amount": 5}).ok()
    assert (body["hold"]["amount"], body["balance"], body["pending"]) == (9, 1, 9)
    later = organization.api.post(path, {"expiresIn": 3600}).ok()["hold"]
    assert later["expiresAt"] > hold["expiresAt"] and later["amount"] == 9
    refused = organization.api.post(path, {"amount": 2}).refused(402, "insufficient_credits")
    assert refused["requiredCredits"] == 2
    assert state(organization) == (1, 9)


@pytest.mark.sqlite("the database is held up by another writer, of which SQLite has one")
def test_a_short_hold_lives_from_when_it_is_made_however_long_the_database_took(make_server):
    server = make_server()
    organization = server.organization(10)
    made = []
    asking = threading.Thread(target=lambda: made.append(organization.hold(4, expiresIn=1)))
    with contextlib.closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asking.start()
        time.sleep(1.5)
        other.execute("ROLLBACK")
        asking.join()
    [hold] = made
    assert datetime.fromisoformat(hold["expiresAt"]) == (
        datetime.fromisoformat(hold["createdAt"]) + timedelta(seconds=1))
    eventually(lambda: state(organization) == (10, 0), what="the end of the hold")


@pytest.mark.parametrize("seconds", [0, -1, 86_401, 1.5, '"soon"', "1e30"])
def test_a_hold_lives_between_a_second_and_a_day(organization, seconds):
    organization.grant(10)
    raw = '{"amount":1,"expiresIn":%s}' % seconds
    body = organization.api.post("/api/v1/holds", raw=raw.encode()).refused(
        400, "validation_error")
    assert "expiresIn" in body["error"] + str(body["details"])
    assert state(organization) == (10, 0)


def test_a_capture_of_less_releases_the_rest(organization):
    organization.grant(10)
    hold = organization.hold(4)
    body = organization.api.post(
        f"/api/v1/holds/{hold['id']}/capture", {"amount": D("1.25")}).ok(201)
    assert (body["balance"], body["pending"]) == (D("8.75"), 0)
    charge = body["charge"]
    assert (charge["amount"], charge["holdId"]) == (D("1.25"), hold["id"])
    after = organization.api.get(f"/api/v1/holds/{hold['id']}").ok()["hold"]
    assert (after["status"], after["captured"]) == ("captured", D("1.25"))
    [row] = organization.charges()
    assert (row["amount"], row["balance_after"]) == (D("-1.25"), D("8.75"))
    assert (row["charge_id"], row["hold_id"]) == (charge["id"], hold["id"])


def test_a_capture_of_all_leaves_nothing_held(organization):
    organization.grant(10)
    organization.capture(organization.hold(4), 4)
    assert state(organization) == (6, 0)


def test_a_capture_above_the_hold_takes_the_difference_from_what_is_available(organization):
    organization.grant(10)
    charge = organization.capture(organization.hold(4), D("5.5"))
    assert charge["amount"] == D("5.5") and charge["uncollected"] == 0
    assert state(organization) == (D("4.5"), 0)
    assert [row["amount"] for row in organization.charges()] == [D("-5.5")]


def test_what_a_capture_cannot_take_is_uncollected_and_collected_first_from_the_next_grant(
        organization):
    organization.grant(5)
    other = organization.hold(1)
    charge = organization.capture(organization.hold(3), 7)
    assert (charge["amount"], charge["uncollected"]) == (7, 3)
    assert state(organization) == (0, 1), "what another hold keeps is not touched"
    assert organization.charges()[0]["amount"] == -4, "the row shows what was collected"
    assert organization.summary["usage"]["today"] == 4

    organization.grant(2)
    assert state(organization) == (0, 1)
    assert organization.explained(charge["id"])["uncollected"] == 1
    organization.grant(10)
    assert state(organization) == (9, 1)
    assert organization.explained(charge["id"])["uncollected"] == 0
    rows = organization.charges()
    assert [row["amount"] for row in rows] == [-1, -2, -4]
    assert {row["charge_id"] for row in rows} == {charge["id"]}
    assert organization.summary["usage"]["today"] == 7
    organization.api.post(f"/api/v1/holds/{other['id']}/release").ok()
    assert state(organization) == (10, 0)


def test_a_released_hold_gives_everything_back_and_can_be_released_again_but_not_captured(
        organization):
    organization.grant(10)
    hold = organization.hold(4)
    for _ in range(2):
        body = organization.api.post(f"/api/v1/holds/{hold['id']}/release").ok()
        assert (body["hold"]["status"], body["balance"], body["pending"]) == ("released", 10, 0)
    organization.api.post(f"/api/v1/holds/{hold['id']}/capture", {"amount": 1}).refused(
        409, "hold_not_open")
    organization.api.post(f"/api/v1/holds/{hold['id']}/extend", {"amount": 1}).refused(
        409, "hold_not_open")
    assert state(organization) == (10, 0)


def test_a_captured_hold_is_neither_captured_nor_released_nor_extended_again(organization):
    organization.grant(10)
    hold = organization.hold(4)
    organization.capture(hold, 1)
    for action, body in (("capture", {"amount": 1}), ("release", None), ("extend", {"amount": 1})):
        organization.api.post(f"/api/v1/holds/{hold['id']}/{action}", body).refused(
            409, "hold_not_open")
    assert state(organization) == (9, 0)


def test_a_capture_of_nothing_is_a_release(organization):
    organization.grant(10)
    hold = organization.hold(4)
    organization.api.post(f"/api/v1/holds/{hold['id']}/capture", {"amount": 0})
    assert state(organization) == (10, 0)
    assert organization.charges() == []
    after = organization.api.get(f"/api/v1/holds/{hold['id']}").ok()["hold"]
    assert after["status"] == "released"


def test_an_expired_hold_ends_by_itself_at_its_instant(organization):
    organization.grant(10)
    hold = organization.hold(4, expiresIn=1)
    time.sleep(1.1)
    assert state(organization) == (10, 0), "from expiresAt on, not when a job comes by"
    after = organization.api.get(f"/api/v1/holds/{hold['id']}").ok()["hold"]
    assert after["status"] == "expired"
    organization.charge(10)
    organization.api.post(f"/api/v1/holds/{hold['id']}/release").ok()
    assert state(organization) == (0, 0)


def test_a_capture_after_expiry_is_late_and_takes_what_is_there(organization):
    organization.grant(5)
    hold = organization.hold(4, expiresIn=1)
    time.sleep(1.1)
    organization.charge(2)
    charge = organization.capture(hold, 4)
    assert (charge["late"], charge["amount"], charge["uncollected"]) == (True, 4, 1)
    assert state(organization) == (0, 0)
    after = organization.api.get(f"/api/v1/holds/{hold['id']}").ok()["hold"]
    assert after["status"] == "captured"
    organization.grant(3)
    assert state(organization) == (2, 0)


# Charges and quotes


def test_a_charge_by_amount_is_taken_at_once_and_explains_itself(organization):
    organization.grant(10)
    answer = organization.api.post("/api/v1/charges", {
        "amount": "2.5", "description": "a poster", "metadata": {"order": "A-1"}})
    body = answer.ok(201)
    charge = body["charge"]
    assert (charge["amount"], charge["uncollected"]) == (D("2.5"), 0)
    assert (body["balance"], body["pending"]) == (D("7.5"), 0)
    assert answer.headers["X-Florin-Charge"] == charge["id"]
    assert D(answer.headers["X-Florin-Cost"]) == D("2.5")
    assert D(answer.headers["X-Florin-Balance"]) == D("7.5")
    [row] = organization.charges()
    assert (row["description"], row["metadata"]) == ("a poster", {"order": "A-1"})
    assert row["charge_id"] == charge["id"]
    explained = organization.explained(charge["id"])
    assert explained["amount"] == D("2.5") and explained["id"] == charge["id"]


def test_a_charge_that_credits_do_not_cover_is_refused_and_costs_nothing(organization):
    organization.grant(1)
    body = organization.api.post("/api/v1/charges", {"amount": "1.000000001"}).refused(
        402, "insufficient_credits")
    assert body["requiredCredits"] == D("1.000000001")
    assert state(organization) == (1, 0)
    assert organization.charges() == []


def recomputed(quote):
    """The total of a quote from its own lines."""
    for line in quote["lines"]:
        assert D(line["cost"]) == D(line["quantity"]) * D(line["rate"]), line
        assert line["meter"] and line["unit"]
    upstream = sum(D(line["cost"]) for line in quote["lines"])
    assert D(quote["upstreamCost"]) == upstream
    return rounded(upstream * D("1.2"))


def test_a_quote_can_be_recomputed_by_anyone_and_charges_nothing(organization):
    organization.grant(1)
    usage = {"input_tokens": 1001, "output_tokens": 333}
    quote = organization.api.post(
        "/api/v1/quotes", {"model": "gpt-4o-mini", "usage": usage}).ok()
    assert {line["meter"]: line["quantity"] for line in quote["lines"]} == usage
    assert D(quote["total"]) == recomputed(quote) > 0
    assert quote["priceBook"]
    # gpt-4o-mini: 0.15 and 0.60 USD per million tokens, as OpenAI publishes.
    assert D(quote["total"]) == rounded(
        (1001 * D("0.00000015") + 333 * D("0.0000006")) * D("1.2"))
    assert state(organization) == (1, 0) and organization.charges() == []


def test_a_charge_by_usage_costs_exactly_its_quote(organization):
    organization.grant(1)
    request = {"model": "gpt-4o-mini", "usage": {"input_tokens": 12_345, "output_tokens": 678}}
    quote = organization.api.post("/api/v1/quotes", request).ok()
    body = organization.api.post("/api/v1/charges", request).ok(201)
    charge = body["charge"]
    assert charge["amount"] == quote["total"]
    assert body["balance"] == 1 - D(quote["total"])
    explained = organization.explained(charge["id"])
    assert explained["lines"] == quote["lines"]
    assert explained["priceBook"] == quote["priceBook"]
    assert explained["model"] == "gpt-4o-mini"


def test_a_hold_by_quote_holds_its_total_and_is_captured_by_usage(organization):
    organization.grant(1)
    most = {"model": "gpt-4o-mini", "usage": {"input_tokens": 1000, "output_tokens": 1000}}
    real = {"model": "gpt-4o-mini", "usage": {"input_tokens": 1000, "output_tokens": 100}}
    total = organization.api.post("/api/v1/quotes", most).ok()["total"]
    hold = organization.api.post("/api/v1/holds", most).ok(201)["hold"]
    assert hold["amount"] == total
    charge = organization.api.post(f"/api/v1/holds/{hold['id']}/capture", real).ok(201)["charge"]
    assert charge["amount"] == organization.api.post("/api/v1/quotes", real).ok()["total"]
    assert state(organization) == (1 - D(charge["amount"]), 0)


@pytest.mark.parametrize("path", ["/api/v1/quotes", "/api/v1/holds", "/api/v1/charges"])
def test_a_model_without_a_price_is_refused_never_free(organization, path):
    organization.grant(1)
    body = {"model": "no-such-model", "usage": {"input_tokens": 1}}
    organization.api.post(path, body).refused(404, "price_not_found")
    assert state(organization) == (1, 0)


def test_a_meter_that_the_model_has_no_rate_for_is_refused_never_free(organization):
    body = {"model": "gpt-4o-mini", "usage": {"input_tokens": 1, "video_seconds": 9}}
    answer = organization.api.post("/api/v1/quotes", body)
    assert answer.status in (400, 404), answer


@pytest.mark.parametrize("usage", [
    {}, {"input_tokens": -1}, {"input_tokens": "many"}, {"input_tokens": D("1.5")}, [], None,
    {"": 1}, {"input_tokens": 10**30}])
def test_wrong_usage_is_refused(organization, usage):
    answer = organization.api.post("/api/v1/quotes", {"model": "gpt-4o-mini", "usage": usage})
    answer.refused(400, "validation_error")


def test_a_charge_wants_an_amount_or_usage_but_not_both(organization):
    organization.grant(1)
    both = {"amount": D("0.5"), "model": "gpt-4o-mini", "usage": {"input_tokens": 1}}
    for path in ("/api/v1/charges", "/api/v1/holds"):
        for body in ({}, both):
            organization.api.post(path, body).refused(400, "validation_error")
    assert state(organization) == (1, 0)


# Refunds


def test_a_refund_gives_credits_back_to_the_grants_they_came_from(organization):
    organization.grant(1, "promotional")
    organization.grant(5, "purchase")
    charge = organization.charge(3)
    body = organization.refund(charge).ok(201)
    assert (body["refund"]["amount"], body["balance"], body["pending"]) == (3, 6, 0)
    remaining = {grant["source"]: grant["remaining"] for grant in organization.summary["grants"]}
    assert remaining == {"promotional": 1, "purchase": 5}
    [row] = [row for row in organization.transactions() if row["type"] == "refund"]
    assert (row["amount"], row["balance_after"], row["charge_id"]) == (3, 6, charge["id"])
    assert organization.summary["usage"]["today"] == 0


def test_partial_refunds_add_up_to_the_charge_and_never_to_more(organization):
    organization.grant(10)
    charge = organization.charge(3)
    organization.refund(charge, D("1.1")).ok(201)
    organization.refund(charge, D("1.900000001")).refused(409, "not_refundable")
    organization.refund(charge, D("1.9")).ok(201)
    organization.refund(charge, D("0.000000001")).refused(409, "not_refundable")
    organization.refund(charge).refused(409, "not_refundable")
    assert state(organization) == (10, 0)


def test_only_what_was_collected_can_be_refunded(organization):
    organization.grant(2)
    charge = organization.capture(organization.hold(1), 5)
    organization.refund(charge, 3).refused(409, "not_refundable")
    assert organization.refund(charge).ok(201)["refund"]["amount"] == 2


def test_a_refund_of_nothing_or_less_is_refused(organization):
    organization.grant(2)
    charge = organization.charge(1)
    for amount in (0, -1):
        organization.refund(charge, amount).refused(400, "validation_error")
    assert state(organization) == (1, 0)


# Transactions and summary


def test_transactions_come_page_by_page_newest_first_each_once(organization):
    organization.grant(10)
    for number in range(7):
        organization.charge(1, description=f"number {number}")
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        query = f"?limit=3&cursor={cursor}" if cursor else "?limit=3"
        page = organization.api.get("/api/v1/credits/transactions" + query).ok()
        assert page["total"] == len(page["transactions"]) <= 3
        seen += page["transactions"]
        cursor = page["nextCursor"]
        pages += 1
    assert pages == 3 and len(seen) == 8
    assert [row["description"] for row in seen[:7]] == [f"number {n}" for n in range(6, -1, -1)]
    assert [row["balance_after"] for row in seen] == list(range(3, 11))
    assert len({row["id"] for row in seen}) == 8
    for row in seen:
        assert TRANSACTION_FIELDS <= row.keys()
        assert UTC_TIME.fullmatch(row["created_at"])


def test_transactions_can_be_narrowed_by_type_and_hours(organization):
    organization.grant(10)
    organization.grant(1, "promotional")
    charge = organization.charge(2)
    organization.refund(charge, 1).ok(201)

    def types(query):
        path = "/api/credits/transactions" + query
        page = organization.api.get(path).ok()
        start, end = page["period"]["start"], page["period"]["end"]
        assert all(UTC_TIME.fullmatch(time) for time in (start, end) if time is not None)
        return [row["type"] for row in page["transactions"]]

    assert types("") == ["refund", "usage", "grant", "purchase"]
    for one in ("refund", "usage", "grant", "purchase"):
        assert types(f"?type={one}") == [one]
    for none in ("expiry", "adjustment", "transfer"):
        assert types(f"?type={none}") == []
    assert len(types("?hours=1")) == 4


@pytest.mark.parametrize("query", [
    "limit=0", "limit=201", "limit=-1", "limit=ten", "limit=1e2", "cursor=nonsense", "hours=0",
    "hours=-5", "hours=x", "type=gift", "limit=99999999999999999999", "cursor=%00", "cursor=%FF"])
def test_a_wrong_query_is_refused(organization, query):
    organization.api.get("/api/v1/credits/transactions?" + query).refused(400, "validation_error")


def test_the_summary_has_every_field_that_clients_know(organization):
    organization.grant(100)
    organization.charge(D("2.5"))
    organization.hold(10)
    summary = organization.summary
    for part, names in SUMMARY_FIELDS.items():
        object_ = summary[part] if part else summary
        assert set(names.split()) <= object_.keys(), part
    assert summary["success"] is True
    assert (summary["balance"], summary["pending"]) == (D("87.5"), 10)
    assert summary["usage"] == {"today": D("2.5"), "thisMonth": D("2.5")}
    assert summary["organization"]["id"] == organization.id
    assert summary["organization"]["name"] == organization.name
    assert summary["organization"]["creditBalance"] == summary["balance"]
    assert summary["agents"] == [] and summary["apps"] == []
    [newest, oldest] = summary["recentTransactions"]
    assert (newest["type"], newest["amount"]) == ("usage", D("-2.5"))
    assert UTC_TIME.fullmatch(oldest["createdAt"])
    assert summary["pricing"]["creditsPerDollar"] == 1
    assert summary["pricing"]["x402Enabled"] is False


def test_usage_counts_charges_net_of_refunds(organization):
    organization.grant(10)
    charge = organization.charge(4)
    organization.charge(1)
    organization.refund(charge, D("1.5")).ok(201)
    assert organization.summary["usage"] == {"today": D("3.5"), "thisMonth": D("3.5")}


@pytest.mark.parametrize("path", [
    "/api/v1/holds/{}", "/api/v1/charges/{}"])
@pytest.mark.parametrize("identity", [
    "hold_00000000000000000000000000", "chg_00000000000000000000000000", "nonsense", "%00", "..",
    "hold_" + "z" * 26, "' OR 1=1 --".replace(" ", "%20")])
def test_what_does_not_exist_is_not_found(organization, path, identity):
    organization.api.get(path.format(identity)).refused(404, "resource_not_found")


def test_health_readiness_and_metrics_answer_without_a_key(server):
    for path in ("/healthz", "/api/health"):
        health = server.api().get(path).ok()
        assert health["status"] == "ok" and health["version"]
        assert UTC_TIME.fullmatch(health["timestamp"])
    server.api().get("/readyz").ok()
    metrics = server.api().get("/metrics")
    assert metrics.status == 200 and b"# TYPE" in metrics.body
