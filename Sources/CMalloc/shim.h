// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/// Gives what was freed back to the system; glibc keeps it otherwise.
static inline void florin_trim_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
