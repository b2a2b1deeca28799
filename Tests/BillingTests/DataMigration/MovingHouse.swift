// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import TestSupport
import Testing
import Vocabulary

/// The databases that data are moved into; the source is what the whole run is on.
enum MovingTarget: CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgresql

    static var allCases: [MovingTarget] {
        PostgreSQLServer.url == nil ? [.sqlite] : [.sqlite, .postgresql]
    }

    var testDescription: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgresql: "PostgreSQL"
        }
    }

    /// Hands over a new database with all tables.
    func open(_ body: (any Database) async throws -> Void) async throws {
        let name = "florin-\(UUID())"
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database: any Database =
            switch self {
            case .sqlite: try SQLiteDatabase(path: folder.appending(path: "target.db").path)
            case .postgresql: try await PostgreSQLServer.open(schema: name)
            }
        _ = try await Migrator(MovingHouse.allMigrations).migrate(database, at: 0)
        try await body(database)
        await database.close()
    }
}

/// A database with every kind of row, and an empty one for them.
struct MovingHouse: Sendable {
    let fixture: BooksFixture
    let target: any Database

    var source: any Database { fixture.database }

    static func run(
        into kind: MovingTarget = .sqlite, _ body: (MovingHouse) async throws -> Void
    ) async throws {
        try await BooksFixture.run { fixture in
            try await kind.open { target in
                _ = try await Migrator(allMigrations).migrate(fixture.database, at: 0)
                let house = MovingHouse(fixture: fixture, target: target)
                try await house.fill()
                try await body(house)
            }
        }
    }

    static let allMigrations =
        Organizations.migrations + Keys.migrations + Keeper.migrations + PriceBooks.migrations
        + AuditTrail.migrations + KeptAnswers.migrations + OrganizationTiers.migrations
        + DataMigration.migrations

    /// More rows than a page has, in tables whose keys are texts, numbers and bytes.
    private func fill() async throws {
        for number: UInt128 in 1...3 { try await fixture.live(try await fixture.open(number)) }
        _ = try await fixture.open(4)
        try await fixture.database.write { connection in
            for number: UInt128 in 1...120 {
                let draft = KeyDraft(
                    organizationID: OrganizationID(bits: 1), name: "\(number)", scopes: [.read])
                _ = try Keys.create(
                    draft, id: KeyID(bits: number),
                    secret: try KeySecret(chosen: "flr_secret_\(number)"),
                    by: nil, at: .epoch, in: connection)
                try connection.execute(
                    "INSERT INTO price_book VALUES ($1, 0, 0, 'test', NULL, 0, 0)",
                    [.integer(Int64(number))])
            }
        }
    }

    func migration() -> DataMigration {
        DataMigration(
            from: source, to: target, clock: Clock { [fixture] in fixture.now }, seed: 1)
    }

    /// Runs until so many rows are there, and is cut off.
    func runUntil(rows: Int64) async throws {
        _ = try await Task {
            try await migration().run { progress in
                guard progress.done >= rows else { return }
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }.value
    }
}
