// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

// deflateInit2 and inflateInit2 are macros, which Swift does not see. 15 is the largest window, 16
// more asks for gzip's header and checksum: a header without a name and without a time, so that the
// same rows are the same bytes.

static inline int florin_gzip_begin(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int florin_gunzip_begin(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
