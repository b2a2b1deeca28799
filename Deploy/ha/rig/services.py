# SPDX-License-Identifier: Apache-2.0
"""The programs of a node: how each is configured, started, killed and stopped."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from . import network
from .plan import HERE, Node, Unfit, write_private


@dataclass(frozen=True)
class Service:
    """One program on one node; `keep` starts it again when it ends."""

    name: str
    node: Node
    command: tuple
    user: str
    env: dict = field(default_factory=dict, hash=False)

    @property
    def title(self):
        return f"{self.node.name}.{self.name}"


def of(plan, node):
    """A node's services in the order in which they start."""
    if node in plan.databases:
        return [etcd(plan, node), patroni(plan, node)]
    return [haproxy(plan, node), florin(plan, node)]


def etcd(plan, node):
    return Service("etcd", node, (tool("etcd"), "--config-file", path_of(plan, node, "etcd.yml")),
                   "postgres")


def patroni(plan, node):
    return Service("patroni", node, (tool("patroni"), path_of(plan, node, "patroni.yml")),
                   "postgres")


def haproxy(plan, node):
    return Service("haproxy", node,
                   (tool("haproxy"), "-db", "-f", path_of(plan, node, "haproxy.cfg")), "nobody")


def florin(plan, node):
    if not os.access(plan.binary, os.X_OK):
        raise Unfit(f"{plan.binary} is not there: swift build -c release --product florin")
    env = {
        "FLORIN_HOST": node.address, "FLORIN_PORT": "8080",
        "FLORIN_DATABASE_URL": plan.database_url("127.0.0.1"),
        "FLORIN_OPERATOR_KEY": plan.secrets["operator_key"],
        "FLORIN_RATE_LIMIT": "off", "FLORIN_PRICING_SOURCES": "off", "LOG_LEVEL": "notice",
    }
    return Service("florin", node, (plan.binary, "serve"), "nobody", env)


def configure(plan, node):
    """Writes a node's configuration from the templates beside this program."""
    members = [(one.name, one.address) for one in plan.databases]
    values = {
        "name": node.name, "address": node.address, "folder": plan.folder_of(node),
        "network": f"{plan.subnet}.0/24", "shared_buffers": plan.shared_buffers, "sockets": "",
        "etcd_members": ",".join(f"{name}=http://{address}:2380" for name, address in members),
        "etcd_hosts": ",".join(f"{address}:2379" for _, address in members),
        "servers": "\n".join(f"    server {name} {address}:5432 check"
                             for name, address in members),
        **plan.secrets,
    }
    is_database = node in plan.databases
    for name in ("etcd.yml", "patroni.yml") if is_database else ("haproxy.cfg",):
        path = path_of(plan, node, name)
        path.parent.mkdir(exist_ok=True)
        write_private(path, Template((HERE / name).read_text()).substitute(values))
        shutil.chown(path, "postgres" if is_database else "nobody")
    folder = plan.folder_of(node)
    folder.mkdir(exist_ok=True)
    shutil.chown(folder, "postgres" if is_database else "nobody")
    folder.chmod(0o700)


def start(plan, service):
    """Starts a service in its node's network, as its user, and lets it run."""
    if is_running(plan, service):
        return
    log = plan.path / "logs" / f"{service.title}.log"
    log.parent.mkdir(exist_ok=True)
    command = [
        tool("nsenter"), f"--net={network.namespace(service.node)}",
        tool("setpriv"), f"--reuid={service.user}", f"--regid={group_of(service.user)}",
        "--init-groups", HERE / "keep", *service.command]
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
           "HOME": str(plan.folder_of(service.node)), **service.env}
    with open(log, "ab") as file:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=plan.folder_of(service.node), env=env,
            stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True)
    pid_file(plan, service).parent.mkdir(exist_ok=True)
    pid_file(plan, service).write_text(f"{process.pid}\n")


def stop(plan, service, within=30):
    """SIGTERM, as systemd sends it; what has not ended in time is killed."""
    pid = keeper_pid(plan, service)
    if pid:
        os.kill(pid, signal.SIGTERM)
        if not wait(lambda: not is_alive(pid), within):
            kill_group(pid)
    pid_file(plan, service).unlink(missing_ok=True)


def pids(plan, service):
    """The program itself, without the one that keeps it."""
    pid = keeper_pid(plan, service)
    if not pid:
        return []
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []


def kill(*pids):
    """kill -9."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def kill_node(node):
    """As if its power were cut; what sits in the kernel's memory still reaches the disk."""
    def is_dead():
        kill(*network.processes(node))
        return not network.processes(node)

    wait(is_dead, 10)


def is_running(plan, service):
    return keeper_pid(plan, service) is not None


def keeper_pid(plan, service):
    """The pid of a service's `keep`, if that is what still runs under the number."""
    try:
        pid = int(pid_file(plan, service).read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    is_ours = any(str(part).encode() in words for part in service.command[-1:])
    return pid if is_ours and is_alive(pid) else None


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def kill_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def wait(condition, seconds):
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def path_of(plan, node, name):
    return plan.path / "configuration" / f"{node.name}.{name}"


def pid_file(plan, service):
    return plan.path / "run" / f"{service.title}.pid"


def group_of(user):
    return "nogroup" if user == "nobody" else user


def tool(name):
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not path:
        raise Unfit(f"{name} is not installed: run Scripts/setup ha")
    return path
