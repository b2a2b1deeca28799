// SPDX-License-Identifier: Apache-2.0

import App
import Database
import Foundation
import JSON
import Testing

/// A database with books in a folder of its own, and what tests do with it.
struct BackedUpHouse {
    let folder: String
    let commands: Commands
    let organization: OrganizationArgument

    var database: String { folder + "/data/florin.db" }
    var backup: String { folder + "/backup.db" }

    static func run(_ body: (BackedUpHouse) async throws -> Void) async throws {
        let original = try await template.value
        try await withTemporaryFolder { folder in
            let house = BackedUpHouse(
                folder: folder, commands: Commands(try configuration(in: folder)),
                organization: original.organization)
            try FileManager.default.createDirectory(
                atPath: folder + "/data", withIntermediateDirectories: true)
            try original.file.write(to: URL(filePath: house.database))
            try await body(house)
        }
    }

    /// Made once: every price of the built-in catalog goes into it.
    private static let template = Task {
        try await withTemporaryFolder { folder in
            let commands = Commands(try configuration(in: folder))
            _ = try await commands.migrate()
            let made = try await commands.createOrganization(
                name: "Acme", email: nil, signupGrant: nil, scopes: [])
            let id = try #require(try json(made)["organization"]?["id"]?.string)
            let house = BackedUpHouse(
                folder: folder, commands: commands,
                organization: try #require(OrganizationArgument(argument: id)))
            try await house.grant("10")
            return (
                organization: house.organization,
                file: try Data(contentsOf: URL(filePath: house.database))
            )
        }
    }

    func grant(_ amount: String) async throws {
        let amount = try #require(AmountArgument(argument: amount))
        _ = try await commands.grant(GrantRequest(organization: organization, amount: amount))
    }

    func entries() async throws -> Int64? {
        try json(try await commands.verifyLedger())["entries"]?.int64
    }

    @discardableResult
    func backUp(_ change: (inout BackupRequest) -> Void = { _ in }) async throws -> JSON {
        var request = BackupRequest()
        request.destination = backup
        change(&request)
        return try json(try await commands.backup(request))
    }

    @discardableResult
    func restore(
        _ change: (inout RestoreRequest) -> Void = { _ in }
    ) async throws -> JSON {
        var request = RestoreRequest(backup: backup)
        change(&request)
        return try json(try await commands.restore(request))
    }

    /// Does with the rows what Florin never would.
    func tamper(_ sql: String, in path: String? = nil) async throws {
        let database = try SQLiteDatabase(path: path ?? database)
        try await database.write { connection in
            let triggers = try connection.query(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ) { $0.text(0) }
            for trigger in triggers { try connection.script("DROP TRIGGER \(trigger)") }
            try connection.script(sql)
        }
        await database.close()
    }

    /// The names of the files in the folder of the database, sorted.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/data").sorted()
    }
}

func json(_ report: Report) throws -> JSON { try JSON(parsing: Array(report.json.utf8)) }

/// Why a command was refused.
func refusal(
    _ body: () async throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> CommandFailure {
    let failure = await #expect(throws: (any Error).self, sourceLocation: sourceLocation) {
        _ = try await body()
    }
    return CommandFailure(try #require(failure, sourceLocation: sourceLocation))
}
