# SPDX-License-Identifier: Apache-2.0
"""A disk for each database node: a file with a file system, so that it can be full alone."""

import errno
import os
from pathlib import Path

from .commands import run

FILLER = "filler"


def attach(plan, node):
    """Mounts a node's disk, made at its first use. `disk` 0: a plain folder."""
    folder = plan.folder_of(node)
    folder.mkdir(parents=True, exist_ok=True)
    if not plan.disk or is_mounted(folder):
        return
    image = plan.path / f"{node.name}.img"
    if not image.is_file():
        draft = image.with_suffix(".draft")
        with open(draft, "wb") as file:
            file.truncate(plan.disk << 20)
        # Without blocks that only root may use: a full disk is full for all.
        run("mkfs.ext4", "-q", "-F", "-m", "0", draft)
        draft.rename(image)
    run("mount", "-o", "loop", image, folder)


def detach(plan):
    """All of them; also what a broken run has left."""
    inside = str(plan.path) + "/"
    for folder in reversed(mounts()):
        if folder.startswith(inside):
            run("umount", folder)


def fill(plan, node):
    """Takes every free block of a node's disk."""
    path = plan.folder_of(node) / FILLER
    piece = 64 << 20
    with open(path, "ab") as file:
        end = file.tell()
        while piece >= 4096:
            try:
                os.posix_fallocate(file.fileno(), end, piece)
                end += piece
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                piece //= 2


def free(plan, node):
    (plan.folder_of(node) / FILLER).unlink(missing_ok=True)


def is_mounted(folder):
    return str(folder) in mounts()


def mounts():
    lines = Path("/proc/self/mounts").read_text().splitlines()
    return [line.split()[1].replace("\\040", " ") for line in lines]
