# SPDX-License-Identifier: Apache-2.0
"""Who is primary, asked ten times a second."""

import threading
import time

from rig import health

EVERY_SECONDS = 0.1


class Watch(threading.Thread):
    """Notes each moment at which a node has become primary."""

    def __init__(self, plan):
        super().__init__(daemon=True)
        self.plan = plan
        self.promotions = []  # (time, node's name, timeline)
        self.timeline = 0

    def run(self):
        for node in self.plan.databases:
            threading.Thread(target=self.follow, args=[node], daemon=True).start()

    def follow(self, node):
        while True:
            status, _ = health.fetch(node.address, 8008, "/primary", 1)
            if status == 200:
                timeline = health.patroni(node).get("timeline") or 0
                if timeline > self.timeline:
                    self.timeline = timeline
                    self.promotions.append((time.monotonic(), node.name, timeline))
            time.sleep(EVERY_SECONDS)

    def promotion_after(self, moment):
        """The last promotion since a moment: with two, the second one is the one to recover from."""
        later = [one for one in self.promotions if one[0] > moment]
        return later[-1] if later else None
