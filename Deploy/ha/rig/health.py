# SPDX-License-Identifier: Apache-2.0
"""What the nodes say of themselves."""

import http.client
import json


def fetch(address, port, path, seconds=2):
    """Status and body of a GET; (None, b"") when there is no answer."""
    connection = http.client.HTTPConnection(address, port, timeout=seconds)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None, b""
    finally:
        connection.close()


def patroni(node):
    """What Patroni says of its node: role, state, timeline; {} when it is silent."""
    status, body = fetch(node.address, 8008, "/patroni", 1)
    return json.loads(body) if status else {}


def primary(plan):
    """The node that holds the lock and takes writes, or None."""
    for node in plan.databases:
        if fetch(node.address, 8008, "/primary", 1)[0] == 200:
            return node
    return None


def members(plan):
    """The cluster as the first node sees it that answers."""
    for node in plan.databases:
        status, body = fetch(node.address, 8008, "/cluster")
        if status == 200:
            return json.loads(body)["members"]
    return []


def is_etcd_well(node):
    status, body = fetch(node.address, 2379, "/health", 1)
    return status == 200 and json.loads(body).get("health") == "true"


def is_ready(node):
    """Whether a Florin node reaches its database."""
    return fetch(node.address, 8080, "/readyz")[0] == 200


def complaints(plan):
    """Why the cluster is not whole; nothing when it is."""
    found = [f"{node.name}: etcd" for node in plan.databases if not is_etcd_well(node)]
    present = {one["name"]: one for one in members(plan)}
    for node in plan.databases:
        member = present.get(node.name, {})
        if member.get("state") not in ("running", "streaming"):
            found.append(f"{node.name}: {member.get('state', 'absent')}")
    roles = [one["role"] for one in present.values()]
    leaders = [one for one in present.values() if one["role"] == "leader"]
    if len(leaders) != 1 or primary(plan) is None:
        found.append("no primary")
    elif any(one.get("timeline") != leaders[0].get("timeline") for one in present.values()):
        found.append("a standby on an old timeline")
    if plan.nodes > 1 and "sync_standby" not in roles:
        found.append("no synchronous standby")
    return found + [f"{node.name}: not ready" for node in plan.applications if not is_ready(node)]
