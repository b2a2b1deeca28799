// SPDX-License-Identifier: Apache-2.0

import Database

/// The lock of whoever has a database for itself; nil where nodes take turns, on PostgreSQL. Two
/// servers on one file would both expire, bill and mail, and what a restore replaces nobody may
/// serve.
///
/// - Throws: ``CommandFailure`` when a server has it.
func serverLock(of location: DatabaseLocation) throws -> FileLock? {
    guard case .sqlite(let path) = location else { return nil }
    try Files.makeFolder(Files.folder(of: path))
    guard let lock = try FileLock(path: path + ".lock") else {
        throw CommandFailure(
            "another florin serves \(path) (it holds \(path).lock): stop it first, "
                + "or name another file by FLORIN_DATABASE_URL",
            code: "conflict")
    }
    return lock
}
