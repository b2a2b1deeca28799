// SPDX-License-Identifier: Apache-2.0

import CSQLite

extension SQLiteConnection {
    /// 1 MiB of pages of the usual size.
    private static let pagesAtATime: Int32 = 256

    /// Copies every page as one snapshot has it.
    func copyEverything(
        to copy: SQLiteConnection, progress: (_ done: Int64, _ total: Int64) throws -> Void
    ) throws {
        // The snapshot is around all steps: without it a step sees what was written since the one
        // before, SQLite starts over, and beside a busy server that never ends.
        try snapshot { source in
            // BEGIN alone takes none: the first read does.
            let pageSize = try source.first("PRAGMA page_size") { $0.integer(0) } ?? 0
            _ = try source.first("SELECT count(*) FROM sqlite_schema") { $0.integer(0) }
            guard let backup = sqlite3_backup_init(copy.handle, "main", handle, "main") else {
                throw DatabaseFailure(
                    sqlite: sqlite3_extended_errcode(copy.handle), on: copy.handle,
                    doing: "beginning a copy")
            }
            let steps = Result { try step(backup, of: pageSize, progress) }
            // Finishing is what tells the connection why a step failed.
            let code = sqlite3_backup_finish(backup)
            guard code == SQLITE_OK else {
                throw DatabaseFailure(sqlite: code, on: copy.handle, doing: "a copy")
            }
            try steps.get()
        }
    }

    private func step(
        _ backup: OpaquePointer, of pageSize: Int64,
        _ progress: (_ done: Int64, _ total: Int64) throws -> Void
    ) throws {
        while sqlite3_backup_step(backup, Self.pagesAtATime) == SQLITE_OK {
            let total = Int64(sqlite3_backup_pagecount(backup))
            let rest = Int64(sqlite3_backup_remaining(backup))
            try progress((total - rest) * pageSize, total * pageSize)
        }
    }

    /// Puts what the log holds into the file and goes on without one: the file is all there is.
    func foldLog() throws {
        let mode = try first("PRAGMA journal_mode=DELETE") { $0.text(0) }
        guard mode == "delete" else {
            throw DatabaseFailure.busy("its log cannot be closed (\(mode ?? "no answer"))")
        }
    }
    /// Leaves the log to whoever opens the file next, should this be the last connection.
    func keepLogOnClose() {
        florin_sqlite3_without_checkpoint_on_close(handle)
    }
}
