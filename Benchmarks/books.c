// SPDX-License-Identifier: Apache-2.0
// The statements and their values are those of Sources/Billing/Keeper/Batch+Writing.swift, the
// entries and their hashes those of Sources/Ledger/Entry.swift: `florin ledger verify` accepts what
// this writes. It decides nothing and reads nothing: it is the limit, not a peer.

#include "books.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t purchase = 1000000LL * 1000000000;
static const int64_t never = INT64_MAX;

#define UPDATE_ACCOUNT \
    "UPDATE account SET credit_limit = 0, credits = ?2, promotional_credits = 0, revenue = ?3," \
    " breakage = 0, promotional_expense = 0, clearing = ?4, refunds = 0, uncollected = 0," \
    " adjustments = 0, held = ?5, overdraft = 0, sequence = ?6, chain_hash = ?7"

static void fail(struct books *books, const char *doing) {
    fprintf(stderr, "%s: %s\n", doing, sqlite3_errmsg(books->database));
    exit(1);
}

static void run(struct books *books, sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(books, sqlite3_sql(statement));
    sqlite3_reset(statement);
}

static sqlite3_stmt *prepare(struct books *books, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(books->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL))
        fail(books, sql);
    return statement;
}

static void text(sqlite3_stmt *statement, int place, const char *value) {
    sqlite3_bind_text(statement, place, value, -1, SQLITE_STATIC);
}

static void integer(sqlite3_stmt *statement, int place, int64_t value) {
    sqlite3_bind_int64(statement, place, value);
}

static void hash(sqlite3_stmt *statement, int place, const unsigned char *value) {
    sqlite3_bind_blob(statement, place, value, 32, SQLITE_STATIC);
}

void books_script(struct books *books, const char *sql) {
    if (sqlite3_exec(books->database, sql, NULL, NULL, NULL)) fail(books, sql);
}

void books_open(struct books *books, const char *path, const char *settings) {
    memset(books, 0, sizeof *books);
    books->ids.random = (uint64_t)now_microseconds() * 0x9E3779B97F4A7C15u | 1;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int access = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &books->database, access, NULL)) fail(books, path);
    books_script(books, settings);
    books->begin = prepare(books, "BEGIN IMMEDIATE");
    books->commit = prepare(books, "COMMIT");
    books->add_hold = prepare(books,
        "INSERT INTO hold (organization_id, id, amount, captured, status, draws, expires_at,"
        " created_at, description, metadata, key_id, agent_id, app_id)"
        " VALUES (?1, ?2, ?3, 0, 'open', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    books->end_hold = prepare(books,
        "UPDATE hold SET amount = ?3, captured = ?4, status = 'captured', draws = '',"
        " expires_at = ?5 WHERE organization_id = ?1 AND id = ?2");
    books->add_charge = prepare(books,
        "INSERT INTO charge (organization_id, id, amount, uncollected, refunded, draws, hold_id,"
        " late, sequence, created_at, description, metadata, key_id, agent_id, app_id, provider,"
        " model, operation, price_book, estimated, quote)"
        " VALUES (?1, ?2, ?3, 0, 0, ?4, ?5, 0, ?6, ?7,"
        " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0, ?17)");
    books->add_entry = prepare(books,
        "INSERT INTO entry (organization_id, sequence, at, type, debit, credit, amount, change,"
        " balance_after, reference, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    books->set_grant = prepare(books,
        "UPDATE credit_grant SET remaining = ?3, expired = 0, repaid = 0"
        " WHERE organization_id = ?1 AND id = ?2");
    books->set_account = prepare(books, UPDATE_ACCOUNT " WHERE organization_id = ?1");
    books->set_account_and_expiry =
        prepare(books, UPDATE_ACCOUNT ", next_expiry = ?8 WHERE organization_id = ?1");
    books->add_usage = prepare(books,
        "INSERT INTO usage_day (organization_id, day, collected, charges) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (organization_id, day) DO UPDATE SET"
        " collected = usage_day.collected + excluded.collected,"
        " charges = usage_day.charges + excluded.charges");
}

void books_close(struct books *books) {
    sqlite3_stmt *statement;
    while ((statement = sqlite3_next_stmt(books->database, NULL))) sqlite3_finalize(statement);
    if (sqlite3_close(books->database)) fail(books, "closing");
    free(books->organizations);
}

static void write_entry(struct books *books, const char *organization, int64_t sequence,
                        int64_t at, const char *type, const char *debit, const char *credit,
                        int64_t amount, int64_t change, int64_t balance, const char *reference,
                        const unsigned char *chain) {
    sqlite3_stmt *row = books->add_entry;
    text(row, 1, organization);
    integer(row, 2, sequence);
    integer(row, 3, at);
    text(row, 4, type);
    text(row, 5, debit);
    text(row, 6, credit);
    integer(row, 7, amount);
    integer(row, 8, change);
    integer(row, 9, balance);
    text(row, 10, reference);
    hash(row, 11, chain);
    run(books, row);
}

static void write_account(struct books *books, struct organization *own) {
    // Naming next_expiry rewrites its index, and mostly it stays.
    int is_new = own->next_expiry != own->written_expiry;
    sqlite3_stmt *row = is_new ? books->set_account_and_expiry : books->set_account;
    text(row, 1, own->id);
    integer(row, 2, own->credits);
    integer(row, 3, own->revenue);
    integer(row, 4, own->clearing);
    integer(row, 5, own->held);
    integer(row, 6, own->sequence);
    hash(row, 7, own->chain);
    if (is_new) integer(row, 8, own->next_expiry);
    own->written_expiry = own->next_expiry;
    run(books, row);
}

void books_found(struct books *books, int count, int64_t now) {
    sqlite3_stmt *organization = prepare(books,
        "INSERT INTO organization (id, name, email, status, created_at)"
        " VALUES (?1, 'Bench', NULL, 'active', ?2)");
    sqlite3_stmt *account = prepare(books,
        "INSERT INTO account VALUES (?1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, zeroblob(32), 0)");
    sqlite3_stmt *grant = prepare(books,
        "INSERT INTO credit_grant VALUES"
        " (?1, ?2, 'purchase', 'paid', ?3, ?3, 0, 0, ?4, ?5, NULL, NULL, 1)");
    books->organizations = calloc((size_t)count, sizeof *books->organizations);
    books->organization_count = count;
    if (!books->organizations) exit(1);
    run(books, books->begin);
    for (int index = 0; index < count; index++) {
        struct organization *own = &books->organizations[index];
        make_id(&books->ids, own->id, "org_", now);
        make_id(&books->ids, own->grant, "grant_", now);
        own->credits = own->clearing = own->remaining = purchase;
        own->next_expiry = never;
        text(organization, 1, own->id);
        integer(organization, 2, now);
        run(books, organization);
        text(account, 1, own->id);
        run(books, account);
        text(grant, 1, own->id);
        text(grant, 2, own->grant);
        integer(grant, 3, purchase);
        integer(grant, 4, never);
        integer(grant, 5, now);
        run(books, grant);
        post(own, now, "purchase", "clearing:bench", "credits", purchase, purchase, own->grant);
        write_entry(books, own->id, own->sequence, now, "purchase", "clearing:bench", "credits",
                    purchase, purchase, own->credits, own->grant, own->chain);
        write_account(books, own);
    }
    run(books, books->commit);
}

void books_plan(struct books *books, struct pair *pair, int organization, int64_t now) {
    const char *grant = books->organizations[organization].grant;
    pair->organization = organization;
    make_id(&books->ids, pair->hold, "hold_", now);
    make_id(&books->ids, pair->charge, "chg_", now);
    snprintf(pair->hold_draws, sizeof pair->hold_draws, "paid:%s:%d", grant, hold_amount);
    snprintf(pair->charge_draws, sizeof pair->charge_draws, "paid:%s:%d", grant, captured_amount);
    pair->expires_at = now + hold_seconds * 1000000LL;
}

static int in_key_order(const void *left, const void *right) {
    const struct pair *a = left, *b = right;
    if (a->organization != b->organization) return a->organization - b->organization;
    return strcmp(a->hold, b->hold);
}

// Whether this pair is the last of its organization in a sorted batch.
static int ends_organization(const struct pair *pairs, int index, int count) {
    return index + 1 == count || pairs[index + 1].organization != pairs[index].organization;
}

static void write_grants(struct books *books, const struct pair *pairs, int count) {
    for (int index = 0; index < count; index++) {
        if (!ends_organization(pairs, index, count)) continue;
        struct organization *own = &books->organizations[pairs[index].organization];
        text(books->set_grant, 1, own->id);
        text(books->set_grant, 2, own->grant);
        integer(books->set_grant, 3, own->remaining);
        run(books, books->set_grant);
    }
}

static void write_accounts(struct books *books, const struct pair *pairs, int count) {
    for (int index = 0; index < count; index++)
        if (ends_organization(pairs, index, count))
            write_account(books, &books->organizations[pairs[index].organization]);
}

void books_hold(struct books *books, struct pair *pairs, int count, int64_t now) {
    qsort(pairs, (size_t)count, sizeof *pairs, in_key_order);
    run(books, books->begin);
    for (int index = 0; index < count; index++) {
        struct organization *own = &books->organizations[pairs[index].organization];
        // What is due has ended before: here every hold of an earlier batch is captured.
        if (own->next_expiry <= now) own->next_expiry = never;
        own->held += hold_amount;
        own->remaining -= hold_amount;
        if (pairs[index].expires_at < own->next_expiry) own->next_expiry = pairs[index].expires_at;
    }
    write_grants(books, pairs, count);
    for (int index = 0; index < count; index++) {
        sqlite3_stmt *row = books->add_hold;
        text(row, 1, books->organizations[pairs[index].organization].id);
        text(row, 2, pairs[index].hold);
        integer(row, 3, hold_amount);
        text(row, 4, pairs[index].hold_draws);
        integer(row, 5, pairs[index].expires_at);
        integer(row, 6, now);
        run(books, row);
    }
    write_accounts(books, pairs, count);
    run(books, books->commit);
}

static void decide_captures(struct books *books, struct pair *pairs, int count, int64_t now) {
    for (int index = 0; index < count; index++) {
        struct pair *pair = &pairs[index];
        struct organization *own = &books->organizations[pair->organization];
        own->held -= hold_amount;
        own->remaining += hold_amount - captured_amount;
        own->credits -= captured_amount;
        own->revenue += captured_amount;
        own->collected += captured_amount;
        own->charges++;
        post(own, now, "usage", "credits", "revenue", captured_amount, -captured_amount,
             pair->charge);
        pair->sequence = own->sequence;
        pair->balance_after = own->credits;
        memcpy(pair->chain, own->chain, sizeof pair->chain);
    }
}

static void write_usage(struct books *books, const struct pair *pairs, int count, int64_t now) {
    for (int index = 0; index < count; index++) {
        if (!ends_organization(pairs, index, count)) continue;
        struct organization *own = &books->organizations[pairs[index].organization];
        text(books->add_usage, 1, own->id);
        integer(books->add_usage, 2, now / 86400000000);
        integer(books->add_usage, 3, own->collected);
        integer(books->add_usage, 4, own->charges);
        run(books, books->add_usage);
        own->collected = own->charges = 0;
    }
}

void books_capture(struct books *books, struct pair *pairs, int count, int64_t now) {
    run(books, books->begin);
    decide_captures(books, pairs, count, now);
    write_grants(books, pairs, count);
    for (int index = 0; index < count; index++) {
        sqlite3_stmt *row = books->end_hold;
        text(row, 1, books->organizations[pairs[index].organization].id);
        text(row, 2, pairs[index].hold);
        integer(row, 3, hold_amount);
        integer(row, 4, captured_amount);
        integer(row, 5, pairs[index].expires_at);
        run(books, row);
    }
    for (int index = 0; index < count; index++) {
        sqlite3_stmt *row = books->add_charge;
        text(row, 1, books->organizations[pairs[index].organization].id);
        text(row, 2, pairs[index].charge);
        integer(row, 3, captured_amount);
        text(row, 4, pairs[index].charge_draws);
        text(row, 5, pairs[index].hold);
        integer(row, 6, pairs[index].sequence);
        integer(row, 7, now);
        run(books, row);
    }
    for (int index = 0; index < count; index++) {
        struct pair *pair = &pairs[index];
        write_entry(books, books->organizations[pair->organization].id, pair->sequence, now,
                    "usage", "credits", "revenue", captured_amount, -captured_amount,
                    pair->balance_after, pair->charge, pair->chain);
    }
    write_usage(books, pairs, count, now);
    write_accounts(books, pairs, count);
    run(books, books->commit);
}
