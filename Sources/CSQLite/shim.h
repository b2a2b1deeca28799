// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

/// sqlite3_config is variadic, which Swift cannot call. Turns off memory statistics, and with them
/// a mutex around every allocation; must come before the first connection.
static inline int florin_sqlite3_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
