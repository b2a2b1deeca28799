// SPDX-License-Identifier: Apache-2.0
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

/// SHA256() of OpenSSL 3 looks its algorithm up in a table under a lock at each call; this does not.
static inline void florin_sha256(const void *message, size_t count, unsigned char *digest) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, message, count);
    SHA256_Final(digest, &context);
}

#include <openssl/rand.h>
#include <openssl/crypto.h>
