# SPDX-License-Identifier: Apache-2.0
"""A module for each section: `run(plan)` measures and returns tables."""

from . import build, delay, flat, gateway, keeper, pairs, postgres, pricing, start, streams

# In the order of a full run. `build` takes twenty minutes and `pricing` needs two libraries of 230
# MB: only when they are named.
SECTIONS = {
    "keeper": keeper.run, "http": pairs.run, "gateway": gateway.run, "delay": delay.run,
    "streams": streams.run, "flat": flat.run, "start": start.run, "postgres": postgres.run,
    "pricing": pricing.run, "build": build.run,
}
STANDARD = [name for name in SECTIONS if name not in ("pricing", "build")]
