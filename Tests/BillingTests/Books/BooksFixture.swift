// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Ledger
import Money
import Synchronization
import TestSupport
import Vocabulary

/// A real SQLite file, a keeper on it, and a clock that the test moves.
final class BooksFixture: Sendable {
    let database: any Database
    let keeper: Keeper
    private let time: SharedTime
    private let counter = Mutex<UInt128>(1_000)

    static let start = Instant(iso8601: "2026-01-30T12:00:00Z") ?? .epoch

    private init(path: String) async throws {
        database = try await TestDatabase.open(path: path)
        let time = SharedTime(Self.start)
        self.time = time
        keeper = Keeper(database: database, clock: Clock { time.now })
        _ = try await Migrator(Organizations.migrations + Keys.migrations + Keeper.migrations)
            .migrate(database, at: 0)
    }

    var now: Instant { time.now }

    func wait(seconds: Int64) { time.move(by: seconds) }

    func nextID<Kind: IDKind>(_: Kind.Type = Kind.self) -> ID<Kind> {
        ID(
            bits: counter.withLock { counter in
                counter += 7
                return counter
            })
    }

    func open(_ number: UInt128, creditLimit: Credits = .zero) async throws -> OrganizationID {
        let id = OrganizationID(bits: number)
        try await database.write { connection in
            try Organizations.create(
                Organization(id: id, name: "Number \(number)", email: nil, createdAt: .epoch),
                in: connection)
            try Keeper.open(Account(organization: id, creditLimit: creditLimit), on: connection)
        }
        return id
    }

    func verify(seed: UInt64 = 1) async throws -> Verdict {
        try await database.read { try Books.verify(on: $0, seed: seed) }
    }

    func export(as format: JournalFormat) async throws -> String {
        let bytes = try await database.read { connection in
            var bytes: [UInt8] = []
            try Books.export(as: format, on: connection) { bytes += $0 }
            return bytes
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Does with the rows what Florin never would.
    ///
    /// - Parameter sql: Bytes in it are written as SQLite has them.
    func tamper(_ sql: String) async throws {
        try await database.write { connection in
            try TestDatabase.dropGuards(on: connection)
            try connection.script(TestDatabase.dialect(sql))
        }
    }

    static func run<Result: Sendable>(
        _ body: (BooksFixture) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fixture = try await BooksFixture(path: folder.appending(path: "books.db").path)
        let result = try await body(fixture)
        await fixture.database.close()
        return result
    }
}

/// The time of a fixture.
private final class SharedTime: Sendable {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) { self.instant = Mutex(instant) }

    var now: Instant { instant.withLock { $0 } }

    func move(by seconds: Int64) {
        instant.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
