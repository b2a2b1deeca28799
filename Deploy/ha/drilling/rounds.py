# SPDX-License-Identifier: Apache-2.0
"""One round: load, a fault, recovery, and a look into the books."""

import time
from dataclasses import dataclass, field

from rig import cluster

from .books import Finding

QUIET_SECONDS = (2, 5)
PROMOTION_SECONDS = 60
WHOLE_SECONDS = 180


@dataclass
class Round:
    """What was done, and what came of it. Seconds; None where it does not apply."""

    number: int
    fault: str
    where: str = ""
    lasted: float = 0
    promoted: str = ""
    promotion: float | None = None
    outage: float = 0
    back: float | None = None
    whole: float = 0
    acknowledged: int = 0
    repeated: int = 0
    finding: Finding = field(default_factory=Finding)


def play(number, fault, plan, load, watch, dice):
    round = Round(number, fault.name)
    load.resume()
    first, failed = len(load.acknowledged), len(load.failures)
    time.sleep(dice.uniform(*QUIET_SECONDS))
    began = time.monotonic()
    fault.begin()
    round.where = fault.where
    endure(fault, watch, began, dice)
    fault.end()
    ended = time.monotonic()
    cluster.wait_until_well(plan, WHOLE_SECONDS)
    round.whole = time.monotonic() - ended
    time.sleep(dice.uniform(*QUIET_SECONDS))
    load.pause()
    round.lasted = ended - began
    round.acknowledged = len(load.acknowledged) - first
    round.repeated = len(load.failures) - failed
    measure(round, began, load.acknowledged[first:], watch)
    for books in load.books:
        round.finding.add(books.check_news(load.wire))
    return round


def endure(fault, watch, began, dice):
    """Lets a fault last."""
    time.sleep(dice.uniform(*fault.seconds))
    while fault.awaits_promotion and not watch.promotion_after(began):
        if time.monotonic() - began > PROMOTION_SECONDS:
            return
        time.sleep(0.1)


def measure(round, began, acknowledged, watch):
    """The outage is the longest time in which no caller was told of a success. The service is back
    when every Florin node has acknowledged something after the promotion."""
    moments = [at for at, _ in acknowledged]
    round.outage = max(later - earlier for earlier, later in zip(moments, moments[1:])
                       if later > began)
    promotion = watch.promotion_after(began)
    if promotion:
        moment, round.promoted, _ = promotion
        round.promotion = moment - began
        firsts = {}
        for at, address in acknowledged:
            if at > moment:
                firsts.setdefault(address, at)
        round.back = max(firsts.values()) - moment
