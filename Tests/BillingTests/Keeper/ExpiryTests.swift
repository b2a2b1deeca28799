// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

@Suite struct ExpiryTests {
    @Test("from its expiry on a hold's credits can be spent, swept or not")
    func holdExpires() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let hold = try await stage.hold(100, lasting: 10)
            stage.wait(seconds: 9)
            await #expect(throws: LedgerRefusal.self) { try await stage.charge(1) }
            stage.wait(seconds: 1)
            try await stage.charge(100)
            #expect(try await stage.holdRecord(hold.id)?.hold.status == .expired)
        }
    }

    @Test("from its expiry on a grant cannot be spent, and what was left of it is breakage")
    func grantExpires() async throws {
        try await withKeeper { stage in
            try await stage.grant(100, .promotional, lasting: 10)
            try await stage.grant(7)
            try await stage.charge(30)
            stage.wait(seconds: 10)
            await #expect(throws: LedgerRefusal.self) { try await stage.charge(8) }
            try await stage.charge(7)
            #expect(try await stage.number("SELECT breakage FROM account") == 70)
            let last = try await stage.lines(StatementFilter(type: .expiry)).items.first
            #expect(last?.amount == credits(-70))
        }
    }

    @Test("a hold keeps its credits alive when their grant expires, and no longer than itself")
    func holdOutlivesGrant() async throws {
        try await withKeeper { stage in
            try await stage.grant(100, .promotional, lasting: 10)
            let captured = try await stage.hold(60, lasting: 100)
            let released = try await stage.hold(40, lasting: 100)
            stage.wait(seconds: 50)
            try await stage.perform(.expire)
            #expect(try await stage.standing().pending == credits(100))
            let charge = try await stage.capture(captured.id, 50)
            #expect(charge.uncollected == .zero && !charge.isLate)
            try await stage.perform(.release(released.id))
            let standing = try await stage.standing()
            #expect(standing.balance == .zero && standing.pending == .zero)
            #expect(try await stage.number("SELECT breakage FROM account") == 50)
        }
    }

    @Test("the sweep is told of an organization once something is due, and not again after it")
    func due() async throws {
        try await withKeeper { stage in
            let other = try await stage.open()
            try await stage.grant(100, .promotional, lasting: 100, to: other)
            try await stage.grant(100, .promotional, lasting: 300)
            try await stage.hold(10, lasting: 20)
            try await stage.hold(10, lasting: 200)
            var told: [[OrganizationID]] = []
            for seconds: Int64 in [19, 1, 79, 1, 99, 1, 100, 10_000] {
                stage.wait(seconds: seconds)
                let due = try await stage.due()
                told.append(due)
                for organization in due { try await stage.perform(.expire, for: organization) }
                #expect(try await stage.due() == [])
            }
            let home = stage.organization
            #expect(told == [[], [home], [], [other], [], [home], [home], []])
            #expect(try await stage.number("SELECT min(next_expiry) FROM account") == .max)
        }
    }

    @Test("the longest overdue come first, no more than asked for")
    func dueInOrder() async throws {
        try await withKeeper { stage in
            var expected: [OrganizationID] = []
            for seconds in [30, 10, 20] as [Int64] {
                let organization = try await stage.open()
                try await stage.grant(1, .promotional, lasting: seconds, to: organization)
                expected.append(organization)
            }
            stage.wait(seconds: 30)
            let due = try await stage.database.read { [now = stage.now] in
                try Keeper.organizationsDue(at: now, limit: 2, on: $0)
            }
            #expect(due == [expected[1], expected[2]])
        }
    }

    @Test("an extended hold lives as long as it was told to")
    func extended() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let hold = try await stage.hold(10, lasting: 10)
            stage.wait(seconds: 9)
            let longer = ExtendCommand(
                hold: hold.id, amount: credits(5), expiresAt: stage.now.adding(seconds: 60))
            try await stage.perform(.extend(longer))
            stage.wait(seconds: 59)
            for organization in try await stage.due() {
                try await stage.perform(.expire, for: organization)
            }
            #expect(try await stage.standing().pending == credits(15))
            stage.wait(seconds: 1)
            #expect(try await stage.due() == [stage.organization])
            try await stage.perform(.expire)
            #expect(try await stage.standing().balance == credits(100))
        }
    }

    @Test("a hold captured after its expiry is charged late, from what is there by then")
    func lateCapture() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let hold = try await stage.hold(80, lasting: 10)
            stage.wait(seconds: 10)
            try await stage.charge(50)
            let charge = try await stage.capture(hold.id, 70)
            #expect(charge.isLate)
            #expect(charge.uncollected == credits(20))
            let record = try await stage.holdRecord(hold.id)
            #expect(record?.hold.status == .captured)
            await #expect(throws: LedgerRefusal.holdNotOpen(.captured)) {
                try await stage.capture(hold.id, 70)
            }
        }
    }

    @Test("a late capture whose own grant has expired too draws on the other grants")
    func lateCaptureOfExpiredGrant() async throws {
        try await withKeeper { stage in
            try await stage.grant(50, .promotional, lasting: 20)
            try await stage.grant(50)
            let hold = try await stage.hold(50, lasting: 10)
            stage.wait(seconds: 20)
            let charge = try await stage.capture(hold.id, 50)
            #expect(charge.uncollected == .zero)
            #expect(charge.draws.map(\.kind) == [.paid])
            #expect(charge.draws.first?.grant != nil)
            #expect(try await stage.number("SELECT overdraft FROM account") == 0)
            #expect(try await stage.standing().balance == .zero)
        }
    }

    @Test("a hold that a crash forgot is charged all the same, when its caller says so")
    func forgottenHold() async throws {
        try await withKeeper { stage in
            try await stage.grant(30)
            let forgotten = stage.ids.make(HoldKind.self)
            await #expect(throws: LedgerRefusal.holdNotFound) {
                try await stage.capture(forgotten, 50)
            }
            let charge = try await stage.capture(forgotten, 50, evenWithoutHold: true)
            #expect(charge.isLate && charge.hold == forgotten)
            #expect(charge.uncollected == credits(20))
        }
    }
}
