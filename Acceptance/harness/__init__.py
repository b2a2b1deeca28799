# SPDX-License-Identifier: Apache-2.0
"""What the acceptance tests stand on: a server process, an exact client, an organization."""

import decimal

# Rates have more digits than an amount; 60 keep every product exact. Threads copy this default.
decimal.DefaultContext.prec = 60
decimal.setcontext(decimal.DefaultContext.copy())

from .client import API, Answer, EventStream, volley, volley_at  # noqa: E402
from .exact import dumps, loads, rounded  # noqa: E402
from .organization import ALL_SCOPES, Organization  # noqa: E402
from .server import POSTGRES, Server, binary_path, run_florin  # noqa: E402
from .settlement import assert_charged_once, published_price, settled  # noqa: E402
from .waiting import eventually  # noqa: E402

__all__ = [
    "ALL_SCOPES",
    "API",
    "Answer",
    "EventStream",
    "POSTGRES",
    "Organization",
    "POSTGRES",
    "Server",
    "assert_charged_once",
    "binary_path",
    "dumps",
    "eventually",
    "loads",
    "published_price",
    "rounded",
    "run_florin",
    "settled",
    "volley",
    "volley_at",
]
