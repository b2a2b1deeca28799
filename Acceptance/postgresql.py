# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL as its own tools see it, and servers of it that a test may stop."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "Scripts" / "postgres"


class PostgreSQL:
    """A server of a test's own."""

    def __init__(self):
        # Not among pytest's folders: its owner is another user, who has to get there.
        self.folder = Path(tempfile.mkdtemp(prefix="florin-postgres-"))
        self.url = self._script("start").strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder)

    def stop(self):
        """As a crash: nobody is told."""
        self._script("stop")

    def resume(self):
        self._script("resume")

    @contextmanager
    def away(self):
        """As long as the block runs there is no server."""
        self.stop()
        try:
            yield
        finally:
            self.resume()

    def reload(self):
        psql(self.url, "SELECT pg_reload_conf()")

    def database(self, name, *, user="florin"):
        """The URL of a database of this server, for a user, or for `user:password`."""
        return self.url.rsplit("/", 1)[0].replace("florin@", f"{user}@") + f"/{name}"

    def _script(self, action):
        done = subprocess.run([SCRIPT, action, self.folder], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def psql(url, sql, *, seconds=60):
    """What `psql` prints for some SQL, columns apart by tabs."""
    done = subprocess.run(
        ["psql", url, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
         "--field-separator=\t", "--set=ON_ERROR_STOP=1", "-c", sql],
        capture_output=True, text=True, check=False, timeout=seconds,
        env={**os.environ, "PGOPTIONS": ""})
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(url, sql):
    return [tuple(line.split("\t")) for line in psql(url, sql).splitlines()]
