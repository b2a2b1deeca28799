// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

/// sqlite3_config is variadic, which Swift cannot call. Turns off memory statistics, and with them
/// a mutex around every allocation; must come before the first connection.
static inline int florin_sqlite3_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Keeps the number of frames in the log after each commit, in place of a checkpoint whose failure
/// nobody would hear of.
static inline int florin_sqlite3_keep_frames(
    void *frames, sqlite3 *database, const char *name, int count
) {
    *(int *)frames = count;
    return SQLITE_OK;
}

static inline void florin_sqlite3_checkpoint_by_hand(sqlite3 *database, int *frames) {
    sqlite3_wal_hook(database, florin_sqlite3_keep_frames, frames);
}

/// sqlite3_db_config is variadic too. Leaves the log to the next start when the connection closes.
static inline int florin_sqlite3_without_checkpoint_on_close(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
