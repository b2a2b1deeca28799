# SPDX-License-Identifier: Apache-2.0
"""Where things are, and the programs and databases that a run needs."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
# On the disk of the repository, not in memory; ignored by git.
SCRATCH = ROOT / ".build" / "benchmarks"
WRITER = ROOT / "Sources" / "Database" / "SQLite" / "SQLiteDatabase.swift"


class Unfit(Exception):
    """The run cannot be made here; says what is missing."""


def florin():
    path = Path(os.environ.get("FLORIN_BINARY", ROOT / ".build" / "release" / "florin"))
    if not path.is_file():
        raise Unfit(f"{path} is not there: run `swift build -c release --product florin` first")
    return str(path)


def tool(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not path:
        raise Unfit(f"{name} is not installed: run `Scripts/setup bench`")
    return path


def litellm_proxy():
    """LiteLLM's proxy in an environment of its own; it is installed at its first use."""
    folder = ROOT / ".build" / "litellm-proxy"
    wanted = BENCHMARKS / "litellm-requirements.txt"
    noted = folder / wanted.name
    if not noted.is_file() or noted.read_text() != wanted.read_text():
        print("  installing LiteLLM's proxy (640 MB) ...", flush=True)
        output("python3", "-m", "venv", "--clear", folder)
        output(folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check",
               "-r", wanted)
        noted.write_text(wanted.read_text())
    return str(folder / "bin" / "litellm")


def output(*command, **options):
    """Runs a command to its end and returns what it said."""
    done = subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        raise Unfit(f"{' '.join(map(str, command))} failed: {done.stderr.strip()}")
    return done.stdout


def said(*command, **options):
    """What a command said in JSON, on its last line."""
    return json.loads(output(*command, **options).strip().splitlines()[-1])


def compiled(name):
    """A C program of this folder."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    target = SCRATCH / name
    shared = [BENCHMARKS / f"{part}.c" for part in (name, "books", "journal", "options")]
    output(tool("cc"), "-std=gnu17", "-O2", "-Wall", "-o", target, *shared,
           "-lsqlite3", "-lcrypto")
    return target


def writer_settings():
    """The PRAGMAs of Florin's own writer, so that the ceiling cannot drift from it."""
    block = re.search(r'writerSettings = """(.*?)"""', WRITER.read_text(), re.DOTALL)
    if not block:
        raise Unfit(f"{WRITER} no longer says its writerSettings")
    return " ".join(block.group(1).split())


def migrated(path):
    """Makes an empty database by Florin's own migrations."""
    remove_database(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    output(florin(), "migrate", "--database-url", f"sqlite:{path}", cwd=SCRATCH)
    return path


def remove_database(path):
    for suffix in ("", "-wal", "-shm", ".lock"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def filled(name, organizations, entries):
    """A database with history. Filling it takes minutes, so it is kept for the next run."""
    probe = migrated(SCRATCH / "schema.db")
    path = SCRATCH / f"{name}-{organizations}-{entries}-{schema_digest(probe)}.db"
    if path.is_file():
        return path
    needed = entries * 800
    free = shutil.disk_usage(SCRATCH).free
    if free < 2 * needed:
        raise Unfit(f"{path} would need {needed >> 30} GiB, and only {free >> 30} GiB are free")
    for old in SCRATCH.glob(f"{name}-{organizations}-{entries}-*.db"):
        remove_database(old)
    draft = migrated(SCRATCH / "filling.db")
    if entries > 100_000:
        print(f"  filling {path.name} ({entries:,} entries) …", flush=True)
    output(compiled("history"), draft, "--organizations", organizations, "--entries", entries)
    draft.rename(path)
    return path


def copied(path, name):
    """A copy to write into."""
    target = SCRATCH / name
    remove_database(target)
    shutil.copyfile(path, target)
    return target


def schema_digest(path):
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:8]


def organizations(path, limit):
    """Ids of organizations in a database, evenly chosen."""
    with sqlite3.connect(path) as database:
        ids = [row[0] for row in database.execute("SELECT id FROM organization ORDER BY id")]
    return ids[:: max(1, len(ids) // limit)][:limit]
