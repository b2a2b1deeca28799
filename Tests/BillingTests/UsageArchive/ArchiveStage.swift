// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Ledger
import Money
import TestSupport
import Testing
import Vocabulary

/// A keeper's stage whose usage is old, and a folder for archives.
struct ArchiveStage: Sendable {
    let keeper: KeeperStage
    let folder: String

    /// Where the stage's clock begins: in October 2024. Its usage is old a year later.
    static let month = UsageMonth(of: KeeperStage.start.day)

    var archives: UsageArchives {
        let clock = Clock { [time = keeper.time] in time.now }
        return UsageArchives(
            database: keeper.database, clock: clock, ids: keeper.ids, random: { 0xF10A_1234_5678 },
            version: "test", batchRows: 2)
    }

    /// Archives everything that is older than the last hundred days.
    @discardableResult
    func archive(
        watch: @escaping UsageArchives.Watch = { _ in }
    ) async throws -> [UsageArchive] {
        try await archives.archive(before: latest, into: folder, watch: watch)
    }

    var latest: Instant { UsageMonth(of: keeper.now.adding(seconds: -100 * 86_400).day).start }

    /// A little of everything that an archive takes or leaves: three charges, two with holds, a
    /// refund, a released and an expired hold.
    func live(in organization: OrganizationID? = nil) async throws {
        let owner = organization ?? keeper.organization
        try await keeper.grant(1_000_000, to: owner)
        try await keeper.grant(5_000, .promotional, to: owner)
        let first = try await charge(3_000, of: owner)
        _ = try await refund(first, 1_000, of: owner)
        for amount: Int64 in [10, 20] {
            let hold = try await hold(100, of: owner)
            let capture = CaptureCommand(
                hold: hold, charge: keeper.ids.make(), amount: credits(amount))
            _ = try await keeper.perform(.capture(capture), for: owner)
        }
        let released = try await hold(7, of: owner)
        _ = try await keeper.perform(.release(released), for: owner)
        _ = try await hold(8, of: owner)
        keeper.wait(seconds: 86_400)
        _ = try await keeper.perform(.expire, for: owner)
    }

    func charge(
        _ amount: Int64, _ shortfall: ChargeCommand.Shortfall = .refuse,
        of organization: OrganizationID? = nil
    ) async throws -> ChargeID {
        try await keeper.charge(amount, shortfall, of: organization).id
    }

    func refund(
        _ charge: ChargeID, _ amount: Int64? = nil, of organization: OrganizationID? = nil
    ) async throws -> Outcome.Effect {
        let command = RefundCommand(
            id: keeper.ids.make(), charge: charge, amount: amount.map { credits($0) })
        return try await keeper.perform(.refund(command), for: organization)
    }

    func hold(_ amount: Int64, of organization: OrganizationID? = nil) async throws -> HoldID {
        let command = keeper.holdCommand(amount)
        _ = try await keeper.perform(.hold(command), for: organization)
        return command.id
    }

    /// What verification says, with the files or with the sums.
    func fault(withFiles: Bool = false) async throws -> Fault? {
        try await keeper.database.read { [folder] connection in
            try Books.verify(on: connection, seed: 3, archives: withFiles ? folder : nil).firstFault
        }
    }

    func rows(of table: String) async throws -> Int64 {
        try await keeper.number("SELECT count(*) FROM \(table)") ?? -1
    }

    func allArchives() async throws -> [UsageArchive] {
        try await keeper.database.read { try UsageArchive.all(on: $0) }
    }

    /// Does with the rows what Florin never would.
    func tamper(_ sql: String) async throws {
        try await keeper.database.write { connection in
            try TestDatabase.dropGuards(on: connection)
            try connection.script(TestDatabase.dialect(sql))
        }
    }

    /// The lines of a file of an archive, the first one too.
    func lines(of name: String) throws -> [String] {
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "--decompress", "--stdout", folder + "/" + name]
        let output = Pipe()
        gzip.standardOutput = output
        try gzip.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        gzip.waitUntilExit()
        try #require(gzip.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }
}

/// Runs a test on a stage of its own; the books must prove themselves in the end, with the files
/// and without.
///
/// - Parameter isAudited: False for a test that damages the books.
func withArchives(
    isAudited: Bool = true, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (ArchiveStage) async throws -> Void
) async throws {
    try await withKeeper(isAudited: isAudited, sourceLocation: sourceLocation) { keeper in
        let folder = FileManager.default.temporaryDirectory.appending(path: "archives-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let stage = ArchiveStage(keeper: keeper, folder: folder.path)
        try await body(stage)
        guard isAudited else { return }
        #expect(
            try await stage.fault(withFiles: true) == nil, sourceLocation: sourceLocation)
    }
}
