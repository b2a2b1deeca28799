# SPDX-License-Identifier: Apache-2.0
"""Rounds, medians, and what the kernel knows of a process."""

import os
import statistics
import struct
import threading
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def alternate(rounds, contestants, order=None):
    """Lets all have a go in each round, so that a change of the machine's mood hits all alike.

    Returns a list of measurements by name, one a round.
    """
    results = {name: [] for name in contestants}
    for number in range(rounds):
        names = list(contestants)
        if order is None and number % 2:
            names.reverse()
        for name in names:
            results[name].append(contestants[name]())
    return results


def median(measurements, key):
    return statistics.median(one[key] for one in measurements)


def spread(measurements, key):
    values = [one[key] for one in measurements]
    return min(values), max(values)


def cpu_seconds(*pids):
    """The CPU that processes have used so far, in user and kernel."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def busy_cores(before, after):
    """How many cores of the whole machine were at work between two samples of `cpu_ticks`."""
    total, idle = (late - early for early, late in zip(before, after))
    return os.cpu_count() * (1 - idle / max(1, total))


def cpu_ticks():
    """All ticks of all cores so far, and those of them that were idle (proc(5), stat)."""
    ticks = [int(one) for one in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]


def children(pid):
    """The processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident_mebibytes(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0


class CommitCounter(threading.Thread):
    """Watches how many transactions are committed to an SQLite file while somebody writes it.

    The number stands in the WAL index, at the ninth byte of its header (sqlite.org, "WAL-mode File
    Format", iChange).
    """

    def __init__(self, folder, pattern):
        super().__init__(daemon=True)
        self.folder = Path(folder)
        self.pattern = pattern
        self.samples = []
        self.stopped = threading.Event()

    def run(self):
        while not self.stopped.wait(0.05):
            for path in self.folder.glob(self.pattern):
                try:
                    with open(path, "rb") as file:
                        header = file.read(12)
                except OSError:
                    continue
                if len(header) == 12:
                    self.samples.append((time.monotonic(), struct.unpack("=I", header[8:])[0]))

    def per_second(self, seconds):
        """Commits a second in the middle of the last `seconds` before the file went away."""
        self.stopped.set()
        self.join()
        if not self.samples:
            return None
        end = self.samples[-1][0]
        inside = [one for one in self.samples
                  if end - seconds * 0.9 <= one[0] <= end - seconds * 0.1]
        if len(inside) < 2 or inside[-1][0] == inside[0][0]:
            return None
        return (inside[-1][1] - inside[0][1]) / (inside[-1][0] - inside[0][0])
