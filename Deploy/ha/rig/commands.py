# SPDX-License-Identifier: Apache-2.0
"""Runs the system's programs."""

import subprocess

from .plan import Unfit


def run(*command, check=True, **options):
    """Runs a command to its end and returns what it said."""
    done = subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, **options)
    if check and done.returncode != 0:
        raise Unfit(f"{' '.join(map(str, command))}: {(done.stderr or done.stdout).strip()}")
    return done.stdout
