// SPDX-License-Identifier: Apache-2.0
// Fills a database with history: valid, chained, spread over days, as `florin ledger verify` wants
// it. Not durable while it runs: it is about what the history costs afterwards.
//
//   history DATABASE [--organizations N] [--entries N] [--days N]
//
// DATABASE was made by `florin migrate`. The organizations take turns, so that their rows lie mixed
// in the file as they would after months of use.

#include "books.h"
#include "options.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char settings[] =
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
    "PRAGMA cache_size=-6291456; PRAGMA temp_store=MEMORY;";

enum { batch = 1024 };

int main(int count, char **arguments) {
    int organizations = (int)number_option(count, arguments, "--organizations", 1);
    int64_t entries = number_option(count, arguments, "--entries", 1000);
    int64_t days = number_option(count, arguments, "--days", 30);
    if (count < 2) {
        fprintf(stderr, "usage: history DATABASE [--organizations N] [--entries N] [--days N]\n");
        return 64;
    }
    static struct pair pairs[batch];
    struct books books;
    books_open(&books, arguments[1], settings);
    // Up to yesterday: nothing of it is in the day that a measurement counts in.
    int64_t end = now_microseconds() - 86400000000, start = end - days * 86400000000;
    books_found(&books, organizations, start);

    // Each organization has an entry by now: its purchase.
    int64_t wanted = entries - organizations;
    for (int64_t done = 0; done < wanted;) {
        int64_t now = start + (int64_t)((__int128)(end - start) * done / wanted);
        int size = wanted - done < batch ? (int)(wanted - done) : batch;
        for (int index = 0; index < size; index++, done++)
            books_plan(&books, &pairs[index], (int)(done % organizations), now);
        books_hold(&books, pairs, size, now);
        books_capture(&books, pairs, size, now + 1000);
    }
    // As the sweep leaves accounts of which nothing is open.
    books_script(&books, "UPDATE account SET next_expiry = 9223372036854775807");
    books_script(&books, "PRAGMA locking_mode=NORMAL; SELECT count(*) FROM organization");
    books_script(&books, "PRAGMA journal_mode=WAL");
    books_close(&books);
    printf("{\"organizations\":%d,\"entries\":%" PRId64 "}\n", organizations,
           wanted > 0 ? entries : (int64_t)organizations);
    return 0;
}
