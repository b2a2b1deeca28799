// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

/// Rules of money as a table of text: what is asked, and behind `=>` what the answer must be.
///
/// ```
/// grant g1 500 paid expires 24h  => 500
/// hold h1 200                    => 300, 200 held
/// hold h2 301                    => insufficientCredits 301 of 300
/// at 10m
/// capture h1 c1 150              => 350
/// show c1                        => 150 from g1:150
/// ```
///
/// Amounts are nanocredits; times count from the epoch (`90`, `15m`, `24h`, `never`); what is not
/// said is usual: a hold lives 15 minutes, a grant for ever. Each line is played by a
/// ``Rehearsal``, so it is held against the model as well. The commands are those of ``Command``,
/// in the order of their fields; `capture … lost`, `charge … record`. Besides:
/// `at`: moves the clock; `show`: a grant, hold or charge, or the `books`; `entries`: the journal
/// since the last `entries`; `usage DAY`: what the day's rollup says.
///
/// A grant made of returned credits is called after what returned them: `r1.paid`,
/// `r1.promotional`, and `r1.limit` or `h1.limit` when they were drawn on the credit limit.
public struct LedgerScript {
    private var rehearsal: Rehearsal
    private var now = Instant.epoch
    private var entriesShown = 0

    private init(creditLimit: Int64) {
        rehearsal = Rehearsal(creditLimit: Credits(nanocredits: creditLimit))
    }

    /// Plays a script.
    ///
    /// - Returns: The lines that were answered otherwise, with the answer; none when all is well.
    public static func play(_ script: String, creditLimit: Int64 = 0) -> [String] {
        var player = LedgerScript(creditLimit: creditLimit)
        var wrong: [String] = []
        for line in script.split(separator: "\n") {
            let parts = line.split(separator: "=>", maxSplits: 1)
            let words = parts[0].split(separator: " ").map(String.init)
            guard !words.isEmpty else { continue }
            let expected =
                parts.count > 1 ? parts[1].split(separator: " ").joined(separator: " ") : ""
            let answer = player.answer(to: words)
            if answer != expected { wrong.append("\(words.joined(separator: " ")) => \(answer)") }
        }
        return wrong
    }

    private mutating func answer(to words: [String]) -> String {
        do {
            switch words[0] {
            case "at":
                now = try ScriptLine(words).instant(1)
                return ""
            case "show": return show(try ScriptLine(words).word(1))
            case "entries": return entries()
            case "usage": return try usage(ScriptLine(words).amount(1))
            default: return try play(ScriptLine(words).command(at: now))
            }
        } catch {
            return "\(error)"
        }
    }

    private mutating func play(_ command: Command) throws -> String {
        let answers = try rehearsal.play([command], at: now)
        return answers.map { answer in
            switch answer {
            case .failure(let refusal): refusal.words
            case .success(let outcome):
                outcome.balance.count
                    + (outcome.pending.isZero ? "" : ", \(outcome.pending.count) held")
            }
        }.joined()
    }
}

// What can be shown.
extension LedgerScript {
    private func show(_ name: String) -> String {
        let rows = rehearsal.modelRows
        if name == "books" { return rehearsal.kept.balances.words }
        if let hold = rows.holds.first(where: { $0.id.bits.name == name }) { return hold.words }
        if let charge = rows.charges.first(where: { $0.id.bits.name == name }) {
            return charge.words
        }
        return rows.grants.first { $0.id.name == name }?.words ?? "nothing"
    }

    private mutating func entries() -> String {
        let new = rehearsal.kept.changes.entries.dropFirst(entriesShown)
        entriesShown += new.count
        return new.map(\.words).joined(separator: "; ")
    }

    private func usage(_ day: Credits) -> String {
        let usage = rehearsal.kept.changes.days[Day(number: Int32(day.nanocredits))]
        return usage.map { "\($0.collected.count) by \($0.charges) charges" } ?? "none"
    }
}

extension Credits {
    fileprivate var count: String { String(nanocredits) }
}

extension LedgerRefusal {
    fileprivate var words: String {
        switch self {
        case .holdNotOpen(let status): "holdNotOpen \(status)"
        case .notRefundable(let refundable): "notRefundable above \(refundable.count)"
        case .insufficientCredits(let required, let available):
            "insufficientCredits \(required.count) of \(available.count)"
        case .amountOutOfRange, .holdNotFound, .holdLifetimeOutOfRange, .chargeNotFound,
            .grantAlreadyExpired:
            "\(self)"
        }
    }
}

extension Instant {
    fileprivate var words: String {
        self == .never ? "never" : String(microseconds / 1_000_000)
    }
}

extension [Draw] {
    fileprivate var words: String {
        map { " \($0.grant?.name ?? "limit"):\($0.amount.count)" }.joined()
    }
}

extension Grant {
    fileprivate var words: String {
        "\(remaining.count) of \(amount.count)"
            + (expired.isZero ? "" : ", \(expired.count) expired")
            + (repaid.isZero ? "" : ", \(repaid.count) repaid")
            + (expiresAt == .never ? "" : ", until \(expiresAt.words)")
    }
}

extension Hold {
    fileprivate var words: String {
        switch status {
        case .open: "open \(amount.count) from\(draws.words), until \(expiresAt.words)"
        case .captured: "captured \(captured.count) of \(amount.count)"
        case .released, .expired: "\(status) \(amount.count)"
        }
    }
}

extension Charge {
    fileprivate var words: String {
        amount.count + (draws.isEmpty ? "" : " from\(draws.words)")
            + (uncollected.isZero ? "" : ", \(uncollected.count) uncollected")
            + (refunded.isZero ? "" : ", \(refunded.count) refunded") + (isLate ? ", late" : "")
    }
}

extension Entry {
    fileprivate var words: String {
        "\(type) \(debit) to \(credit) \(amount.count) for \(nameOfReference)"
            + (change.map { ", change \($0.count)" } ?? "") + ", owned \(balanceAfter.count)"
    }

    private var nameOfReference: String {
        GrantID(reference)?.name ?? ChargeID(reference)?.bits.name ?? RefundID(reference)?.bits.name
            ?? AdjustmentID(reference)?.bits.name ?? reference
    }
}

extension Balances {
    fileprivate var words: String {
        [
            ("credits", credits), ("promotional", promotionalCredits), ("revenue", revenue),
            ("breakage", breakage), ("expense", promotionalExpense), ("clearing", clearing),
            ("refunds", refunds), ("uncollected", uncollected), ("adjustments", adjustments),
        ].filter { !$0.1.isZero }.map { "\($0.0) \($0.1.count)" }.joined(separator: ", ")
    }
}
