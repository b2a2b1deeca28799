# SPDX-License-Identifier: Apache-2.0
"""A disk that does not confirm what was written: what is unknown is said to be unknown, nothing is
written on top of it, and the start that follows recovers."""

import subprocess
from decimal import Decimal

import pytest

D = Decimal

# Syncs fail while a file is there; everything else is the C library's own.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fails(void) { return access(getenv("FAILING_SYNC"), F_OK) == 0; }

#define WRAP(name)                                          \
    int name(int descriptor) {                              \
        if (fails()) { errno = EIO; return -1; }            \
        int (*real)(int) = dlsym(RTLD_NEXT, #name);         \
        return real(descriptor);                            \
    }
WRAP(fsync)
WRAP(fdatasync)
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shim")
    (folder / "shim.c").write_text(SHIM)
    library = folder / "shim.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, folder / "shim.c", "-ldl"], check=True)
    return library


def charge(organization, key):
    return organization.api.post(
        "/api/v1/charges", {"amount": D("0.5")}, idempotency=key)


@pytest.mark.sqlite("the shim fails Florin's own syncs")
def test_a_failed_sync_is_unknown_and_ends_the_server(make_server, shim, tmp_path):
    trouble = tmp_path / "trouble"
    server = make_server(env={"LD_PRELOAD": str(shim), "FAILING_SYNC": str(trouble)})
    organization = server.organization(10)
    charge(organization, "before").ok(201)
    trouble.touch()

    refusal = charge(organization, "doubtful").refused(503, "unavailable")
    assert "unknown" in refusal["error"]
    assert server.ended() == 1, "it ends by itself, for the supervisor to start it"

    trouble.unlink()
    server.start()
    assert organization.balance in (D("9.5"), D("9")), "the charge is there or it is not"
    charge(organization, "doubtful").ok(201)
    assert organization.balance == D("9"), "and its key makes it once"
    assert len(organization.charges()) == 2
    server.verify()
