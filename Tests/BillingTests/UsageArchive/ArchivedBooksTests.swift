// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Ledger
import Money
import Testing
import Vocabulary

@Suite("books whose usage is archived")
struct ArchivedBooksTests {
    @Test(
        "do not hold when a sum that stands for archived rows was changed",
        arguments: [
            "UPDATE usage_archived SET amount_tally = '1'",
            "UPDATE usage_archived SET place_tally = '1'",
            "UPDATE usage_archived SET refunded_tally = '1'",
            "UPDATE usage_archived SET amount_tally = 'none'",
            "UPDATE usage_archived SET amount = amount + 1",
            "UPDATE usage_archived SET refunded = refunded + 1",
            "UPDATE usage_archived SET charges = charges + 1",
            "UPDATE usage_archived_grant SET drawn = drawn + 1",
            "UPDATE usage_archived_day SET collected = collected + 1",
            "UPDATE usage_archived_day SET charges = charges + 1",
            "UPDATE usage_archived_day SET day = day + 1",
            "DELETE FROM usage_archived", "DELETE FROM usage_archived_grant",
            "DELETE FROM usage_archived_day", "DELETE FROM usage_retention",
            "UPDATE usage_retention SET seed = seed + 1",
            "UPDATE refund SET amount = amount + 1",
            "INSERT INTO usage_archived_day VALUES ('org_none', 1, 1, 1)",
        ])
    func tampered(sql: String) async throws {
        let fault = try await faultAfter(sql)
        #expect(fault?.organization.hasPrefix("org_") == true)
    }

    @Test(
        "do not hold against the files when any sum was changed",
        arguments: [
            "UPDATE usage_archived SET holds = holds + 1",
            "UPDATE usage_archived SET captured_holds = captured_holds - 1",
            "UPDATE usage_archived SET amount_tally = '1'",
            "UPDATE usage_archived_grant SET drawn = drawn + 1",
        ])
    func tamperedBesideFiles(sql: String) async throws {
        let fault = try await faultAfter(sql, withFiles: true)
        #expect(fault?.table == "usage_archived" && fault?.problem.isEmpty == false)
    }

    @Test("are proved row by row above what is archived")
    func above() async throws {
        let fault = try await faultAfter("UPDATE charge SET sequence = sequence + 1")
        #expect(fault?.table == "charge" && fault?.problem.contains("sequence") == true)
    }

    @Test("say which file is missing")
    func missing() async throws {
        try await withArchives { stage in
            try await stage.live()
            stage.keeper.wait(seconds: 365 * 86_400)
            try await stage.archive()
            let path = stage.folder + "/2024-10"
            try FileManager.default.moveItem(atPath: path, toPath: path + "-away")
            let fault = try #require(try await stage.fault(withFiles: true))
            #expect(fault.table == "usage_archive" && fault.row == "2024-10")
            #expect(fault.problem.contains("/2024-10/manifest.json"))
            try FileManager.default.moveItem(atPath: path + "-away", toPath: path)
        }
    }

    @Test("take an archive of another database for what it is")
    func foreign() async throws {
        try await withArchives { stage in
            try await withArchives { other in
                for each in [stage, other] { try await each.live() }
                _ = try await other.charge(1)
                for each in [stage, other] {
                    each.keeper.wait(seconds: 365 * 86_400)
                    try await each.archive()
                }
                let away = stage.folder + "/own"
                try FileManager.default.moveItem(atPath: stage.folder + "/2024-10", toPath: away)
                try FileManager.default.copyItem(
                    atPath: other.folder + "/2024-10", toPath: stage.folder + "/2024-10")
                #expect(try await stage.fault(withFiles: true)?.table == "usage_archive")
                try FileManager.default.removeItem(atPath: stage.folder + "/2024-10")
                try FileManager.default.moveItem(atPath: away, toPath: stage.folder + "/2024-10")
            }
        }
    }

    @Test("a statement keeps its lines, with the charge's id and without its words")
    func statement() async throws {
        try await withArchives { stage in
            try await stage.live()
            let before = try await stage.keeper.lines().items
            stage.keeper.wait(seconds: 365 * 86_400)
            try await stage.archive()
            let after = try await stage.keeper.lines().items
            #expect(after.map(\.amount) == before.map(\.amount))
            #expect(after.map(\.charge) == before.map(\.charge))
            #expect(after.map(\.balanceAfter) == before.map(\.balanceAfter))
            #expect(after.allSatisfy { $0.hold == nil })
            let standing = try await stage.keeper.standing()
            #expect(standing.pending == .zero && standing.balance.isPositive)
        }
    }

    /// What verification finds after a change behind its back.
    private func faultAfter(_ sql: String, withFiles: Bool = false) async throws -> Fault? {
        var fault: Fault?
        try await withArchives(isAudited: false) { stage in
            try await stage.live()
            stage.keeper.wait(seconds: 365 * 86_400)
            try await stage.live()
            try await stage.archive()
            #expect(try await stage.fault() == nil)
            try await stage.tamper(sql)
            fault = try await stage.fault(withFiles: withFiles)
        }
        return fault
    }
}
