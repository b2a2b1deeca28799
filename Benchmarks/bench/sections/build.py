# SPDX-License-Identifier: Apache-2.0
"""How long a newcomer waits: a release build in a fresh clone. Twenty minutes on two cores."""

import resource
import shutil
import time

from ..report import Table
from ..workshop import ROOT, SCRATCH, output


def run(plan):
    clone = SCRATCH / "clone"
    shutil.rmtree(clone, ignore_errors=True)
    output("git", "clone", "--quiet", ROOT, clone)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    output("swift", "build", "-c", "release", "--product", "florin", cwd=clone)
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(clone)
    table = Table("swift build -c release --product florin, in a fresh clone", [
        ("seconds", "seconds", 0), ("CPU seconds", "cpu", 0)])
    table.add("the committed state, packages fetched", [{
        "seconds": seconds,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}])
    return [table]
