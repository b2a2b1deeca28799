# SPDX-License-Identifier: Apache-2.0
"""No room left: clear refusals, no damage, and writing goes on when there is room again.

Two ways to run out: a small file system of its own (needs root), and a limit on the size of files
(needs nothing). Where the first is impossible, the closing summary says so.
"""

import resource
import subprocess
from decimal import Decimal

import pytest

from harness import eventually

D = Decimal


class SmallDisk:
    """A tmpfs of a few megabytes."""

    def __init__(self, folder):
        self.folder = folder
        self.filler = folder / "filler"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "florin-test", str(folder)],
                       check=True, capture_output=True)

    def fill(self, _server):
        with self.filler.open("wb", buffering=0) as filler:
            size = 1 << 20
            while size >= 4096:
                try:
                    if filler.write(b"\0" * size) < size:
                        size //= 2
                except OSError:
                    size //= 2

    def free(self, _server):
        self.filler.unlink()

    def close(self):
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


class SizeLimit:
    """No file of the server may grow beyond what the largest has now."""

    def __init__(self, folder):
        self.folder = folder

    def fill(self, server):
        largest = max(path.stat().st_size for path in self.folder.glob("florin.db*"))
        hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (largest, hard))

    def free(self, server):
        hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (hard, hard))

    def close(self):
        """Nothing to undo: the limit was the process's own."""


@pytest.fixture(params=[SmallDisk, SizeLimit])
def disk(request, tmp_path, notice):
    try:
        disk = request.param(tmp_path / "disk")
    except (subprocess.CalledProcessError, FileNotFoundError):
        notice("SKIPPED, no small file system could be mounted here; the size limit was tested")
        pytest.skip("mounting needs root")
    yield disk
    disk.close()


def charge(organization, number):
    return organization.api.post(
        "/api/v1/charges", {"amount": D("0.000001"), "metadata": {"padding": "x" * 2000}},
        idempotency=f"charge {number}")


def refused_for_room(answer):
    answer.refused(503, "unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    return True


@pytest.mark.sqlite("a PostgreSQL server's disk is filled by Deploy/ha/drill")
def test_a_full_disk_refuses_writes_keeps_reads_and_recovers_by_itself(make_server, disk):
    server = make_server(folder=disk.folder, ignore_signals=True,
                         env={"HOME": str(disk.folder.parent)})
    organization = server.organization(10)
    charge(organization, "before").ok(201)
    disk.fill(server)

    done, number = 1, 0
    while (answer := charge(organization, number)).status == 201:
        done, number = done + 1, number + 1
        assert number < 20_000, "the disk never became full"
    assert refused_for_room(answer)
    for attempt in range(5):
        assert refused_for_room(charge(organization, f"still full {attempt}"))

    assert organization.balance == 10 - done * D("0.000001"), "reads go on"
    assert organization.summary["pending"] == 0
    server.verify()

    disk.free(server)
    eventually(lambda: charge(organization, number).status == 201, within=20,
               what="a write that succeeds again without a restart", every=0.2)
    assert organization.balance == 10 - (done + 1) * D("0.000001"), "once, although asked often"
    assert len(organization.charges()) == done + 1
    server.verify()
    server.stop()
    server.start()
    assert organization.balance == 10 - (done + 1) * D("0.000001")
