# SPDX-License-Identifier: Apache-2.0

import time


def eventually(condition, *, within=15.0, what="the condition", every=0.05):
    """Returns the first true value of `condition()`; fails when none comes in time."""
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} did not come within {within} s"
        time.sleep(every)
