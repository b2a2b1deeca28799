# SPDX-License-Identifier: Apache-2.0
"""Every table could be distributed over servers by organization (docs/scale.md)."""

from contextlib import closing

import pytest

from harness import POSTGRES

# Small tables of the platform: each server of a distributed database would have all of them.
REFERENCE = {
    "schema_migration", "price_model", "price_book", "price_change", "price_source",
    "price_listing", "price_accepted", "price_run", "price_quarantine", "price_override",
    "markup_rule", "job_lease", "florin_writer", "data_migration", "data_migration_table",
    "usage_retention", "usage_archive",
}
# What finds the organization before anybody knows it, or belongs to the operator too.
DIRECTORY = {"organization": "id", "api_key": "id", "api_key_secret": "hash",
             "audit_event": "id"}
# Owned under another name: an organization's id, or the operator's own scope.
OWNERS = ("organization_id", "scope")
# Asked of all servers by a job, each for what is due on it.
SWEEPS = {"account_next_expiry", "kept_answer_expiry", "video_job_due"}


@pytest.fixture(scope="module")
def indexes(server):
    """Of each table its indexes: name, columns, whether it is the primary key."""
    with closing(server.open_database()) as database:
        return postgresql(database) if POSTGRES else sqlite(database)


def postgresql(database):
    rows = database.execute("""
        SELECT t.relname AS table_name, i.relname AS name, x.indisprimary AS is_primary,
            (SELECT string_agg(coalesce(a.attname, '?'), ',' ORDER BY k.place)
                FROM unnest(x.indkey::int[]) WITH ORDINALITY k (number, place)
                LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) AS columns
        FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
        LEFT JOIN pg_index x ON x.indrelid = t.oid LEFT JOIN pg_class i ON i.oid = x.indexrelid
        WHERE n.nspname = current_schema() AND t.relkind IN ('r', 'p')
            AND NOT t.relispartition""").fetchall()
    tables = {}
    for row in rows:
        found = tables.setdefault(row["table_name"], [])
        if row["name"]:
            found.append((row["name"], row["columns"].split(","), row["is_primary"]))
    return tables


def sqlite(database):
    tables = {}
    for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        if name.startswith("sqlite_"):
            continue
        columns = database.execute(f"PRAGMA table_info({name})").fetchall()
        key = [row["name"] for row in sorted(columns, key=lambda row: row["pk"]) if row["pk"]]
        tables[name] = [("primary key", key, True)]
        for index in database.execute(f"PRAGMA index_list({name})").fetchall():
            if index["origin"] == "c":
                parts = database.execute(f"PRAGMA index_info({index['name']})").fetchall()
                tables[name].append((index["name"], [row["name"] for row in parts], False))
    return tables


def test_every_table_is_an_organizations_or_the_platforms_own(indexes):
    for table, found in indexes.items():
        if table in REFERENCE:
            continue
        keys = [columns for _, columns, is_primary in found if is_primary]
        assert len(keys) == 1, f"{table} has no primary key"
        if table in DIRECTORY:
            assert keys[0][0] == DIRECTORY[table], (table, keys)
        else:
            assert keys[0][0] in OWNERS, f"{table}'s primary key begins with {keys[0][0]}"


def test_every_index_of_an_organizations_table_begins_with_it(indexes):
    for table, found in indexes.items():
        if table in REFERENCE or table in DIRECTORY:
            continue
        for name, columns, _ in found:
            assert columns[0] in OWNERS or name in SWEEPS, f"{name} of {table}: {columns}"


def test_the_lists_above_name_only_what_is_there(indexes):
    named = REFERENCE | set(DIRECTORY)
    assert named - set(indexes) - {"florin_writer"} == set()
    assert SWEEPS <= {name for found in indexes.values() for name, _, _ in found}
