# SPDX-License-Identifier: Apache-2.0
"""The cluster as a whole: up, down, and what can happen to a node."""

import os
import shutil
import time

from . import disks, health, network, services
from .commands import run
from .plan import Unfit, write_private

PREPARE = """
SELECT 'CREATE ROLE florin LOGIN' WHERE NOT EXISTS
    (SELECT FROM pg_roles WHERE rolname = 'florin') \\gexec
ALTER ROLE florin PASSWORD :'password';
SELECT 'CREATE DATABASE florin OWNER florin' WHERE NOT EXISTS
    (SELECT FROM pg_database WHERE datname = 'florin') \\gexec
"""


def up(plan, say):
    """Starts what does not run yet, and returns when every node is well."""
    if os.geteuid() != 0:
        raise Unfit("namespaces and disks are root's to make: sudo Deploy/ha/cluster up")
    began = time.monotonic()
    plan.save()
    plan.path.chmod(0o755)
    network.lay(plan)
    for node in plan.all:
        network.plug(plan, node)
        if node in plan.databases:
            disks.attach(plan, node)
        services.configure(plan, node)
    start(plan, plan.databases)
    say(f"{plan.nodes} nodes of etcd, Patroni and PostgreSQL are starting ...")
    wait_until_well(plan, only_databases=True)
    prepare_database(plan)
    start(plan, plan.applications)
    wait_until_well(plan)
    write_environment(plan)
    say(f"whole after {time.monotonic() - began:.0f} s")


def start(plan, nodes):
    for node in nodes:
        for service in services.of(plan, node):
            services.start(plan, service)


def stop(plan, nodes):
    """In the reverse order of a start; a node's services end together."""
    for node in nodes:
        for service in reversed(services.of(plan, node)):
            services.stop(plan, service)


def wait_until_well(plan, seconds=120, only_databases=False):
    """Until nobody complains; an error that says who still does when time is up."""
    end = time.monotonic() + seconds
    while True:
        complaints = [one for one in health.complaints(plan)
                      if not only_databases or not one.startswith("florin-")]
        if not complaints:
            return
        if time.monotonic() > end:
            raise Unfit(f"after {seconds} s: {'; '.join(complaints)}; see {plan.path}/logs")
        time.sleep(0.3)


def prepare_database(plan):
    """The role and the database of Florin; its tables Florin makes itself."""
    hosts = ",".join(node.address for node in plan.databases)
    url = f"postgres://postgres@{hosts}/postgres?target_session_attrs=read-write"
    password = plan.secrets["florin_password"]
    script = plan.path / "prepare.sql"
    write_private(script, f"\\set password {password}\n{PREPARE}")
    env = os.environ | {"PGPASSWORD": plan.secrets["superuser_password"]}
    run("psql", url, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file", script, env=env)
    script.unlink()


def write_environment(plan):
    """Settings for commands on this machine, such as `florin ledger verify`."""
    url, key = plan.database_url(), plan.secrets["operator_key"]
    write_private(plan.path / "florin.env", f"export FLORIN_DATABASE_URL='{url}'\n"
                                            f"export FLORIN_OPERATOR_KEY='{key}'\n")


def down(plan):
    """Ends every process, mount and namespace; the data stay."""
    for node in plan.applications + plan.databases:
        if network.namespace(node).exists():
            stop_patiently(plan, node)
    for node in network.present(plan):
        services.kill_node(node)
    network.remove(plan)
    disks.detach(plan)
    shutil.rmtree(plan.path / "run", ignore_errors=True)


def stop_patiently(plan, node):
    """What cannot be stopped will be killed: a missing program must not keep the rest running."""
    try:
        stop(plan, [node])
    except Unfit:
        pass


def destroy(plan):
    down(plan)
    # Only what looks like ours.
    if (plan.path / "plan.json").is_file():
        shutil.rmtree(plan.path)


def status(plan):
    """Lines that tell how every node is."""
    present = {one["name"]: one for one in health.members(plan)}
    for node in plan.databases:
        member = present.get(node.name, {})
        yield (f"{node.name:10} {node.address:14} etcd {word(health.is_etcd_well(node)):6} "
               f"{member.get('role', 'absent'):13} {member.get('state', ''):9} "
               f"timeline {member.get('timeline', '-')} lag {member.get('lag', '-')}")
    for node in plan.applications:
        yield (f"{node.name:10} {node.address:14} "
               f"{word(health.is_ready(node)):11} http://{node.address}:8080")
    found = health.complaints(plan)
    yield "whole" if not found else f"not whole: {'; '.join(found)}"


def word(is_well):
    return "ready" if is_well else "down"
