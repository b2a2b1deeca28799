# SPDX-License-Identifier: Apache-2.0
"""A switch, and a cable to each node: namespaces, a bridge, pairs of veth."""

from pathlib import Path

from .commands import run
from .plan import Node


def lay(plan):
    """The switch; this machine is on it, too, as the first address."""
    if not exists(plan.bridge):
        run("ip", "link", "add", plan.bridge, "type", "bridge")
        run("ip", "address", "add", f"{plan.subnet}.1/24", "dev", plan.bridge)
        run("ip", "link", "set", plan.bridge, "up")


def plug(plan, node):
    """A node's namespace, with a cable from its eth0 to the switch."""
    if namespace(node).exists() and exists(node.link):
        return
    # One without the other is what a broken run has left.
    unplug(node)
    run("ip", "netns", "add", node.link)
    run("ip", "link", "add", node.link, "type", "veth", "peer", "name", "eth0",
        "netns", node.link)
    run("ip", "link", "set", node.link, "master", plan.bridge, "up")
    inside = ["ip", "-n", node.link]
    run(*inside, "address", "add", f"{node.address}/24", "dev", "eth0")
    run(*inside, "link", "set", "lo", "up")
    run(*inside, "link", "set", "eth0", "up")


def unplug(node):
    run("ip", "netns", "delete", node.link, check=False)
    run("ip", "link", "delete", node.link, check=False)


def cut(node):
    """Pulls the cable at the switch: the node itself sees a network that is silent."""
    run("ip", "link", "set", node.link, "down")


def heal(node):
    run("ip", "link", "set", node.link, "up")


def processes(node):
    """Everything that runs in a node, whoever started it."""
    if not namespace(node).exists():
        return []
    return [int(pid) for pid in run("ip", "netns", "pids", node.link, check=False).split()]


def present(plan):
    """The nodes that there are, whether the plan knows them or not."""
    return [Node(path.name.removeprefix(f"{plan.bridge}-"), "", path.name)
            for path in sorted(Path("/run/netns").glob(f"{plan.bridge}-*"))]


def remove(plan):
    """All of it; also what a broken run has left."""
    for node in present(plan):
        run("ip", "netns", "delete", node.link, check=False)
    for path in sorted(Path("/sys/class/net").glob(f"{plan.bridge}-*")):
        run("ip", "link", "delete", path.name, check=False)
    if exists(plan.bridge):
        run("ip", "link", "delete", plan.bridge)


def exists(link):
    return Path("/sys/class/net", link).exists()


def namespace(node):
    return Path("/run/netns", node.link)
