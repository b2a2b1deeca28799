// SPDX-License-Identifier: Apache-2.0

#include "journal.h"

#include <inttypes.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

void make_id(struct ids *ids, char *target, const char *prefix, int64_t now) {
    uint64_t stamp = (uint64_t)(now / 1000) << 12;
    ids->stamp = stamp > ids->stamp ? stamp : ids->stamp + 1;
    ids->random ^= ids->random << 13;
    ids->random ^= ids->random >> 7;
    ids->random ^= ids->random << 17;
    uint64_t upper = ids->stamp >> 12 << 16 | 0x7000 | (ids->stamp & 0xFFF);
    uint64_t lower = (ids->random & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000;
    unsigned __int128 bits = (unsigned __int128)upper << 64 | lower;
    target = stpcpy(target, prefix);
    for (int digit = 0; digit < 26; digit++)
        *target++ = "0123456789abcdefghjkmnpqrstvwxyz"[(int)(bits >> (125 - 5 * digit)) & 31];
    *target = 0;
}

void post(struct organization *own, int64_t at, const char *type, const char *debit,
          const char *credit, int64_t amount, int64_t change, const char *reference) {
    unsigned char message[32 + 320];
    memcpy(message, own->chain, 32);
    own->sequence++;
    int length = snprintf((char *)message + 32, sizeof message - 32,
        "%s|%" PRId64 "|%" PRId64 "|%s|%s|%s|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s", own->id,
        own->sequence, at, type, debit, credit, amount, change, own->credits, reference);
    SHA256(message, 32 + (size_t)length, own->chain);
}
