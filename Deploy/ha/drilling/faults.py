# SPDX-License-Identifier: Apache-2.0
"""What happens to a cluster. Each fault begins, lasts, and ends; what it began it also ends."""

import json
import time
from pathlib import Path

from rig import cluster, disks, health, network, services


class Fault:
    """`where` says on which node, once it has begun."""

    name = ""
    seconds = (8, 15)
    # Whether it lasts until another node has been promoted.
    awaits_promotion = False

    def __init__(self, plan, dice):
        self.plan = plan
        self.dice = dice
        self.node = None

    @property
    def where(self):
        return self.node.name if self.node else "all"

    def begin(self):
        raise NotImplementedError

    def end(self):
        """Nothing to undo."""

    def role(self, name):
        """The node that has a role now."""
        for member in health.members(self.plan):
            if member["role"] == name:
                return self.plan.node(member["name"])
        raise RuntimeError(f"no node is {name}")


class PrimaryKilled(Fault):
    name = "kill -9 of the primary's PostgreSQL, all processes"
    seconds = (5, 10)

    def begin(self):
        self.node = self.role("leader")
        services.kill(*[pid for pid in network.processes(self.node) if command(pid) == "postgres"])


class PrimaryPowerCut(Fault):
    name = "the primary's machine loses power"
    awaits_promotion = True

    def begin(self):
        self.node = self.role("leader")
        services.kill_node(self.node)

    def end(self):
        cluster.start(self.plan, [self.node])


class PrimaryCutOff(Fault):
    name = "the primary's network is cut"
    awaits_promotion = True

    def begin(self):
        self.node = self.role("leader")
        network.cut(self.node)

    def end(self):
        network.heal(self.node)


class PrimaryCutOffBriefly(PrimaryCutOff):
    name = "the primary's network is cut for a moment"
    awaits_promotion = False
    seconds = (2, 6)


class StandbyCutOff(PrimaryCutOff):
    name = "the synchronous standby's network is cut"
    awaits_promotion = False

    def begin(self):
        self.node = self.role("sync_standby")
        network.cut(self.node)


class FlorinCutOff(PrimaryCutOff):
    name = "a Florin node's network is cut"
    awaits_promotion = False

    def begin(self):
        self.node = self.dice.choice(self.plan.applications)
        network.cut(self.node)


class FlorinKilled(Fault):
    name = "kill -9 of a Florin node"
    seconds = (3, 6)

    def begin(self):
        self.node = self.dice.choice(self.plan.applications)
        services.kill(*services.pids(self.plan, services.florin(self.plan, self.node)))


class PrimaryDiskFull(Fault):
    name = "the primary's disk is full"
    seconds = (15, 25)

    def begin(self):
        self.node = self.role("leader")
        disks.fill(self.plan, self.node)

    def end(self):
        disks.free(self.plan, self.node)


class StandbyDiskFull(PrimaryDiskFull):
    name = "the synchronous standby's disk is full"

    def begin(self):
        self.node = self.role("sync_standby")
        disks.fill(self.plan, self.node)


class EtcdStopped(Fault):
    name = "etcd's leader is killed and stays away"
    seconds = (10, 20)

    def begin(self):
        self.node = next((node for node in self.plan.databases if leads_etcd(node)),
                         self.plan.databases[0])
        service = services.etcd(self.plan, self.node)
        running = services.pids(self.plan, service)
        services.stop(self.plan, service, within=0)
        services.kill(*running)

    def end(self):
        services.start(self.plan, services.etcd(self.plan, self.node))


class EverythingRestarted(Fault):
    name = "everything is stopped and started in random order"
    seconds = (1, 3)

    def begin(self):
        for service in self.shuffled():
            services.stop(self.plan, service)

    def end(self):
        for service in self.shuffled():
            services.start(self.plan, service)
            time.sleep(self.dice.uniform(0, 2))

    def shuffled(self):
        every = [service for node in self.plan.all for service in services.of(self.plan, node)]
        self.dice.shuffle(every)
        return every


class EverythingPowerCut(EverythingRestarted):
    name = "every machine loses power at once"

    def begin(self):
        for node in self.plan.all:
            services.kill(*network.processes(node))
        for node in self.plan.all:
            services.kill_node(node)


ALL = [PrimaryKilled, PrimaryPowerCut, PrimaryCutOff, PrimaryCutOffBriefly, StandbyCutOff,
       FlorinCutOff, FlorinKilled, PrimaryDiskFull, StandbyDiskFull, EtcdStopped,
       EverythingRestarted, EverythingPowerCut]


def deal(plan, dice, rounds):
    """Each kind once before any comes again, in random order."""
    hand = []
    while len(hand) < rounds:
        hand += dice.sample(ALL, len(ALL))
    return [kind(plan, dice) for kind in hand[:rounds]]


def command(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def leads_etcd(node):
    status, body = health.fetch(node.address, 2379, "/v2/stats/self", 1)
    return status == 200 and json.loads(body).get("state") == "StateLeader"
