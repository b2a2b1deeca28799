// SPDX-License-Identifier: Apache-2.0

import Archives
import Billing
import Database
import Foundation
import Ledger
import Money
import TestSupport
import Testing
import Vocabulary

@Suite("archives of usage")
struct UsageArchivesTests {
    private static let year: Int64 = 365 * 86_400

    @Test("what is old and settled goes into files, and the books still prove themselves")
    func everything() async throws {
        try await withArchives { stage in
            try await stage.live()
            let second = try await stage.keeper.open()
            try await stage.live(in: second)
            stage.keeper.wait(seconds: Self.year)
            let archive = try #require(try await stage.archive().first)
            #expect(archive.state == .finished && archive.month == ArchiveStage.month)
            #expect(archive.charges == 6 && archive.holds == 8)
            #expect(archive.amount == 2 * 3_030 && archive.refunded == 2 * 1_000)
            #expect(try await stage.rows(of: "charge") == 0)
            #expect(try await stage.rows(of: "hold") == 0)
            #expect(try await stage.rows(of: "refund") == 2)
            #expect(try await stage.fault() == nil)
            #expect(try await stage.fault(withFiles: true) == nil)
        }
    }

    @Test("usage that is not old enough stays, and so does what comes later")
    func young() async throws {
        try await withArchives { stage in
            try await stage.live()
            stage.keeper.wait(seconds: Self.year)
            try await stage.live()
            #expect(try await stage.archive().count == 1)
            #expect(try await stage.rows(of: "charge") == 3)
            #expect(try await stage.archive().isEmpty)
            await #expect(throws: UsageArchiveRefusal.self) {
                try await stage.archives.archive(before: stage.keeper.now, into: stage.folder)
            }
        }
    }

    @Test("each month has an archive of its own")
    func months() async throws {
        try await withArchives { stage in
            for _ in 0..<3 {
                try await stage.live()
                stage.keeper.wait(seconds: 61 * 86_400)
            }
            stage.keeper.wait(seconds: Self.year)
            let preview = try await stage.archives.preview(before: stage.latest)
            let archives = try await stage.archive()
            #expect(archives.map(\.number) == [1, 2, 3])
            #expect(Set(archives.map(\.month)).count == 3)
            #expect(archives.map(\.charges) == [3, 3, 3])
            #expect(preview.map(\.month) == archives.map(\.month))
            #expect(preview.map(\.rows.charges) == archives.map(\.charges))
            #expect(preview.map(\.rows.holds) == archives.map(\.holds))
        }
    }

    @Test("a charge that is owed stays with its hold until it is paid, and goes then")
    func owed() async throws {
        try await withArchives { stage in
            try await stage.live()
            let owed = try await stage.charge(5_000_000, .record)
            stage.keeper.wait(seconds: Self.year)
            #expect(try await stage.archive()[0].charges == 3)
            #expect(try await stage.keeper.chargeRecord(owed) != nil)
            #expect(try await stage.fault() == nil)
            try await stage.keeper.grant(9_000_000)
            #expect(try await stage.keeper.chargeRecord(owed)?.charge.uncollected == .zero)
            let later = try #require(try await stage.archive().first)
            #expect(later.charges == 1 && later.month == ArchiveStage.month.following)
            #expect(try await stage.keeper.chargeRecord(owed) == nil)
        }
    }

    @Test("a file has every column of its table, each row as it was")
    func columns() async throws {
        try await withArchives { stage in
            let memo = Memo(
                description: "one, \"two\"\nthree", metadata: "", key: nil,
                agent: AgentID(bits: 5), app: nil,
                pricing: PricedUsage(
                    provider: "openai", model: "gpt", operation: "chat", priceBook: 7,
                    isEstimated: true, quote: "{\"total\":\"0.1\"}"))
            try await stage.keeper.grant(100)
            let command = stage.keeper.chargeCommand(42)
            let outcome = try await stage.keeper.keeper.perform(
                .charge(command), for: stage.keeper.organization, memo: memo)
            guard case .charged(let charge) = outcome.effect else { return }
            stage.keeper.wait(seconds: Self.year)
            try await stage.archive()
            let lines = try stage.lines(of: "2024-10/charges-2024-10.csv.gz")
            #expect(
                lines[0] == """
                    organization_id,id,created_at,amount_nanocredits,uncollected_nanocredits,\
                    refunded_nanocredits,draws,hold_id,late,journal_sequence,description,metadata,\
                    key_id,agent_id,app_id,provider,model,operation,price_book,estimated,quote
                    """)
            let draw = try #require(charge.draws.first?.grant)
            #expect(
                lines[1] == """
                    \(stage.keeper.organization),\(charge.id),2024-10-04T12:00:00.000000Z,42,0,0,\
                    paid:\(draw):42,,0,2,"one, ""two""\nthree","",,\(AgentID(bits: 5)),,openai,\
                    gpt,chat,7,1,"{""total"":""0.1""}"
                    """)
        }
    }

    @Test("no column of a table is forgotten")
    func noColumnIsForgotten() async throws {
        try await withArchives { stage in
            try await stage.live()
            stage.keeper.wait(seconds: Self.year)
            try await stage.archive()
            let tables = try await stage.keeper.database.read { try $0.tables() }
            for (table, file) in [("charge", "charges"), ("hold", "holds")] {
                let columns = try #require(tables.first { $0.name == table }).columns
                let path = "2024-10/\(file)-2024-10.csv.gz"
                let header = try stage.lines(of: path)[0].split(separator: ",")
                #expect(header.count == columns.count, "\(table)")
            }
        }
    }

    @Test("a refund, a capture or a release of what is closed is refused, with the day")
    func closed() async throws {
        try await withArchives { stage in
            try await stage.live()
            let charge = try await stage.charge(100)
            let hold = try await stage.hold(5)
            stage.keeper.wait(seconds: Self.year)
            _ = try await stage.keeper.perform(.expire)
            let before = stage.keeper.now
            let end = UsageMonth(of: KeeperStage.start.day).end
            try await stage.archive()
            let usage = ClosedUsage(before: end, closedAt: before)
            await #expect(throws: KeeperRefusal.chargeArchived(usage)) {
                try await stage.refund(charge)
            }
            for command in [
                Command.release(hold),
                .extend(ExtendCommand(hold: hold, amount: .zero, expiresAt: nil)),
                .capture(
                    CaptureCommand(hold: hold, charge: stage.keeper.ids.make(), amount: .zero)),
            ] {
                await #expect(throws: KeeperRefusal.holdArchived(usage)) {
                    try await stage.keeper.perform(command)
                }
            }
            let fresh = try await stage.charge(100)
            _ = try await stage.refund(fresh)
        }
    }

    @Test("a credit limit that is drawn on, late captures and lost holds are archived as well")
    func odd() async throws {
        try await withArchives { stage in
            let indebted = try await stage.keeper.open(creditLimit: credits(1_000))
            _ = try await stage.charge(600, of: indebted)
            try await stage.keeper.grant(300)
            let late = try await stage.hold(100)
            stage.keeper.wait(seconds: 2_000)
            #expect(try await stage.keeper.capture(late, 150).isLate)
            try await stage.keeper.capture(stage.keeper.ids.make(), 20, evenWithoutHold: true)
            try await stage.keeper.charge(0)
            stage.keeper.wait(seconds: Self.year)
            let archive = try #require(try await stage.archive().first)
            #expect(archive.charges == 4 && archive.holds == 1 && archive.amount == 770)
            #expect(try await stage.fault() == nil)
            try await stage.keeper.grant(5_000, to: indebted)
            #expect(try await stage.fault(withFiles: true) == nil)
        }
    }

    @Test("something else in the place of an archive is left alone, and nothing is removed")
    func occupied() async throws {
        try await withArchives { stage in
            try await stage.live()
            stage.keeper.wait(seconds: Self.year)
            try FileManager.default.createDirectory(
                atPath: stage.folder + "/2024-10", withIntermediateDirectories: false)
            await #expect(throws: UsageArchiveRefusal.exists(stage.folder + "/2024-10")) {
                try await stage.archive()
            }
            #expect(try await stage.rows(of: "charge") == 3)
            #expect(try await stage.allArchives().isEmpty)
            try FileManager.default.removeItem(atPath: stage.folder + "/2024-10")
            #expect(try await stage.archive().count == 1)
        }
    }

    @Test("a folder that is not there is refused before anything is closed")
    func noFolder() async throws {
        try await withArchives { stage in
            try await stage.live()
            stage.keeper.wait(seconds: Self.year)
            await #expect(throws: ArchiveFailure.self) {
                try await stage.archives.archive(before: stage.latest, into: stage.folder + "/no")
            }
            #expect(try await stage.allArchives().isEmpty)
        }
    }
}
