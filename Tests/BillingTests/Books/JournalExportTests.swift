// SPDX-License-Identifier: Apache-2.0

import Billing
import Foundation
import Ledger
import TestSupport
import Testing
import Vocabulary

/// The exports are judged by the programs that they are for: Debian's hledger and beancount.
@Suite struct JournalExportTests {
    @Test("hledger, at its strictest, and beancount accept the journal")
    func accepted() async throws {
        #expect(try run("hledger", ["check", "--strict"], on: try await journal(.hledger)) == "")
        #expect(try run("bean-check", [], on: try await journal(.beancount)) == "")
    }

    @Test("the same books give the same bytes", arguments: JournalFormat.allCases)
    func same(_ format: JournalFormat) async throws {
        try await BooksFixture.run { fixture in
            try await fixture.live(try await fixture.open(1))
            let first = try await fixture.export(as: format)
            #expect(try await fixture.export(as: format) == first)
            #expect(!first.contains("\u{2028}") && first.contains("'é'"))
        }
    }

    @Test(
        "books whose account is one nanocredit off are not accepted",
        arguments: JournalFormat.allCases)
    func nanocredit(_ format: JournalFormat) async throws {
        let text = try await journal(
            format, after: "UPDATE account SET credits = credits + 1, revenue = revenue - 1")
        switch format {
        case .hledger: #expect(try run("hledger", ["check"], on: text).contains("assertion"))
        case .beancount: #expect(try run("bean-check", [], on: text).contains("Balance failed"))
        }
    }

    @Test("a provider with a strange name is exported under one that the programs accept")
    func strangeProvider() async throws {
        try await BooksFixture.run { fixture in
            let organization = try await fixture.open(1)
            for provider in ["x 402", "", "éclair:sub", "9"] {
                let command = GrantCommand(
                    id: fixture.nextID(), source: .purchase, kind: .paid, amount: credits(1),
                    expiresAt: .never, provider: provider)
                _ = try await fixture.keeper.perform(.grant(command), for: organization)
            }
            #expect(try await fixture.verify().firstFault == nil)
            let hledger = try await fixture.export(as: .hledger)
            #expect(try run("hledger", ["check", "--strict"], on: hledger) == "")
            #expect(try run("bean-check", [], on: try await fixture.export(as: .beancount)) == "")
        }
    }

    private func journal(_ format: JournalFormat, after sql: String? = nil) async throws -> String {
        try await BooksFixture.run { fixture in
            for number: UInt128 in 1...2 { try await fixture.live(try await fixture.open(number)) }
            _ = try await fixture.open(3)
            if let sql { try await fixture.tamper(sql) }
            return try await fixture.export(as: format)
        }
    }

    /// What the program says about a file with this text; empty when it finds nothing wrong.
    private func run(_ program: String, _ arguments: [String], on text: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appending(path: "florin-\(UUID()).journal")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        let option = program == "hledger" ? ["-f", file.path] : [file.path]
        let result = try Program(
            "/usr/bin/env", [program] + arguments + option,
            environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"]
        ).run()
        return String(decoding: result.said, as: UTF8.self)
    }
}
