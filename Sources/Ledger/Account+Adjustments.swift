// SPDX-License-Identifier: Apache-2.0

import Money
import Vocabulary

extension Account {
    mutating func adjust(
        _ command: AdjustCommand, at now: Instant
    ) throws(LedgerRefusal) -> Adjustment {
        guard !command.amount.isZero, command.amount <= Account.amountMax,
            command.amount >= -Account.amountMax
        else { throw .amountOutOfRange }
        let draws = command.amount.isPositive ? [] : try take(-command.amount, at: now)
        let adjustment = Adjustment(
            id: command.id, amount: command.amount, draws: draws, createdAt: now)
        changes.adjustments.append(adjustment)
        guard command.amount.isPositive else {
            post(legs(spending: draws, to: .adjustments), .adjustment, for: command.id, at: now)
            return adjustment
        }
        let leg = Leg(debit: .adjustments, credit: .promotionalCredits, amount: command.amount)
        post([leg], .adjustment, for: command.id, at: now)
        add(
            Grant(
                id: GrantID(bits: command.id.bits), source: .adjustment, kind: .promotional,
                amount: command.amount, remaining: command.amount, expiresAt: .never,
                createdAt: now))
        collectDebts(at: now)
        return adjustment
    }

    private mutating func take(_ amount: Credits, at now: Instant) throws(LedgerRefusal) -> [Draw] {
        try checkSpendable(amount)
        return draw(amount, at: now)
    }
}
