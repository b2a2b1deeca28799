# SPDX-License-Identifier: Apache-2.0
"""What time does, with three nodes that all could do it: once."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from harness import eventually, volley_at
from nodes import skip_without_postgresql
from postgresql import rows
from price_list import ADMIN, PriceList

skip_without_postgresql()
D = Decimal


def in_seconds(seconds):
    moment = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_expired_holds_give_their_credits_back_once(nodes):
    organizations = [nodes.organization(10) for _ in range(6)]
    for each in organizations:
        for node in nodes:
            each.at(node).hold(2, expiresIn=1)
    for each in organizations:
        eventually(lambda each=each: each.pending == 0, what="the end of the holds")
        assert each.balance == 10

    owners = ", ".join(f"'{each.id}'" for each in organizations)

    def open_holds():
        return rows(nodes[0].database_url, "SELECT count(*) FROM hold WHERE status = 'open' "
                    f"AND organization_id IN ({owners})")

    eventually(lambda: open_holds() == [("0",)], what="the sweep of one of the nodes")
    for each in organizations:
        assert {each.at(node).balance for node in nodes} == {10}
        assert len(each.transactions()) == 1, "holds leave no row of money"
    nodes.verify()


def test_expired_grants_are_booked_once_though_all_nodes_are_told_to(nodes):
    organization = nodes.organization(10)
    organization.grant(3, source="promotional", expiresAt=in_seconds(1))
    eventually(lambda: organization.balance == 10, what="the end of the gift")
    run = {"method": "POST", "path": "/api/v1/admin/jobs/grants/run", "body": {}}
    answers = volley_at([(node.operator, run) for node in nodes for _ in range(5)])
    assert {answer.status for answer in answers} == {200}, answers
    [expiry] = [row for row in organization.transactions() if row["type"] == "expiry"]
    assert expiry["amount"] == -3
    nodes.verify()


def test_a_list_of_prices_becomes_one_book_however_many_nodes_look(make_nodes):
    with PriceList() as prices:
        prices.sell("gpt-test-1", "0.0000025", "0.00001")
        nodes = make_nodes(env={"FLORIN_PRICING_SOURCES": f"litellm={prices.url}"}).start()
        eventually(lambda: len(prices.answers) >= 1 and numbers(nodes) == [2, 1],
                   what="the first look")
        assert not nodes.trouble()
        prices.sell("gpt-test-1", "0.000003", "0.00001")
        refresh = {"method": "POST", "path": f"{ADMIN}/refresh", "body": {}}
        answers = volley_at([(node.operator, refresh) for node in nodes])
        assert {answer.status for answer in answers} == {200}, answers
        assert numbers(nodes) == [3, 2, 1]
        assert not nodes.trouble()


def test_a_source_that_a_restart_adds_is_looked_at_at_once(make_nodes):
    with PriceList() as prices, PriceList() as more:
        prices.sell("gpt-test-1", "0.0000025", "0.00001")
        more.sell("gpt-test-2", "0.0000001", "0.0000004")
        first, second = make_nodes(2, env={"FLORIN_PRICING_SOURCES": f"litellm={prices.url}"})
        first.start()
        eventually(lambda: knows(first, "gpt-test-1"), what="the first look")
        first.stop()
        second.extra["FLORIN_PRICING_SOURCES"] += f",litellm-more={more.url}"
        second.start()
        eventually(lambda: knows(second, "gpt-test-2"), what="a look at the new source")


def knows(node, model):
    return node.api().get(f"/api/v1/pricing/models/{model}").status == 200


def numbers(nodes):
    return [book["number"] for book in nodes[0].operator.get(f"{ADMIN}/books").ok()["books"]]
