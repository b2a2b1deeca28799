# SPDX-License-Identifier: Apache-2.0
"""A server that lives in the past, by a clock that is wrong for it alone."""

import subprocess
from decimal import Decimal

import pytest

D = Decimal

# The wall clock of one process, moved; every other clock is the machine's own.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, time);
    const char *days = getenv("CLOCK_DAYS");
    if (clock == CLOCK_REALTIME && days) time->tv_sec += 86400 * atol(days);
    return code;
}
"""


@pytest.fixture(scope="session")
def clock_shim(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clock")
    (folder / "clock.c").write_text(SHIM)
    library = folder / "clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, folder / "clock.c", "-ldl"],
                   check=True)
    return library


def go_to(server, days, **env):
    """Starts a server anew, so many days from now; nothing else of it changes."""
    server.stop()
    server.extra |= {"CLOCK_DAYS": str(days), **env}
    server.start()
