# SPDX-License-Identifier: Apache-2.0
"""Florin's prices against what LiteLLM and genai-prices answered, where the two agree.

The answers were written down by the whole proof (`make prove-prices`), so this needs neither.
"""

from decimal import Decimal

import pytest

from harness.exact import loads, rounded
from price_proof.florin import Florin, OwnServer, price
from price_proof.sampling import FILE


@pytest.fixture(scope="module")
def sample():
    return loads(FILE.read_text(), clean=False)


@pytest.fixture(scope="module")
def florin(tmp_path_factory, sample):
    """A server of its own, as no other test expects a hundred more models."""
    catalog = {"format": "florin.catalog/1", "source": "price_proof", "models": sample["models"]}
    with OwnServer(tmp_path_factory.mktemp("price-proof")) as server:
        try:
            florin = Florin(server, {"price-proof": catalog})
        except NotImplementedError as missing:
            pytest.skip(str(missing))
        yield florin
        florin.close()


def test_quotes_are_what_two_calculators_say(florin, sample):
    assert len(sample["cases"]) >= 300
    for case in sample["cases"]:
        cost = Decimal(case.pop("cost"))
        quote = florin.quote(case)
        assert price(quote) == cost, (case, quote)
        # Without a markup the customer pays what the upstream takes, rounded once.
        assert quote["total"] == rounded(cost), (case, quote)
