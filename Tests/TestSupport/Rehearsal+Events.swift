// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

extension Rehearsal {
    /// What happened with the last command, in words: to see that histories reach every corner.
    public func events(of answer: Answer) -> [String] {
        var events = journal.movements.map { movement, amount in
            amount.isZero
                ? "nothing was charged"
                : "\(movement.type) \(movement.debit) to \(movement.credit)"
        }
        switch answer {
        case .failure(let refusal): events.append("refused \(nameOfCase(refusal))")
        case .success(let outcome):
            events.append(nameOfCase(outcome.effect))
            if case .captured(let charge, let hold) = outcome.effect {
                events += self.events(of: charge, hold)
            }
            if case .granted(let grant) = outcome.effect, grant.repaid.isPositive {
                events.append("grant repaid")
            }
        }
        if kept.overdraft.isPositive { events.append("limit drawn") }
        for grant in kept.newGrants where grant.createdAt == kept.changes.entries.last?.at {
            guard grant.source == .refund else { continue }
            let isReleased = kept.newHolds.contains { $0.id.bits == grant.id.bits }
            if isReleased { events.append("grant of released credits") }
            let refunds = kept.changes.refunds
            if refunds.contains(where: { $0.id.bits >> 8 == grant.id.bits >> 8 }) {
                events.append("grant of refunded credits")
            }
        }
        return events
    }

    private func events(of charge: Charge, _ hold: Hold?) -> [String] {
        guard let hold else { return ["captured without a hold"] }
        if charge.isLate { return ["captured late"] }
        if charge.amount == hold.amount { return [] }
        return [charge.amount < hold.amount ? "captured in part" : "captured with overage"]
    }

    /// What stands before the bracket.
    private func nameOfCase(_ value: some Any) -> String {
        String("\(value)".prefix { $0 != "(" })
    }
}
