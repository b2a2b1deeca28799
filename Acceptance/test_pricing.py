# SPDX-License-Identifier: Apache-2.0
"""The life of prices: lists change, books follow, and no bad price reaches a customer."""

import time
from decimal import Decimal

import pytest

from harness import eventually, loads
from price_list import ADMIN, MILLION, cost, events, refresh

D = Decimal


def pending(shop):
    return shop.operator.get(f"{ADMIN}/quarantine?status=pending").ok()["prices"]


def ready(shop):
    return shop.api().get("/readyz").ok()["checks"]["pricing"]


def test_a_list_is_live_after_the_first_look_and_travels_no_second_time(shop, prices):
    organization = shop.organization(scopes=["spend"])
    assert cost(organization) == D("2.5")
    assert organization.api.post("/api/v1/quotes", {
        "model": "gpt-test-1", "usage": {"input_tokens": 1000}}).ok()["total"] == D("0.003")
    book = ready(shop)["book"]
    [run] = refresh(shop)["runs"]
    assert run["status"] == "not_modified" and prices.answers[-1] == 304
    assert ready(shop)["book"] == book
    assert shop.metric("florin_price_book_number") == book
    assert shop.metric("florin_price_book_models") == ready(shop)["models"]


def test_a_price_that_doubles_goes_live_as_a_new_book(shop, prices):
    organization = shop.organization(scopes=["spend"])
    before = ready(shop)["book"]
    prices.sell("gpt-test-1", "0.000005", "0.00001")
    [run] = refresh(shop)["runs"]
    assert (run["status"], run["changed"], run["heldBack"]) == ("published", 1, 0)
    assert run["book"] == before + 1 == ready(shop)["book"]
    assert cost(organization) == 5
    diff = shop.operator.get(f"{ADMIN}/diff?from={before}&to={before + 1}").ok()
    assert (diff["added"], diff["removed"], diff["changed"]) == (0, 0, 1)
    [change] = diff["changes"]
    [rate] = change["rates"]
    assert rate["meter"] == "input_tokens"
    assert (rate["before"]["price"] / rate["before"]["per"] * MILLION,
            rate["after"]["price"] / rate["after"]["per"] * MILLION) == (D("2.5"), 5)


@pytest.mark.parametrize("price, code", [
    ("0.00001", "rose"), ("0.0000005", "fell"), ("0", "became_free")])
def test_a_price_that_leaps_waits_for_an_operator(shop, prices, price, code):
    organization = shop.organization(scopes=["spend"])
    prices.sell("gpt-test-1", price, "0.00001")
    [run] = refresh(shop)["runs"]
    assert (run["status"], run["changed"], run["heldBack"]) == ("unchanged", 0, 1)
    assert cost(organization) == D("2.5"), "the book before stays in force"
    [held] = pending(shop)
    assert code in [alarm["code"] for alarm in held["alarms"]]
    assert ready(shop)["quarantined"] == 1
    assert shop.metric("florin_price_quarantine_pending") == 1
    beside = shop.operator.get(f"{ADMIN}/quarantine/{held['id']}").ok()
    assert beside["proposed"]["model"] == beside["current"]["model"] == "gpt-test-1"
    assert [rate["meter"] for rate in beside["changes"][0]["rates"]] == ["input_tokens"]

    path = f"{ADMIN}/quarantine/{held['id']}/approve"
    first = shop.operator.post(path, {"note": "announced"}, idempotency="approve-1")
    again = shop.operator.post(path, {"note": "announced"}, idempotency="approve-1")
    assert first.ok()["price"]["status"] == "approved" and again.replayed
    assert again.body == first.body
    shop.operator.post(path, {}).refused(409, "conflict")
    assert cost(organization) == D(price) * MILLION
    assert pending(shop) == [] and ready(shop)["quarantined"] == 0
    [event] = events(shop, "pricing.price_approved")
    assert event["subject"] == held["id"] and event["actor"]


def test_a_price_that_was_turned_down_stays_out(shop, prices):
    organization = shop.organization(scopes=["spend"])
    prices.sell("gpt-test-1", "0.0001", "0.00001")
    refresh(shop)
    [held] = pending(shop)
    path = f"{ADMIN}/quarantine/{held['id']}/reject"
    shop.operator.post(path, {}).refused(400, "validation_error")
    shop.operator.post(path, {"note": "a misplaced point"}).ok()
    prices.sell("gpt-test-2", "0.0000002", "0.0000004")
    [run] = refresh(shop)["runs"]
    assert run["changed"] == 1 and run["heldBack"] == 0 and pending(shop) == []
    assert cost(organization) == D("2.5") and cost(organization, "gpt-test-2") == D("0.2")


def test_what_is_no_price_waits_with_nothing_to_approve(shop, prices):
    organization = shop.organization(scopes=["spend"])
    prices.sell("gpt-test-1", "-0.0000025", "0.00001")
    prices.sell("gpt-test-2", '"NaN"', "0.0000004")
    prices.sell("gpt-test-3", "-1", "-1")
    prices.sell("gpt-test-4", "0.000003", "0.00001")
    [run] = refresh(shop)["runs"]
    assert (run["changed"], run["skipped"], run["heldBack"]) == (1, 3, 3)
    assert cost(organization, "gpt-test-4") == 3
    assert (cost(organization), cost(organization, "gpt-test-2")) == (D("2.5"), D("0.1"))
    organization.api.post("/api/v1/quotes", {
        "model": "gpt-test-3", "usage": {"input_tokens": 1}}).refused(404, "price_not_found")
    held = {price["model"]: price for price in pending(shop)}
    assert ready(shop)["quarantined"] == 3
    assert {name: (price["proposal"], price["standing"], price["alarms"])
            for name, price in held.items()} == {
        "gpt-test-1": ("none", "litellm", [{
            "code": "negative_price", "message": "gpt-test-1 input_cost_per_token is -0.0000025, "
            "which is negative: a price is a decimal number from 0"}]),
        "gpt-test-2": ("none", "litellm", [{
            "code": "unreadable_price", "message": 'gpt-test-2 input_cost_per_token is "NaN": '
            "a price is a decimal number from 0"}]),
        "gpt-test-3": ("none", None, [{
            "code": "sentinel_price", "message": "gpt-test-3 input_cost_per_token is -1, "
            "a sentinel: a price is a decimal number from 0"}])}
    path = f"{ADMIN}/quarantine/{held['gpt-test-1']['id']}"
    beside = shop.operator.get(path).ok()
    assert (beside["proposed"], beside["changes"]) == (None, [])
    assert beside["current"]["model"] == "gpt-test-1"
    error = shop.operator.post(f"{path}/approve", {}).refused(409, "conflict")
    assert "input_cost_per_token is -0.0000025" in error["error"]

    listed = shop.florin("pricing", "quarantine").stdout
    assert "the price that litellm stated before stays in force" in listed
    assert "the model has no price" in listed
    identity = held["gpt-test-2"]["id"]
    shown = shop.florin("pricing", "quarantine", "show", identity).stdout
    assert "nothing is proposed; in force:" in shown and "$0.10 / 1M tokens" in shown
    failed = shop.florin(
        "pricing", "quarantine", "approve", identity, "--note", "no", expect=1).stderr
    assert 'input_cost_per_token is "NaN"' in failed
    shop.florin("pricing", "quarantine", "reject", identity, "--note", "theirs is broken")

    prices.sell("gpt-test-1", "0.000002", "0.00001")
    prices.sell("gpt-test-4", "0.000004", "0.00001")
    [run] = refresh(shop)["runs"]
    assert (run["changed"], run["heldBack"]) == (2, 0), "neither again, nor what was turned down"
    assert [price["model"] for price in pending(shop)] == ["gpt-test-3"]
    assert (cost(organization), cost(organization, "gpt-test-2")) == (2, D("0.1"))
    mended = shop.operator.get(path).ok()["price"]
    assert mended["status"] == "superseded" and mended["decidedBy"] is None


def test_a_model_that_vanishes_is_kept_while_it_is_used(shop, prices):
    organization = shop.organization(10)
    organization.api.post("/api/v1/charges", {
        "model": "gpt-test-1", "usage": {"input_tokens": 1000}}).ok(201)
    del prices.models["gpt-test-1"], prices.models["gpt-test-2"]
    prices.sell("gpt-test-3", "0.000001", "0.000002")
    refresh(shop)
    [held] = pending(shop)
    assert held["model"] == "gpt-test-1" and held["proposal"] == "removal"
    assert [alarm["code"] for alarm in held["alarms"]] == ["vanished_in_use"]
    assert cost(organization) == D("2.5")
    organization.api.post("/api/v1/quotes", {
        "model": "gpt-test-2", "usage": {"input_tokens": 1}}).refused(404, "price_not_found")


@pytest.mark.parametrize("broken", [
    {"status": 500}, {"status": 404}, {"body": "<html>moved</html>"}, {"body": "[1,2]"}])
def test_a_look_that_fails_leaves_the_book_in_force_and_is_told_everywhere(shop, prices, broken):
    organization = shop.organization(scopes=["spend"])
    before = ready(shop)
    assert before["failedSources"] == []
    failures = shop.metric("florin_pricing_refresh_failures_total")
    prices.status, prices.body = broken.get("status", 200), broken.get("body")
    answer = refresh(shop)
    [run] = answer["runs"]
    assert (answer["failed"], run["status"]) == (1, "failed") and run["error"]
    assert cost(organization) == D("2.5")
    now = ready(shop)
    assert now["book"] == before["book"] and now["failedSources"] == ["litellm"]
    assert not now["isStale"] and shop.is_ready()
    assert shop.metric("florin_pricing_refresh_failures_total") == failures + 1
    [event] = events(shop, "pricing.refresh_failed")
    assert event["subject"] == "litellm" and event["details"]["error"]
    report = loads(shop.florin("doctor", "--json", expect=1).stdout)
    checks = {check["name"]: check for check in report["checks"]}
    assert checks["sources"]["ok"] is False and "litellm" in checks["sources"]["detail"]
    assert checks["prices"]["ok"] is True
    [source] = [each for each in shop.operator.get(f"{ADMIN}/sources").ok()["sources"]
                if each["name"] == "litellm"]
    assert source["hasFailed"] and source["models"] == 2

    prices.status, prices.body = 200, None
    assert refresh(shop)["failed"] == 0
    assert ready(shop)["failedSources"] == []
    shop.florin("doctor")


def test_a_preview_tells_what_last_months_usage_would_have_come_to(shop, prices):
    organization = shop.organization(100)
    for _ in range(3):
        organization.api.post("/api/v1/charges", {
            "model": "gpt-test-1", "usage": {"input_tokens": MILLION}}).ok(201)
    prices.sell("gpt-test-1", "0.000005", "0.00001")
    refresh(shop)
    preview = shop.operator.get(f"{ADMIN}/preview?days=1").ok()
    assert preview["isComplete"] and preview["charges"] == 3 and preview["unpriced"] == 0
    [row] = preview["models"]
    assert row["revenue"] == {"before": 9, "after": 18, "change": 9}
    assert row["upstreamCost"] == {"before": D("7.5"), "after": 15, "change": D("7.5")}
    assert row["margin"] == {"before": D("1.5"), "after": 3, "change": D("1.5")}
    shop.operator.get(f"{ADMIN}/preview?book=99").refused(404, "resource_not_found")
    shop.operator.get(f"{ADMIN}/preview?days=0").refused(400, "validation_error")


def test_what_a_command_changes_is_live_within_seconds(shop, prices):
    organization = shop.organization(scopes=["spend"])
    prices.sell("gpt-test-1", "0.000003", "0.00001")
    shop.florin("pricing", "refresh", "--source", "litellm")
    began = time.monotonic()
    eventually(lambda: cost(organization) == 3, what="the command's price")
    assert time.monotonic() - began < 10
