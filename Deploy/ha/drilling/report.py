# SPDX-License-Identifier: Apache-2.0
"""The report: what was done, when, on what, and what came of it, in Markdown."""

import datetime
import os
import platform
from pathlib import Path

from rig.commands import run
from rig.plan import ROOT

BACK_SECONDS = 30


def passed(rounds, verdict):
    return verdict.ok and all(
        (round.back or 0) <= BACK_SECONDS and not round.finding for round in rounds)


def write(plan, drill, rounds, verdict):
    lines = [
        "# Failover, drilled", "",
        "Written by `Deploy/ha/drill`; how it is made: [Deploy/ha](../Deploy/ha/README.md).", "",
        *preface(plan, drill), "", *verdicts(rounds, verdict), "", *table(rounds), "",
        *LEGEND]
    return "\n".join(lines) + "\n"


def preface(plan, drill):
    now = datetime.datetime.now(datetime.timezone.utc)
    return [
        f"- {now:%Y-%m-%d %H:%M} UTC, `Deploy/ha/drill --rounds {drill.rounds} --seed {drill.seed}"
        f" --callers {drill.callers}`, {drill.seconds / 60:.0f} minutes",
        f"- {machine()}",
        f"- {'; '.join(versions(plan))}",
        f"- {plan.nodes} nodes of PostgreSQL, Patroni and etcd, a synchronous standby, strict; "
        f"{plan.florin} nodes of Florin, HAProxy beside each",
        f"- {drill.callers} callers on {drill.organizations} organizations, half of them on one: "
        "grants, charges, refunds, holds and their endings, each under an `Idempotency-Key` and "
        "repeated, on whichever node, until it is acknowledged",
    ]


def verdicts(rounds, verdict):
    total = sum(round.acknowledged for round in rounds)
    promotions = [round for round in rounds if round.promotion is not None]
    lines = [] if not verdict.stopped else [f"**Stopped**: {verdict.stopped}", ""]
    lines += [
        f"**{total:,} commands acknowledged in {len(rounds)} rounds, {len(verdict.finding.lost)} "
        f"lost, {len(verdict.finding.doubled)} doubled**, by comparing every acknowledgement with "
        "the whole journal at the end; balances and holds equal the callers' own sums"
        f"{'' if not verdict.finding.wrong else ' NOT: ' + '; '.join(verdict.finding.wrong)}. "
        f"`florin ledger verify`: {verdict.ledger}. The databases of all nodes: "
        f"{verdict.copies}."]
    if promotions:
        slowest = max(round.back for round in promotions)
        lines.append(f"{len(promotions)} rounds had a promotion; the service was back "
                     f"{slowest:.1f} s after it at the latest.")
    return lines


def table(rounds):
    yield ("| | fault | on | lasted s | promoted | after s | outage s | back after s | whole after s"
           " | acknowledged | repeats | lost | doubled |")
    yield "|---:|---|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for round in rounds:
        promotion, back = seconds(round.promotion), seconds(round.back)
        yield (f"| {round.number} | {round.fault} | {round.where} | {round.lasted:.1f} "
               f"| {round.promoted} | {promotion} | {round.outage:.1f} | {back} "
               f"| {round.whole:.1f} | {round.acknowledged:,} | {round.repeated:,} "
               f"| {len(round.finding.lost)} | {len(round.finding.doubled)} |")


def seconds(value):
    return "" if value is None else f"{value:.1f}"


LEGEND = [
    "`after`: from the fault to the promotion. `outage`: the longest time in which no caller got a "
    "success, on any node. `back after`: from the promotion until every Florin node had "
    "acknowledged a command. `whole after`: from the end of the fault until "
    "every node was well again and a synchronous standby followed. `repeats`: answers that were "
    "not a success, or did not come, after which a command was sent again under its key.",
]


def machine():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) >> 20
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return (f"{os.cpu_count()} × {model[0] if model else platform.machine()}, {memory} GiB, "
            f"{system}, Linux {platform.release()}")


def versions(plan):
    commit = run("git", "rev-parse", "--short", "HEAD", cwd=ROOT, check=False).strip()
    yield f"florin {run(plan.binary, '--version').strip()}, the repository at {commit or '?'}"
    yield "PostgreSQL " + run("/usr/lib/postgresql/15/bin/postgres", "--version").split()[2]
    yield run("patroni", "--version").strip()
    yield run("etcd", "--version").splitlines()[0].replace(" Version:", "")
    yield run("haproxy", "-v").split(" 20")[0].replace(" version", "")
