// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Ledger
import Money
import Synchronization
import Testing
import Vocabulary

@Suite struct VerifyTests {
    @Test("empty books are sound")
    func empty() async throws {
        try await BooksFixture.run { fixture in
            let verdict = try await fixture.verify()
            #expect(verdict.isSound && verdict.entries == 0 && verdict.organizations == 0)
        }
    }

    @Test("books with every kind of movement are sound")
    func sound() async throws {
        try await BooksFixture.run { fixture in
            for number: UInt128 in 1...3 { try await fixture.live(try await fixture.open(number)) }
            _ = try await fixture.open(4)
            let verdict = try await fixture.verify()
            #expect(verdict.firstFault == nil)
            #expect(verdict.organizations == 4 && verdict.entries > 60)
            #expect(verdict.json["ok"]?.bool == true && verdict.json["firstError"] == nil)
        }
    }

    @Test("books with a credit limit that is drawn on and repaid are sound")
    func overdraft() async throws {
        try await BooksFixture.run { fixture in
            let organization = try await fixture.open(1, creditLimit: credits(100_000_000_000))
            try await fixture.charge(organization, credits(40_000_000_000))
            #expect(try await fixture.verify().firstFault == nil)
            try await fixture.live(organization)
            #expect(try await fixture.verify().firstFault == nil)
        }
    }

    @Test("progress ends at the number of entries")
    func progress() async throws {
        try await BooksFixture.run { fixture in
            try await fixture.live(try await fixture.open(1))
            let steps = Mutex<[BooksProgress]>([])
            let verdict = try await fixture.database.read { connection in
                try Books.verify(on: connection, seed: 1) { step in
                    steps.withLock { $0.append(step) }
                }
            }
            let last = steps.withLock { $0.last }
            #expect(last?.entries == verdict.entries && last?.total == verdict.entries)
        }
    }

    @Test(
        "a forged entry is named by its sequence number",
        arguments: [
            "amount = amount + 1", "hash = zeroblob(32)", "hash = x'00'",
            "balance_after = balance_after + 1", "reference = 'chg_forged'", "at = at + 1",
            "type = 'usage'", "type = 'bogus'", "debit = 'clearing:other'", "change = NULL",
            "change = 1",
        ])
    func forgedEntry(_ change: String) async throws {
        let fault = try await faultAfter("UPDATE entry SET \(change) WHERE sequence = 3")
        #expect(fault?.table == "entry" && fault?.row == "3")
        #expect(fault?.organization == OrganizationID(bits: 1).description)
    }

    @Test("the first of several wrong entries is named, even before one that cannot be read")
    func firstOfSeveral() async throws {
        let fault = try await faultAfter(
            """
            UPDATE entry SET amount = amount + 1 WHERE sequence = 3;
            UPDATE entry SET type = 'bogus' WHERE sequence = 5
            """)
        #expect(fault?.table == "entry" && fault?.row == "3")
    }

    @Test("a missing entry is named")
    func missingEntry() async throws {
        let fault = try await faultAfter("DELETE FROM entry WHERE sequence = 5")
        #expect(fault?.table == "entry" && fault?.row == "5")
    }

    @Test("a tail that was cut off is found, although what is left is a sound chain")
    func cutTail() async throws {
        let fault = try await faultAfter(
            "DELETE FROM entry WHERE sequence > (SELECT max(sequence) - 1 FROM entry)")
        #expect(fault?.table == "entry" && fault?.problem.contains("counted") == true)
    }

    @Test(
        "a forged row is named by its table",
        arguments: [
            ("credit_grant", "remaining = remaining + 1 WHERE remaining > 0"),
            ("credit_grant", "amount = amount + 1, remaining = remaining + 1 WHERE kind = 'paid'"),
            ("credit_grant", "kind = 'bogus'"),
            (
                "credit_grant",
                "expired = expired + 1, remaining = remaining - 1 WHERE remaining > 0"
            ),
            ("hold", "draws = replace(draws, ':', ';') WHERE status = 'open'"),
            ("hold", "amount = amount + 1 WHERE status = 'open'"),
            ("hold", "status = 'captured', draws = '' WHERE status = 'open'"),
            ("hold", "captured = captured + 1 WHERE status = 'captured'"),
            ("hold", "expires_at = 0 WHERE status = 'open'"),
            ("charge", "amount = amount + 1, uncollected = uncollected + 1"),
            ("charge", "refunded = refunded + 1, amount = amount + 1 WHERE refunded > 0"),
            ("charge", "sequence = sequence + 1 WHERE amount = 0"),
            ("charge", "draws = ''"),
            ("charge", "created_at = created_at + 86400000000"),
            ("charge", "draws = replace(draws, 'paid', 'promotional')"),
            ("refund", "amount = amount + 1"),
            ("refund", "charge_id = (SELECT min(id) FROM charge)"),
            ("adjustment", "amount = amount - 1 WHERE amount < 0"),
            ("adjustment", "amount = amount + 1 WHERE amount > 0"),
            ("usage_day", "collected = collected + 1"),
            ("usage_day", "charges = charges + 1"),
            ("usage_day", "day = day + 1000"),
            ("account", "credits = credits + 1, promotional_credits = promotional_credits - 1"),
            ("account", "held = held + 1"),
            ("account", "overdraft = overdraft + 1"),
            ("account", "sequence = sequence + 1"),
            ("account", "chain_hash = zeroblob(32)"),
            ("account", "chain_hash = x'00'"),
            ("account", "clearing = clearing + 1, revenue = revenue + 1"),
        ])
    func forgedRow(_ table: String, _ change: String) async throws {
        let fault = try await faultAfter("UPDATE \(table) SET \(change)")
        #expect(fault != nil)
        #expect(fault?.organization == OrganizationID(bits: 1).description)
    }

    @Test(
        "a row that was deleted is missed",
        arguments: ["credit_grant", "hold", "charge", "refund", "adjustment", "usage_day"])
    func deletedRow(_ table: String) async throws {
        let rowid = "(SELECT max(rowid) FROM \(table))"
        #expect(try await faultAfter("DELETE FROM \(table) WHERE rowid = \(rowid)") != nil)
    }

    @Test("a forger who knows the hashes cannot hide a charge that was made smaller")
    func forgedCharge() async throws {
        let fault = try await faultAfter(
            """
            UPDATE charge SET amount = amount - 1, uncollected = uncollected - 1
            WHERE uncollected > 0
            """, isOwing: true)
        #expect(fault?.table == "charge" && fault?.problem.contains("amount") == true)
    }

    @Test("books without an account are found")
    func strays() async throws {
        let fault = try await faultAfter("DELETE FROM account")
        #expect(fault?.table == "entry" && fault?.organization.hasPrefix("org_") == true)
    }

    /// What verification finds in the books of organization 1 after a change behind its back.
    private func faultAfter(_ sql: String, isOwing: Bool = false) async throws -> Fault? {
        try await BooksFixture.run { fixture in
            let organization = try await fixture.open(1)
            try await fixture.live(organization)
            if isOwing {
                try await fixture.charge(organization, credits(900_000_000_000), .record)
            }
            #expect(try await fixture.verify().firstFault == nil)
            try await fixture.tamper(sql)
            let verdict = try await fixture.verify()
            #expect(verdict.isSound == (verdict.firstFault == nil))
            return verdict.firstFault
        }
    }
}
