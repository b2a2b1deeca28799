// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

@Suite struct UsageTests {
    @Test("usage counts in the UTC day and month of the charge, to the microsecond")
    func days() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            // 2024-10-30 to 2024-11-02.
            try await stage.charge(1, on: day(2024, 10, 30))
            try await stage.charge(2, on: day(2024, 10, 31), microsecondsLater: 86_399_999_999)
            #expect(try await stage.usage().today == credits(2))
            #expect(try await stage.usage().thisMonth == credits(3))
            stage.time.now = day(2024, 11, 1).start
            #expect(try await stage.usage().today == .zero)
            #expect(try await stage.usage().thisMonth == .zero)
            try await stage.charge(4, on: day(2024, 11, 1))
            try await stage.charge(8, on: day(2024, 11, 2))
            #expect(try await stage.usage().today == credits(8))
            #expect(try await stage.usage().thisMonth == credits(12))
        }
    }

    @Test("a refund takes from the day of its charge, whenever it comes")
    func refunds() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            let old = try await stage.charge(100, on: day(2024, 10, 31))
            let charge = try await stage.charge(50, on: day(2024, 11, 3))
            try await stage.charge(5, on: day(2024, 11, 4))
            try await stage.refund(old.id)
            #expect(try await stage.usage().thisMonth == credits(55))
            try await stage.refund(charge.id, 20)
            #expect(try await stage.usage().today == credits(5))
            #expect(try await stage.usage().thisMonth == credits(35))
            stage.time.now = day(2024, 10, 31).start
            #expect(try await stage.usage().thisMonth == .zero)
        }
    }

    @Test("only what was collected counts, and what is collected later counts in the charge's day")
    func debts() async throws {
        try await withKeeper { stage in
            try await stage.grant(30)
            try await stage.charge(100, on: day(2024, 11, 3), .record)
            #expect(try await stage.usage().today == credits(30))
            stage.time.now = day(2024, 11, 4).start
            try await stage.grant(50)
            #expect(try await stage.usage().today == .zero)
            #expect(try await stage.usage().thisMonth == credits(80))
        }
    }

    @Test("the burn is the average of the last seven days, today included")
    func burn() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000_000)
            #expect(try await stage.usage().dailyBurn == .zero)
            try await stage.charge(600, on: day(2024, 11, 1))
            #expect(try await stage.usage().dailyBurn == credits(600))
            try await stage.charge(300, on: day(2024, 11, 3))
            #expect(try await stage.usage().dailyBurn == credits(300))
            stage.time.now = day(2024, 11, 7).start
            #expect(try await stage.usage().dailyBurn == credits(128))
            stage.time.now = day(2024, 11, 8).start
            #expect(try await stage.usage().dailyBurn == credits(50))
            stage.time.now = day(2024, 11, 20).start
            #expect(try await stage.usage().dailyBurn == .zero)
        }
    }

    @Test("another organization's charges do not count")
    func organizations() async throws {
        try await withKeeper { stage in
            let other = try await stage.open()
            try await stage.grant(10, to: other)
            try await stage.charge(10, of: other)
            #expect(try await stage.usage().today == .zero)
        }
    }

    private func day(_ year: Int, _ month: Int, _ day: Int) -> Day {
        Day(year: year, month: month, day: day)!
    }
}

extension KeeperStage {
    /// Moves the clock and charges.
    @discardableResult
    fileprivate func charge(
        _ amount: Int64, on day: Day, microsecondsLater: Int64 = 0,
        _ shortfall: ChargeCommand.Shortfall = .refuse
    ) async throws -> Charge {
        time.now = Instant(microseconds: day.start.microseconds + microsecondsLater)
        return try await charge(amount, shortfall)
    }

    fileprivate func usage() async throws -> UsageTotals {
        try await database.read { [organization, now] in
            try Statements.usage(of: organization, at: now, on: $0)
        }
    }
}
