// SPDX-License-Identifier: Apache-2.0

import App
import Foundation
import JSON
import Money
import Testing

@Suite struct CommandsTests {
    @Test("what the commands make can be shown, verified and exported")
    func wholeWay() async throws {
        try await withTemporaryFolder { folder in
            let commands = Commands(try configuration(in: folder))
            _ = try await commands.migrate()
            let made = try json(try await create(commands, "Acme & Söhne"))
            let id = try #require(made["organization"]?["id"]?.string)
            #expect(made["apiKey"]?.string?.hasPrefix("flr_") == true)
            let given = try json(try await grant(commands, id, "12.345678901"))
            #expect(given["balance"]?.number?.text == "12.345678901")
            let shown = try await commands.showOrganization(try argument(id))
            #expect(shown.text.contains("12.345678901") && shown.text.contains("Söhne"))
            let listed = try await commands.listOrganizations(limit: 50, after: nil)
            #expect(listed.json.contains(id))
            let verdict = try json(try await commands.verifyLedger())
            #expect(verdict["ok"]?.bool == true && verdict["entries"]?.int64 == 1)
            let balance = try json(try await commands.trialBalance(fromJournal: true))
            #expect(balance["debits"]?.number?.text == "12.345678901")
            let path = folder + "/florin.journal"
            _ = try await commands.exportLedger(as: .hledger, to: path)
            let journal = try String(contentsOfFile: path, encoding: .utf8)
            #expect(journal.contains(id) && journal.contains("12.345678901"))
        }
    }

    @Test("keys are made, listed and revoked by their id alone")
    func keys() async throws {
        try await withTemporaryFolder { folder in
            let commands = Commands(try configuration(in: folder))
            _ = try await commands.migrate()
            let made = try json(try await create(commands, "Acme"))
            let id = try #require(made["organization"]?["id"]?.string)
            let key = try json(
                try await commands.createKey(
                    for: try argument(id), name: "ci", scopes: [.read], expiresAt: nil))
            let keyID = try #require(key["apiKey"]?["id"]?.string)
            #expect(key["plainKey"]?.string?.hasPrefix("flr_") == true)
            let argument = try #require(KeyArgument(argument: keyID))
            let revoked = try json(try await commands.revokeKey(argument))
            #expect(revoked["apiKey"]?["revokedAt"]?.string != nil)
            let operators = try json(
                try await commands.createKey(
                    for: nil, name: "on call", scopes: [], expiresAt: nil))
            #expect(operators["apiKey"]?["scopes"]?.array == ["operator"])
        }
    }

    @Test("what is not there is refused in one line with a code")
    func refused() async throws {
        try await withTemporaryFolder { folder in
            let commands = Commands(try configuration(in: folder))
            let nobody = "org_00000000000000000000000000"
            await #expect(throws: CommandFailure.self) { try await grant(commands, nobody, "1") }
            _ = try await commands.migrate()
            for action in ["grant", "show", "revoke", "job", "key"] {
                let failure = await #expect(throws: (any Error).self) {
                    try await attempt(action, commands, nobody)
                }
                let told = CommandFailure(try #require(failure))
                #expect(told.code == "resource_not_found" && !told.description.contains("\n"))
                #expect(try json(told.json)["success"]?.bool == false)
            }
        }
    }

    @Test("migrating again changes nothing")
    func migrateAgain() async throws {
        try await withTemporaryFolder { folder in
            let commands = Commands(try configuration(in: folder))
            #expect(try json(try await commands.migrate())["applied"]?.array?.isEmpty == false)
            #expect(try json(try await commands.migrate())["applied"]?.array?.isEmpty == true)
        }
    }

    @Test("the data folder and the database are closed to others")
    func permissions() async throws {
        try await withTemporaryFolder { folder in
            _ = try await Commands(try configuration(in: folder)).migrate()
            for (path, mode) in [("/data", 0o700), ("/data/florin.db", 0o600)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + path)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
            }
        }
    }

    @Test("a healthy house is healthy, and a typing error in a setting's name is found")
    func doctor() async throws {
        try await withTemporaryFolder { folder in
            let commands = Commands(try configuration(in: folder))
            #expect(try await !commands.doctor().isSuccess)
            _ = try await commands.migrate()
            let report = try await commands.doctor()
            #expect(!report.text.contains("✗ migrations") && !report.text.contains("✗ ledger"))
            let mistyped = Commands(try configuration(in: folder, ["FLORIN_PROT": "1"]))
            let found = try await mistyped.doctor()
            #expect(!found.isSuccess && found.text.contains("FLORIN_PROT"))
        }
    }

    @Test("the jobs that a server runs can be run by hand, for any moment")
    func jobs() async throws {
        try await withTemporaryFolder { folder in
            let commands = Commands(try configuration(in: folder))
            _ = try await commands.migrate()
            #expect(try await commands.listJobs().text.contains("holds"))
            let later = try #require(TimeArgument(argument: "2999-01-01"))
            let run = try json(try await commands.runJob("holds", asOf: later))
            #expect(run["asOf"]?.string == "2999-01-01T00:00:00.000Z")
        }
    }

    @Test("a bench leaves nothing behind")
    func bench() async throws {
        try await withTemporaryFolder { folder in
            var plan = BenchPlan()
            plan.seconds = 1
            plan.waiting = 8
            plan.organizations = 3
            plan.history = 10
            plan.folder = folder
            let told = try json(try await Bench.run(plan))
            // How many depends on what else the machine does.
            #expect(told["pairs"]?.int64 != nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test("a bench measures on a copy of a database and leaves the original as it was")
    func benchOnCopy() async throws {
        try await withTemporaryFolder { folder in
            var plan = BenchPlan()
            plan.seconds = 1
            plan.waiting = 2
            plan.organizations = 2
            plan.folder = folder
            plan.keepsDatabase = true
            let first = try json(try await Bench.run(plan))
            let original = try #require(first["database"]?.string)
            let bytes = FileManager.default.contents(atPath: original)
            plan.database = original
            plan.keepsDatabase = false
            let told = try json(try await Bench.run(plan))
            // How many depends on what else the machine does.
            #expect(told["pairs"]?.int64 != nil)
            #expect(told["organizations"]?.int64 == 2)
            #expect(FileManager.default.contents(atPath: original) == bytes)
        }
    }

    private func create(_ commands: Commands, _ name: String) async throws -> Report {
        try await commands.createOrganization(name: name, email: nil, signupGrant: nil, scopes: [])
    }

    private func grant(_ commands: Commands, _ id: String, _ amount: String) async throws -> Report
    {
        let amount = try #require(AmountArgument(argument: amount))
        return try await commands.grant(
            GrantRequest(organization: try argument(id), amount: amount))
    }

    private func attempt(
        _ action: String, _ commands: Commands, _ nobody: String
    ) async throws -> Report {
        switch action {
        case "grant": try await grant(commands, nobody, "1")
        case "show": try await commands.showOrganization(try argument(nobody))
        case "job": try await commands.runJob("nothing", asOf: nil)
        case "key":
            try await commands.createKey(
                for: try argument(nobody), name: "x", scopes: [], expiresAt: nil)
        default:
            try await commands.revokeKey(
                try #require(KeyArgument(argument: "key_00000000000000000000000000")))
        }
    }

    private func argument(_ id: String) throws -> OrganizationArgument {
        try #require(OrganizationArgument(argument: id))
    }

    private func json(_ report: Report) throws -> JSON { try json(report.json) }

    private func json(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }
}
