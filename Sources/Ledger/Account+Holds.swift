// SPDX-License-Identifier: Apache-2.0

import Money
import Vocabulary

extension Account {
    mutating func hold(_ command: HoldCommand, at now: Instant) throws(LedgerRefusal) -> Hold {
        guard command.amount.isPositive, command.amount <= Account.amountMax else {
            throw .amountOutOfRange
        }
        let expiresAt = command.expiry.instant(decidedAt: now)
        let latest = now.adding(seconds: Hold.lifetimeSecondsMax)
        guard expiresAt > now, expiresAt <= latest else { throw .holdLifetimeOutOfRange }
        try checkSpendable(command.amount)
        let hold = Hold(
            id: command.id, amount: command.amount, draws: draw(command.amount, at: now),
            expiresAt: expiresAt, createdAt: now)
        held += hold.amount
        holds.add(hold)
        nextExpiry = min(nextExpiry, hold.expiresAt)
        return hold
    }

    mutating func extend(_ command: ExtendCommand, at now: Instant) throws(LedgerRefusal) -> Hold {
        guard !command.amount.isNegative, command.amount <= Account.amountMax else {
            throw .amountOutOfRange
        }
        guard var hold = holds[command.hold] else { throw .holdNotFound }
        guard hold.status == .open else { throw .holdNotOpen(hold.status) }
        guard hold.amount + command.amount <= Account.amountMax else { throw .amountOutOfRange }
        let expiresAt = command.expiry?.instant(decidedAt: now) ?? hold.expiresAt
        let latest = hold.createdAt.adding(seconds: Hold.lifetimeSecondsMax)
        guard expiresAt > now, expiresAt <= latest else { throw .holdLifetimeOutOfRange }
        if command.amount.isPositive { try checkSpendable(command.amount) }
        for draw in draw(command.amount, at: now) { hold.draws.merge(draw) }
        hold.amount += command.amount
        hold.expiresAt = expiresAt
        held += command.amount
        nextExpiry = min(nextExpiry, expiresAt)
        holds.update(hold)
        return hold
    }

    mutating func release(_ id: HoldID, at now: Instant) throws(LedgerRefusal) -> Hold {
        guard let hold = holds[id] else { throw .holdNotFound }
        switch hold.status {
        case .captured: throw .holdNotOpen(.captured)
        case .released, .expired: return hold
        case .open:
            let released = end(hold, as: .released, at: now)
            collectDebts(at: now)
            return released
        }
    }

    /// Ends an open hold without a charge.
    @discardableResult
    private mutating func end(_ hold: Hold, as status: Hold.Status, at now: Instant) -> Hold {
        var ended = hold
        ended.status = status
        ended.draws = []
        held -= hold.amount
        holds.update(ended)
        giveBack(hold.draws, of: hold.id, at: now)
        return ended
    }

    /// Ends every loaded hold and grant whose time has come.
    mutating func endWhatIsDue(at now: Instant) {
        let dueHolds = holds.all.filter { $0.status == .open && $0.expiresAt <= now }
        for hold in dueHolds { end(hold, as: .expired, at: now) }
        for index in grants.indices
        where grants[index].expiresAt <= now && grants[index].remaining.isPositive {
            expireGrant(at: index, now)
        }
        nextExpiry = laterExpiry
        for hold in holds.all where hold.status == .open {
            nextExpiry = min(nextExpiry, hold.expiresAt)
        }
        for grant in grants where grant.expiresAt > now && grant.remaining.isPositive {
            nextExpiry = min(nextExpiry, grant.expiresAt)
        }
        collectDebts(at: now)
    }

    func checkSpendable(_ amount: Credits) throws(LedgerRefusal) {
        guard spendable >= amount else {
            throw .insufficientCredits(required: amount, available: available)
        }
    }
}
