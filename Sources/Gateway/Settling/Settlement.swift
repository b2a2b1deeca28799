// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Money
import Vocabulary

/// How a call ends in the books: decided once, then carried out until it is done.
struct Settlement: Sendable {
    enum Verdict: Sendable {
        case charge(ChargeID, Credits)
        /// Nothing was produced.
        case release
    }

    let organization: OrganizationID
    /// Nil for calls that cost nothing, for which nothing can be held.
    let hold: HoldID?
    let verdict: Verdict
    let memo: Memo
    /// Makes a charge repeatable; nil when its caller sent no key.
    var remembrance: Remembrance?

    /// What to ask of the keeper; nil when there is nothing to do.
    func command(afterReleaseElsewhere isReleased: Bool) -> Command? {
        switch (verdict, hold) {
        case (.charge(let charge, let amount), let hold?) where !isReleased:
            return .capture(
                CaptureCommand(
                    hold: hold, charge: charge, amount: amount, chargesWithoutHold: true))
        case (.charge(let charge, let amount), _):
            return .charge(ChargeCommand(id: charge, amount: amount, shortfall: .record))
        case (.release, let hold?):
            return .release(hold)
        case (.release, nil):
            return nil
        }
    }
}

/// What a caller is told of its charge.
struct Settled: Sendable {
    let charge: ChargeID
    /// The full price; a part may be uncollected.
    let cost: Credits
    let balance: Credits
}
