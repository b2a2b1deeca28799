// SPDX-License-Identifier: Apache-2.0

/// A whole SQLite file, as backups make it and restores put it in place.
public struct SQLiteFile: Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// What SQLite may have beside a file that is open, or was when its process died.
    public static let companions = ["-wal", "-shm", "-journal"]

    /// Copies one moment of the database at `original`, which may be in use, into this file, which
    /// must be empty: afterwards it is complete without a log, but not yet synced.
    ///
    /// This is SQLite's backup API and not `VACUUM INTO`, which sorts every table and index anew
    /// and does not say how far it is. Writers go on meanwhile; their log grows until the copy is
    /// done, because the moment that is copied stays readable.
    /// - Parameter progress: Called after each part, with bytes.
    /// - Throws: ``DatabaseFailure``; the file is worth nothing then.
    public func copy(
        _ original: String, progress: (_ done: Int64, _ total: Int64) throws -> Void
    ) throws {
        let source = try SQLiteConnection(path: original, readOnly: false)
        let copy = try SQLiteConnection(path: path, readOnly: false)
        // Whoever dies in the middle starts again: neither journal nor sync would save anything.
        try copy.script("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
        try source.copyEverything(to: copy, progress: progress)
        try copy.foldLog()
    }

    /// Runs `body` on one snapshot of the file, which nobody writes and which has no log.
    public func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try SQLiteConnection(path: path, readOnly: true).snapshot(body)
    }

    /// The first thing that SQLite finds wrong with the file, nil when nothing is.
    ///
    /// - Parameter comparesIndexes: Whether every index is compared with its table, which takes
    ///   several times as long.
    public func firstDamage(comparesIndexes: Bool) throws -> String? {
        let check = comparesIndexes ? "integrity_check" : "quick_check"
        let found = try read { connection in
            try connection.first("PRAGMA \(check)(1)") { $0.text(0) }
        }
        return found == "ok" ? nil : found ?? "\(check) says nothing"
    }

    /// Puts into the file what its log holds, and removes the log; then runs `body` while nobody
    /// can use the file.
    ///
    /// Then `body` may put another file in its place: whoever has opened the old one meanwhile is
    /// refused when it begins to write, because a file that is not in WAL mode has to be changed
    /// first, and SQLite looks whether it was moved.
    /// - Throws: ``DatabaseFailure/busy(_:)`` when somebody has the file open, `corrupt` when it is
    ///   no database, and what `body` throws.
    public func whileClosed<Result>(_ body: () throws -> Result) throws -> Result {
        forgetCachedPages(of: path + "-wal")
        let connection = try SQLiteConnection(path: path, readOnly: false)
        // Of a file that turns out to be damaged the log stays as it is.
        connection.keepLogOnClose()
        try connection.foldLog()
        // In this locking mode the lock stays when the transaction has ended.
        try connection.script("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
        // Somebody may have come between the two.
        try connection.foldLog()
        return try withExtendedLifetime(connection, body)
    }
}
