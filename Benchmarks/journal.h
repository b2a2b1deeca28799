// SPDX-License-Identifier: Apache-2.0
// Ids and hashes as Florin makes them.

#ifndef JOURNAL_H
#define JOURNAL_H

#include <stdint.h>

// One organization's account, its one grant, and what the current batch has changed of both.
struct organization {
    char id[32];
    char grant[34];
    int64_t remaining, credits, revenue, clearing, held, sequence, next_expiry, written_expiry;
    unsigned char chain[32];
    int64_t collected, charges;  // of the batch, for the day's rollup
};

// Where ids come from; `random` must not be 0.
struct ids {
    uint64_t stamp, random;
};

// A UUIDv7 in 26 digits of base 32, as in Sources/Vocabulary/IDSource.swift.
void make_id(struct ids *ids, char *target, const char *prefix, int64_t now);

// Moves the account one entry on: its sequence and its chained hash (Sources/Ledger/Entry.swift).
void post(struct organization *own, int64_t at, const char *type, const char *debit,
          const char *credit, int64_t amount, int64_t change, const char *reference);

#endif
