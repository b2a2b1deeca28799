# SPDX-License-Identifier: Apache-2.0
"""JSON without binary fractions: numbers come in as Decimal or int and go out digit by digit."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal

NANOCREDIT = Decimal("0.000000001")
CLEAN_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]*[1-9]")


def rounded(amount):
    """The one rounding between a price and a charge: half-up at the ninth decimal."""
    return amount.quantize(NANOCREDIT, rounding=ROUND_HALF_UP)


def loads(text, *, clean=True):
    """Reads JSON exactly; with `clean`, also refuses what API.md says Florin never writes."""
    return json.loads(
        text,
        parse_float=_clean_decimal if clean else Decimal,
        parse_constant=_refuse_constant,
        object_pairs_hook=_unique_members,
    )


def dumps(value):
    """Writes JSON; a Decimal keeps its digits."""
    if isinstance(value, dict):
        members = (f"{json.dumps(name)}:{dumps(member)}" for name, member in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(dumps(element) for element in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value)


def _clean_decimal(text):
    assert CLEAN_FRACTION.fullmatch(text), f"a number with an exponent or noise: {text}"
    return Decimal(text)


def _refuse_constant(name):
    raise AssertionError(f"{name} is not JSON")


def _unique_members(pairs):
    members = dict(pairs)
    assert len(members) == len(pairs), f"a name stands twice in {[name for name, _ in pairs]}"
    return members
