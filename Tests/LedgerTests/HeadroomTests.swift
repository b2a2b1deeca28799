// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Testing
import Vocabulary

/// Accounts at the end of what 64 bits hold: refused, never trapped, and the books stay right.
@Suite struct HeadroomTests {
    private static func command(_ verb: String, _ id: UInt128) -> Command {
        let most = Account.amountMax
        return switch verb {
        case "paid", "promotional":
            .grant(
                GrantCommand(
                    id: GrantID(bits: id), source: .manual,
                    kind: verb == "paid" ? .paid : .promotional,
                    amount: most, expiresAt: .never, provider: "manual"))
        case "short":
            .grant(
                GrantCommand(
                    id: GrantID(bits: id), source: .manual, kind: .paid, amount: most,
                    expiresAt: Instant.epoch.adding(seconds: 1), provider: "manual"))
        case "record":
            .charge(ChargeCommand(id: ChargeID(bits: id), amount: most, shortfall: .record))
        case "hold":
            .hold(
                HoldCommand(
                    id: HoldID(bits: id), amount: most,
                    expiresAt: Instant.epoch.adding(seconds: 1)))
        case "give": .adjust(AdjustCommand(id: AdjustmentID(bits: id), amount: most))
        case "take":
            .adjust(
                AdjustCommand(
                    id: AdjustmentID(bits: id), amount: Credits(nanocredits: -most.nanocredits)))
        default: .expire
        }
    }

    @Test(
        "any mix of the largest commands ends in a refusal that changes nothing",
        arguments: [
            ["paid"], ["promotional"], ["give"], ["record"], ["paid", "promotional"],
            ["paid", "promotional", "give"], ["paid", "record"],
            ["record", "record", "paid"], ["paid", "promotional", "hold"],
            ["promotional", "paid", "give", "hold", "record"], ["promotional", "short", "give"],
        ])
    func refuses(verbs: [String]) throws {
        var account = Account(
            organization: OrganizationID(bits: 1), creditLimit: Account.amountMax)
        for round in 0..<40 {
            let before = account
            do throws(LedgerRefusal) {
                _ = try account.apply(
                    Self.command(verbs[round % verbs.count], UInt128(round) << 8), at: .epoch)
            } catch {
                #expect(account.balances == before.balances)
                #expect(account.sequence == before.sequence)
            }
            #expect(account.balances.imbalance == .zero)
        }
        #expect(throws: LedgerRefusal.amountOutOfRange) {
            try account.apply(Self.command(verbs[0], 1 << 20), at: .epoch)
        }
    }

    @Test("all that the largest account has can expire at once")
    func expiresAtOnce() throws {
        var account = Account(
            organization: OrganizationID(bits: 1), creditLimit: Account.amountMax)
        for round in 0..<2 {
            for verb in ["short", "hold"] {
                _ = try account.apply(Self.command(verb, UInt128(round) << 8), at: .epoch)
            }
        }
        let outcome = try account.apply(.expire, at: Instant.epoch.adding(seconds: 2))
        #expect(outcome.balance == .zero)
        #expect(account.balances.breakage.nanocredits == 2 * Account.amountMax.nanocredits)
    }

    @Test(
        "the smallest and the largest number are amounts out of range",
        arguments: [Int64.min, .max])
    func extremes(nanocredits: Int64) {
        var account = Account(organization: OrganizationID(bits: 1))
        let amount = Credits(nanocredits: nanocredits)
        let commands: [Command] = [
            .grant(
                GrantCommand(
                    id: GrantID(bits: 1), source: .manual, kind: .paid, amount: amount,
                    expiresAt: .never, provider: "manual")),
            .hold(HoldCommand(id: HoldID(bits: 1), amount: amount, expiresAt: .never)),
            .extend(ExtendCommand(hold: HoldID(bits: 1), amount: amount, expiresAt: nil)),
            .capture(
                CaptureCommand(
                    hold: HoldID(bits: 1), charge: ChargeID(bits: 1), amount: amount,
                    chargesWithoutHold: true)),
            .charge(ChargeCommand(id: ChargeID(bits: 1), amount: amount, shortfall: .record)),
            .refund(
                RefundCommand(id: RefundID(bits: 1), charge: ChargeID(bits: 1), amount: amount)),
            .adjust(AdjustCommand(id: AdjustmentID(bits: 1), amount: amount)),
        ]
        for command in commands {
            #expect(throws: LedgerRefusal.amountOutOfRange) {
                try account.apply(command, at: .epoch)
            }
        }
    }
}
