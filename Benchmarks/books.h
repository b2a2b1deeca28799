// SPDX-License-Identifier: Apache-2.0
// Florin's books as a C program writes them: the same rows, by prepared statements.

#ifndef BOOKS_H
#define BOOKS_H

#include "journal.h"

#include <sqlite3.h>

enum {
    hold_amount = 1000000,     // nanocredits, as in `florin bench`
    captured_amount = 700000,  // so that each capture gives a rest back to its grant
    hold_seconds = 900,
};

// A hold and the charge that captures it.
struct pair {
    int organization;
    char hold[32], charge[32];
    char hold_draws[64], charge_draws[64];
    int64_t expires_at, sequence, balance_after;
    unsigned char chain[32];
};

struct books {
    sqlite3 *database;
    sqlite3_stmt *begin, *commit;
    sqlite3_stmt *add_hold, *end_hold, *add_charge, *add_entry;
    sqlite3_stmt *set_grant, *set_account, *set_account_and_expiry, *add_usage;
    struct organization *organizations;
    int organization_count;
    struct ids ids;
};

// Opens a database that `florin migrate` has made; `settings` are PRAGMAs.
void books_open(struct books *books, const char *path, const char *settings);

// Adds organizations that have bought a million credits each, in one transaction.
void books_found(struct books *books, int count, int64_t now);

// Prepares a pair on an organization: its ids and its draws. No row yet.
void books_plan(struct books *books, struct pair *pair, int organization, int64_t now);

// Each writes a batch in one transaction, as the keeper does: table by table, in key order.
void books_hold(struct books *books, struct pair *pairs, int count, int64_t now);
void books_capture(struct books *books, struct pair *pairs, int count, int64_t now);

void books_close(struct books *books);

// Runs statements, or ends the program with what SQLite says.
void books_script(struct books *books, const char *sql);

#endif
