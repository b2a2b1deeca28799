# SPDX-License-Identifier: Apache-2.0
"""A share of the processor for each of several processes, as if each had a small machine of its own:
cgroup v1's `cpu` controller, which takes root."""

import os
from pathlib import Path

from .workshop import Unfit

CONTROLLER = Path("/sys/fs/cgroup/cpu")
# Short, so that a process that is stopped for the rest of a period keeps nobody waiting for long.
PERIOD_MICROSECONDS = 10_000


def check():
    """Raises Unfit, with the reason, where no limits can be set."""
    if not CONTROLLER.is_dir():
        raise Unfit("there is no cgroup v1 controller `cpu`, so nodes cannot be limited")
    if not os.access(CONTROLLER / "cgroup.procs", os.W_OK):
        raise Unfit(f"{CONTROLLER} cannot be written (root?), so nodes cannot be limited")


class CPULimit:
    """A group whose processes have a share of one core in all."""

    def __init__(self, name, share):
        self.folder = CONTROLLER / f"florin-benchmark-{os.getpid()}-{name}"
        self.share = share

    def __enter__(self):
        self.folder.mkdir()
        (self.folder / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
        (self.folder / "cpu.cfs_quota_us").write_text(str(int(PERIOD_MICROSECONDS * self.share)))
        return self

    def __exit__(self, *_):
        self.folder.rmdir()

    def join(self):
        """Puts the calling process into the group: to be called in a child, before its program."""
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))
