// SPDX-License-Identifier: Apache-2.0
// The ceiling on PostgreSQL: how fast one connection writes, durably, what pairs of hold and capture
// leave behind, in batches of one transaction each, by COPY, the fastest way in that PostgreSQL has.
//
//   ceiling URL [--organizations N] [--batch N] [--seconds N]
//
// The database was made by `florin migrate`, so that schema, indexes and triggers are Florin's own,
// and `florin ledger verify` accepts these books. A hold is written once, as captured; Florin
// writes it, commits, answers its caller, and changes it in the transaction of the capture.

#include "../journal.h"
#include "../options.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    batch_max = 16384,
    hold_amount = 1000000,     // nanocredits, as in `florin bench`
    captured_amount = 700000,  // so that each capture gives a rest back to its grant
};
static const int64_t purchase = 1000000LL * 1000000000;
static const int64_t never = INT64_MAX;

struct text {
    char *bytes;
    size_t length, capacity;
};

struct books {
    PGconn *connection;
    struct organization *organizations;
    struct ids ids;
    struct text holds, charges, entries;
    int *touched, touched_count;
};

static void fail(struct books *books, const char *doing) {
    fprintf(stderr, "%s: %s", doing, PQerrorMessage(books->connection));
    exit(1);
}

static void expect(struct books *books, PGresult *result, ExecStatusType wanted, const char *doing) {
    if (PQresultStatus(result) != wanted) fail(books, doing);
    PQclear(result);
}

static void script(struct books *books, const char *sql) {
    expect(books, PQexec(books->connection, sql), PGRES_COMMAND_OK, sql);
}

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...) {
    enum { longest = 1024 };
    if (text->capacity - text->length < longest) {
        text->capacity = 2 * text->capacity + longest;
        text->bytes = realloc(text->bytes, text->capacity);
        if (!text->bytes) exit(1);
    }
    va_list values;
    va_start(values, format);
    text->length += (size_t)vsnprintf(text->bytes + text->length, longest, format, values);
    va_end(values);
}

static void copy(struct books *books, const char *sql, struct text *rows) {
    expect(books, PQexec(books->connection, sql), PGRES_COPY_IN, sql);
    if (PQputCopyData(books->connection, rows->bytes, (int)rows->length) != 1 ||
        PQputCopyEnd(books->connection, NULL) != 1)
        fail(books, sql);
    expect(books, PQgetResult(books->connection), PGRES_COMMAND_OK, sql);
    while (PQgetResult(books->connection)) {}
    rows->length = 0;
}

static const char *hex(const unsigned char *hash) {
    static char text[65];
    for (int index = 0; index < 32; index++) {
        text[2 * index] = "0123456789abcdef"[hash[index] >> 4];
        text[2 * index + 1] = "0123456789abcdef"[hash[index] & 15];
    }
    return text;
}

#define COPY_ENTRIES \
    "COPY entry (organization_id, sequence, at, type, debit, credit, amount, change," \
    " balance_after, reference, hash) FROM STDIN"

static void add_entry(struct books *books, const struct organization *own, int64_t now,
                      const char *type, const char *debit, const char *credit, int64_t amount,
                      int64_t change, const char *reference) {
    add(&books->entries,
        "%s\t%" PRId64 "\t%" PRId64 "\t%s\t%s\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%s\t\\\\x%s\n",
        own->id, own->sequence, now, type, debit, credit, amount, change, own->credits, reference,
        hex(own->chain));
}

// Adds organizations that have bought a million credits each, in one transaction.
static void found(struct books *books, int count, int64_t now) {
    struct text names = {0}, accounts = {0}, grants = {0};
    for (int index = 0; index < count; index++) {
        struct organization *own = &books->organizations[index];
        make_id(&books->ids, own->id, "org_", now);
        make_id(&books->ids, own->grant, "grant_", now);
        own->credits = own->clearing = own->remaining = purchase;
        post(own, now, "purchase", "clearing:bench", "credits", purchase, purchase, own->grant);
        add_entry(books, own, now, "purchase", "clearing:bench", "credits", purchase, purchase,
                  own->grant);
        add(&names, "%s\tBench\tactive\t%" PRId64 "\n", own->id, now);
        add(&accounts,
            "%s\t0\t%" PRId64 "\t0\t0\t0\t0\t%" PRId64 "\t0\t0\t0\t0\t0\t1\t\\\\x%s\t%" PRId64 "\n",
            own->id, purchase, purchase, hex(own->chain), never);
        add(&grants,
            "%s\t%s\tpurchase\tpaid\t%" PRId64 "\t%" PRId64 "\t0\t0\t%" PRId64 "\t%" PRId64 "\t1\n",
            own->id, own->grant, purchase, purchase, never, now);
    }
    script(books, "BEGIN");
    copy(books, "COPY organization (id, name, status, created_at) FROM STDIN", &names);
    copy(books,
         "COPY account (organization_id, credit_limit, credits, promotional_credits, revenue,"
         " breakage, promotional_expense, clearing, refunds, uncollected, adjustments, held,"
         " overdraft, sequence, chain_hash, next_expiry) FROM STDIN",
         &accounts);
    copy(books,
         "COPY credit_grant (organization_id, id, source, kind, amount, remaining, expired, repaid,"
         " expires_at, created_at, live) FROM STDIN",
         &grants);
    copy(books, COPY_ENTRIES, &books->entries);
    script(books, "COMMIT");
    free(names.bytes);
    free(accounts.bytes);
    free(grants.bytes);
}

// Decides one pair in memory and adds its rows.
static void add_pair(struct books *books, int organization, int64_t now) {
    struct organization *own = &books->organizations[organization];
    char hold[32], charge[32];
    make_id(&books->ids, hold, "hold_", now);
    make_id(&books->ids, charge, "chg_", now);
    own->remaining -= captured_amount;
    own->credits -= captured_amount;
    own->revenue += captured_amount;
    own->collected += captured_amount;
    if (!own->charges++) books->touched[books->touched_count++] = organization;
    post(own, now, "usage", "credits", "revenue", captured_amount, -captured_amount, charge);
    add(&books->holds, "%s\t%s\t%d\t%d\tcaptured\t\t%" PRId64 "\t%" PRId64 "\n", own->id, hold,
        hold_amount, captured_amount, (int64_t)(now + 900 * 1000000LL), now);
    add(&books->charges,
        "%s\t%s\t%d\t0\t0\tpaid:%s:%d\t%s\t0\t%" PRId64 "\t%" PRId64 "\t0\n", own->id, charge,
        captured_amount, own->grant, captured_amount, hold, own->sequence, now);
    add_entry(books, own, now, "usage", "credits", "revenue", captured_amount, -captured_amount,
              charge);
}

// What changes in a batch once for each organization: a statement for each table, the rows in
// arrays. $1 is the organization, $2 its grant, then remaining, credits, revenue, sequence, hash,
// day, collected and charges.
enum { column_count = 10 };
static const char *const updates[] = {
    "UPDATE credit_grant g SET remaining = v.remaining, expired = 0, repaid = 0"
    " FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],"
    " $7::bytea[], $8::bigint[], $9::bigint[], $10::bigint[])"
    " v(organization, grant_id, remaining, credits, revenue, sequence, hash, day, collected, charges)"
    " WHERE g.organization_id = v.organization AND g.id = v.grant_id",
    "UPDATE account a SET credits = v.credits, revenue = v.revenue, sequence = v.sequence,"
    " chain_hash = v.hash"
    " FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],"
    " $7::bytea[], $8::bigint[], $9::bigint[], $10::bigint[])"
    " v(organization, grant_id, remaining, credits, revenue, sequence, hash, day, collected, charges)"
    " WHERE a.organization_id = v.organization",
    "INSERT INTO usage_day (organization_id, day, collected, charges)"
    " SELECT v.organization, v.day, v.collected, v.charges"
    " FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],"
    " $7::bytea[], $8::bigint[], $9::bigint[], $10::bigint[])"
    " v(organization, grant_id, remaining, credits, revenue, sequence, hash, day, collected, charges)"
    " ON CONFLICT (organization_id, day) DO UPDATE SET"
    " collected = usage_day.collected + excluded.collected,"
    " charges = usage_day.charges + excluded.charges",
};
enum { update_count = sizeof updates / sizeof *updates };

static const char *update_name(int index) {
    static const char *const names[] = {"grants", "accounts", "usage"};
    return names[index];
}

static void prepare(struct books *books) {
    for (int index = 0; index < update_count; index++)
        expect(books,
               PQprepare(books->connection, update_name(index), updates[index], column_count, NULL),
               PGRES_COMMAND_OK, updates[index]);
}

static void write_totals(struct books *books, int64_t now) {
    static struct text columns[column_count];
    for (int index = 0; index < books->touched_count; index++) {
        struct organization *own = &books->organizations[books->touched[index]];
        const char *comma = index ? "," : "{";
        add(&columns[0], "%s%s", comma, own->id);
        add(&columns[1], "%s%s", comma, own->grant);
        int64_t numbers[] = {own->remaining, own->credits, own->revenue, own->sequence};
        for (int number = 0; number < 4; number++)
            add(&columns[2 + number], "%s%" PRId64, comma, numbers[number]);
        add(&columns[6], "%s\"\\\\x%s\"", comma, hex(own->chain));
        add(&columns[7], "%s%" PRId64, comma, now / 86400000000);
        add(&columns[8], "%s%" PRId64, comma, own->collected);
        add(&columns[9], "%s%" PRId64, comma, own->charges);
        own->collected = own->charges = 0;
    }
    const char *values[column_count];
    for (int column = 0; column < column_count; column++) {
        add(&columns[column], "}");
        values[column] = columns[column].bytes;
        columns[column].length = 0;
    }
    books->touched_count = 0;
    for (int index = 0; index < update_count; index++)
        expect(books,
               PQexecPrepared(books->connection, update_name(index), column_count, values, NULL,
                              NULL, 0),
               PGRES_COMMAND_OK, updates[index]);
}

static void write_batch(struct books *books, int64_t now) {
    script(books, "BEGIN");
    copy(books,
         "COPY hold (organization_id, id, amount, captured, status, draws, expires_at, created_at)"
         " FROM STDIN",
         &books->holds);
    copy(books,
         "COPY charge (organization_id, id, amount, uncollected, refunded, draws, hold_id, late,"
         " sequence, created_at, estimated) FROM STDIN",
         &books->charges);
    copy(books, COPY_ENTRIES, &books->entries);
    write_totals(books, now);
    script(books, "COMMIT");
}

int main(int count, char **arguments) {
    int organizations = (int)number_option(count, arguments, "--organizations", 1);
    int batch = (int)number_option(count, arguments, "--batch", 256);
    int64_t seconds = number_option(count, arguments, "--seconds", 5);
    if (count < 2 || batch > batch_max) {
        fprintf(stderr, "usage: ceiling URL [--organizations N] [--batch N] [--seconds N]\n");
        return 64;
    }
    struct books books = {.connection = PQconnectdb(arguments[1])};
    if (PQstatus(books.connection) != CONNECTION_OK) fail(&books, "connecting");
    books.ids.random = (uint64_t)now_microseconds() * 0x9E3779B97F4A7C15u | 1;
    books.organizations = calloc((size_t)organizations, sizeof *books.organizations);
    books.touched = calloc((size_t)organizations, sizeof *books.touched);
    if (!books.organizations || !books.touched) return 1;
    found(&books, organizations, now_microseconds());
    prepare(&books);

    int64_t start = now_microseconds(), now = start, done = 0;
    while (now < start + seconds * 1000000) {
        for (int index = 0; index < batch; index++, done++)
            add_pair(&books, (int)(done % organizations), now);
        write_batch(&books, now);
        now = now_microseconds();
    }
    printf("{\"pairs\":%" PRId64 ",\"pairsPerSecond\":%" PRId64 ",\"organizations\":%d,"
           "\"batch\":%d}\n",
           done, done * 1000000 / (now - start), organizations, batch);
    PQfinish(books.connection);
    return 0;
}
