# SPDX-License-Identifier: Apache-2.0
"""Tables on the terminal, the same in JSON, and in Markdown for the record."""

import datetime
import json
import os
import platform
import sqlite3
from pathlib import Path

from .measure import median, spread
from .workshop import BENCHMARKS, ROOT, florin, output

LATEST = BENCHMARKS / "results" / "latest.json"
RECORD = BENCHMARKS / "results.md"


class Table:
    """Rows of medians; a row keeps what each round measured."""

    def __init__(self, title, columns):
        self.title = title
        self.columns = columns  # (heading, key, digits after the point)
        self.rows = []

    def add(self, name, measurements):
        """A row of what was measured in each round."""
        cells = {
            key: {"median": median(measurements, key), "range": spread(measurements, key)}
            for _, key, _ in self.columns if all(one.get(key) is not None for one in measurements)}
        self.rows.append({"name": name, "cells": cells, "rounds": measurements})

    def lines(self):
        """The table as aligned text that is Markdown, too."""
        grid = [["", *(heading for heading, _, _ in self.columns)]]
        for row in self.rows:
            grid.append([row["name"], *(self.cell(row, key, digits)
                                        for _, key, digits in self.columns)])
        widths = [max(len(line[place]) for line in grid) for place in range(len(grid[0]))]
        aligned = [
            "| " + " | ".join(
                text.ljust(width) if place == 0 else text.rjust(width)
                for place, (text, width) in enumerate(zip(line, widths))) + " |"
            for line in grid]
        rule = "|" + "|".join(
            "-" * (width + 1) + ("-" if place == 0 else ":") for place, width in enumerate(widths))
        return [aligned[0], rule + "|", *aligned[1:]]

    @staticmethod
    def cell(row, key, digits):
        cell = row["cells"].get(key)
        return "" if cell is None else f"{cell['median']:,.{digits}f}"

    def as_json(self):
        return {"title": self.title, "columns": self.columns, "rows": self.rows}

    @staticmethod
    def from_json(value):
        table = Table(value["title"], value["columns"])
        table.rows = value["rows"]
        return table


def show(table):
    print(f"\n  {table.title}")
    for line in table.lines():
        print("  " + line)
    print(flush=True)


def machine():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) >> 20
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return (f"{os.cpu_count()} × {model[0] if model else platform.machine()}, {memory} GiB, "
            f"{system}, Linux {platform.release()}, {file_system()}, "
            f"SQLite {sqlite3.sqlite_version}")


def file_system():
    mounts = [line.split()[:3] for line in Path("/proc/mounts").read_text().splitlines()]
    here = [(len(folder), device, kind) for device, folder, kind in mounts
            if str(ROOT).startswith(folder.rstrip("/") + "/")]
    _, device, kind = max(here)
    return f"{kind} on {device}"


def commit():
    changed = output("git", "status", "--porcelain", "--", "Sources", "Package.swift", cwd=ROOT)
    name = output("git", "rev-parse", "--short", "HEAD", cwd=ROOT).strip()
    return name + (" with changes" if changed.strip() else "")


def binary():
    """Which program was measured: its sources may have moved on since it was built."""
    built = datetime.datetime.fromtimestamp(os.stat(florin()).st_mtime, datetime.timezone.utc)
    return f"florin {output(florin(), '--version').strip()} built {built:%Y-%m-%d %H:%M} UTC"


def section(name, command, load, tables):
    """What a section's run has to tell, as it is kept."""
    return {
        "section": name, "command": command, "machine": machine(), "commit": commit(),
        "binary": binary(),
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "loadBefore": load, "tables": [table.as_json() for table in tables],
    }


def keep(run):
    """Puts a section's run in the place of the one before."""
    runs = [one for one in kept() if one["section"] != run["section"]] + [run]
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(runs, indent=1) + "\n")


def kept():
    return json.loads(LATEST.read_text()) if LATEST.is_file() else []


def record(order):
    """Writes results.md from what is kept."""
    parts = [
        "# Results", "",
        "Written by `Benchmarks/run --record`; what the numbers mean: [README.md](README.md). "
        "Medians; the machine shared its cores with whatever its load average tells.", ""]
    for run in sorted(kept(), key=lambda one: order.index(one["section"])):
        parts += [
            f"## {run['section']}", "",
            f"`{run['command']}`, {run['date']}; {run['binary']}, "
            f"the repository at {run['commit']}; load average before: {run['loadBefore']:.2f}", "",
            run["machine"], ""]
        for value in run["tables"]:
            table = Table.from_json(value)
            parts += [f"**{table.title}**", "", *table.lines(), ""]
    RECORD.write_text("\n".join(parts).rstrip() + "\n")
