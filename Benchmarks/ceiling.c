// SPDX-License-Identifier: Apache-2.0
// The ceiling: how fast a C program writes the rows of hold+capture pairs, durably, in batches.
//
//   ceiling DATABASE --settings PRAGMAS [--organizations N] [--batch N] [--seconds N | --pairs N]
//
// DATABASE was made by `florin migrate`, so that schema, indexes and triggers are Florin's own. A
// batch of N holds is one transaction and their N captures are the next, as callers who wait for
// the answer of their hold make it in the keeper.

#include "books.h"
#include "options.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const int batch_max = 16384;

int main(int count, char **arguments) {
    const char *settings = text_option(count, arguments, "--settings", NULL);
    int organizations = (int)number_option(count, arguments, "--organizations", 1);
    int batch = (int)number_option(count, arguments, "--batch", 64);
    int64_t pairs_max = number_option(count, arguments, "--pairs", INT64_MAX);
    int64_t seconds = number_option(count, arguments, "--seconds", 5);
    if (count < 2 || !settings || batch > batch_max) {
        fprintf(stderr, "usage: ceiling DATABASE --settings PRAGMAS [--organizations N]"
                        " [--batch N] [--seconds N | --pairs N]\n");
        return 64;
    }
    struct books books;
    struct pair *pairs = calloc((size_t)batch, sizeof *pairs);
    if (!pairs) return 1;
    books_open(&books, arguments[1], settings);
    books_found(&books, organizations, now_microseconds());

    int64_t start = now_microseconds(), now = start, done = 0, batches = 0;
    int64_t end = pairs_max == INT64_MAX ? start + seconds * 1000000 : INT64_MAX;
    while (now < end && done < pairs_max) {
        for (int index = 0; index < batch; index++, done++)
            books_plan(&books, &pairs[index], (int)(done % organizations), now);
        books_hold(&books, pairs, batch, now);
        books_capture(&books, pairs, batch, now_microseconds());
        batches++;
        now = now_microseconds();
    }
    printf("{\"pairs\":%" PRId64 ",\"pairsPerSecond\":%" PRId64 ",\"organizations\":%d,"
           "\"batch\":%d,\"transactions\":%" PRId64 "}\n",
           done, done * 1000000 / (now - start), organizations, batch, 2 * batches);
    books_close(&books);
    free(pairs);
    return 0;
}
