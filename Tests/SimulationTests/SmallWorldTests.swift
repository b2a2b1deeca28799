// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import TestSupport
import Testing
import Vocabulary

/// Every short history there is, over a few amounts: what random ones might miss.
@Suite struct SmallWorldTests {
    static let depth = 4

    @Test("every sequence of four commands agrees with the coins on the table", arguments: [0, 2])
    func everySequence(creditLimit: Int64) {
        var world = SmallWorld()
        world.visit(
            Rehearsal(creditLimit: Credits(nanocredits: creditLimit)), depth: Self.depth, path: [])
        #expect(world.visited == 16 + 16 * 16 + 16 * 16 * 16 + 16 * 16 * 16 * 16)
        #expect(world.failure == nil)
    }
}

/// Walks through all histories, depth first. A tick passes with each command; holds and promotional
/// grants live for two.
private struct SmallWorld {
    private(set) var visited = 0
    private(set) var failure: String?

    /// Goes no deeper than `depth`: the recursion is as deep as the histories are long.
    mutating func visit(_ rehearsal: Rehearsal, depth: Int, path: [Command]) {
        guard depth > 0 else { return }
        let tick = UInt128(path.count + 1)
        let now = Instant(microseconds: Int64(tick))
        for command in commands(at: tick, after: rehearsal) where failure == nil {
            visited += 1
            var next = rehearsal
            do throws(Disagreement) {
                try next.play([command], at: now)
                visit(next, depth: depth - 1, path: path + [command])
            } catch {
                let history = (path + [command]).map(\.summary).joined(separator: "\n")
                failure = "\(error)\nin\n\(history)"
            }
        }
    }

    private func commands(at tick: UInt128, after rehearsal: Rehearsal) -> [Command] {
        let hold = rehearsal.kept.newHolds.last?.id ?? HoldID(bits: 0)
        let charge = rehearsal.kept.newCharges.last?.id ?? ChargeID(bits: 0)
        let bits = tick << 8
        let soon = Instant(microseconds: Int64(tick) + 2)
        func credits(_ amount: Int64) -> Credits { Credits(nanocredits: amount) }
        func grant(_ amount: Int64, _ source: GrantSource, until: Instant) -> Command {
            .grant(
                GrantCommand(
                    id: GrantID(bits: bits), source: source, kind: source.kind,
                    amount: credits(amount), expiresAt: until, provider: "manual"))
        }
        func capture(_ amount: Int64) -> Command {
            .capture(
                CaptureCommand(hold: hold, charge: ChargeID(bits: bits), amount: credits(amount)))
        }
        func charging(_ amount: Int64, _ shortfall: ChargeCommand.Shortfall) -> Command {
            .charge(
                ChargeCommand(
                    id: ChargeID(bits: bits), amount: credits(amount), shortfall: shortfall))
        }
        func refund(_ amount: Int64?) -> Command {
            .refund(
                RefundCommand(id: RefundID(bits: bits), charge: charge, amount: amount.map(credits))
            )
        }
        return [
            grant(3, .purchase, until: .never), grant(2, .signup, until: soon),
            grant(1, .purchase, until: soon),
            .hold(HoldCommand(id: HoldID(bits: bits), amount: credits(1), expiresAt: soon)),
            .hold(HoldCommand(id: HoldID(bits: bits), amount: credits(3), expiresAt: soon)),
            .extend(ExtendCommand(hold: hold, amount: credits(1), expiresAt: soon)),
            capture(0), capture(2), capture(4), .release(hold), charging(2, .refuse),
            charging(3, .record), refund(1), refund(nil),
            .adjust(AdjustCommand(id: AdjustmentID(bits: bits), amount: credits(-1))),
            .adjust(AdjustCommand(id: AdjustmentID(bits: bits), amount: credits(1))),
        ]
    }
}
