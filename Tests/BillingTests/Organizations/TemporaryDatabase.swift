// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import TestSupport
import Vocabulary

/// A real SQLite file, with the tables of organizations and keys unless a test wants others, gone
/// when the closure ends.
@discardableResult
func withTemporaryDatabase<Result: Sendable>(
    migrations: [Migration] = Organizations.migrations + Keys.migrations,
    _ body: (any Database) async throws -> Result
) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = try await TestDatabase.open(path: folder.appending(path: "test.db").path)
    _ = try await Migrator(migrations).migrate(database, at: 0)
    let result = try await body(database)
    await database.close()
    return result
}

/// An id that sorts by its number.
func id<Kind: IDKind>(_ number: UInt128) -> ID<Kind> { ID(bits: number) }

func second(_ number: Int64) -> Instant { Instant(microseconds: number * 1_000_000) }
