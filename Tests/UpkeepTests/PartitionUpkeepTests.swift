// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Logging
import TestSupport
import Testing
import Upkeep
import Vocabulary

@Suite struct PartitionUpkeepTests {
    @Test("the job makes the months of the next quarter once, and finds nothing to do in a file")
    func quarter() async throws {
        try await withUpkeep { upkeep, database in
            let made = TestDatabase.isPostgreSQL ? 3 * (4 + 1) : 0
            #expect(try await upkeep.run(after: 0) == made)
            #expect(try await upkeep.run(after: 0) == 0)
            let untidy = try await database.read { connection in
                try Partitions.untidyTables(on: Day(number: 20_000 + 92), on: connection)
            }
            #expect(untidy == (TestDatabase.isPostgreSQL ? [] : nil))
        }
    }

    @Test("a run for a moment to come drops nothing that may still be written to")
    func future() async throws {
        try await withUpkeep { upkeep, _ in
            _ = try await upkeep.run(after: 0)
            let year = try await upkeep.run(after: 365)
            #expect(year == (TestDatabase.isPostgreSQL ? 3 * 4 : 0))
        }
    }

    private func withUpkeep(
        _ body: (PartitionUpkeep, any Database) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await TestDatabase.open(path: folder.appending(path: "florin.db").path)
        _ = try await Migrator(Keeper.migrations).migrate(database, at: 0)
        try await body(PartitionUpkeep(Partitions(database), clock: Clock { .today }), database)
        await database.close()
    }
}

extension PartitionUpkeep {
    /// Through the list of jobs, as the server does.
    fileprivate func run(after days: Int64) async throws -> Int? {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let jobs = Jobs([job], clock: Clock { .today }, logger: quiet)
        let run = try await jobs.run(
            "partitions", asOf: Instant.today.adding(seconds: days * 86_400))
        guard case .succeeded(let count) = run?.result else { return nil }
        return count
    }
}

extension Instant {
    /// 2024-10-04: its quarter reaches into four months.
    fileprivate static let today = Day(number: 20_000).start
}
