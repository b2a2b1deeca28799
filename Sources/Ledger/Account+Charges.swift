// SPDX-License-Identifier: Apache-2.0

import Money
import Vocabulary

extension Account {
    mutating func charge(_ command: ChargeCommand, at now: Instant) throws(LedgerRefusal) -> Charge
    {
        guard !command.amount.isNegative, command.amount <= Account.amountMax else {
            throw .amountOutOfRange
        }
        if command.shortfall == .refuse, command.amount.isPositive {
            try checkSpendable(command.amount)
        }
        return charge(
            command.id, command.amount, alreadyDrawn: [], hold: nil, isLate: false, at: now)
    }

    mutating func capture(
        _ command: CaptureCommand, at now: Instant
    ) throws(LedgerRefusal) -> Outcome.Effect {
        guard !command.amount.isNegative, command.amount <= Account.amountMax else {
            throw .amountOutOfRange
        }
        guard let hold = holds[command.hold] else {
            guard command.chargesWithoutHold else { throw .holdNotFound }
            let charge = charge(
                command.charge, command.amount, alreadyDrawn: [], hold: command.hold, isLate: true,
                at: now)
            return .captured(charge, nil)
        }
        switch hold.status {
        case .captured, .released: throw .holdNotOpen(hold.status)
        case .open, .expired: return capture(hold, command, at: now)
        }
    }

    private mutating func capture(
        _ hold: Hold, _ command: CaptureCommand, at now: Instant
    ) -> Outcome.Effect {
        var rest = hold.draws
        let used = rest.takeFirst(min(command.amount, rest.total))
        if hold.status == .open { held -= hold.amount }
        var captured = hold
        captured.status = .captured
        captured.captured = command.amount
        captured.draws = []
        holds.update(captured)
        // Charged first: held credits are spent by the work that they were held for, and only then
        // does a rest that comes back pay for older debts.
        let charge = charge(
            command.charge, command.amount, alreadyDrawn: used, hold: hold.id,
            isLate: hold.status == .expired, at: now)
        giveBack(rest, of: hold.id, at: now)
        collectDebts(at: now)
        return .captured(charge, captured)
    }

    /// Books a charge: what was held for it, then what is available, the rest as uncollected.
    private mutating func charge(
        _ id: ChargeID, _ amount: Credits, alreadyDrawn: [Draw], hold: HoldID?, isLate: Bool,
        at now: Instant
    ) -> Charge {
        var draws = alreadyDrawn
        let missing = amount - draws.total
        let covered = min(missing, max(.zero, spendable - draws.total))
        if covered.isPositive {
            for draw in draw(covered, at: now) { draws.merge(draw) }
        }
        let uncollected = missing - covered
        var legs = legs(spending: draws, to: .revenue)
        if uncollected.isPositive || legs.isEmpty {
            let debit: LedgerAccount = uncollected.isPositive ? .uncollected : .credits
            legs.append(Leg(debit: debit, credit: .revenue, amount: uncollected))
        }
        post(legs, .usage, for: id, at: now)
        let charge = Charge(
            id: id, amount: amount, uncollected: uncollected, draws: draws, hold: hold,
            isLate: isLate, sequence: sequence, createdAt: now)
        charges.add(charge)
        if charge.uncollected.isPositive { addDebt(id) }
        countUsage(charge.collected, charges: 1, on: now.day)
        return charge
    }

    mutating func refund(
        _ command: RefundCommand, at now: Instant
    ) throws(LedgerRefusal) -> Outcome.Effect {
        if let amount = command.amount {
            guard amount.isPositive, amount <= Account.amountMax else { throw .amountOutOfRange }
        }
        guard var charge = charges[command.charge] else { throw .chargeNotFound }
        let amount = command.amount ?? charge.refundable
        guard charge.refundable.isPositive, amount <= charge.refundable else {
            throw .notRefundable(refundable: charge.refundable)
        }
        let draws = charge.draws.takeLast(amount)
        charge.refunded += amount
        charges.update(charge)
        let refund = Refund(id: command.id, charge: charge.id, amount: amount, createdAt: now)
        changes.refunds.append(refund)
        let legs = legs(spending: draws, to: .refunds).map {
            Leg(debit: $0.credit, credit: $0.debit, amount: $0.amount)
        }
        post(legs, .refund, for: refund.id, at: now)
        countUsage(-amount, charges: 0, on: charge.createdAt.day)
        giveBack(draws, of: refund.id, at: now)
        collectDebts(at: now)
        return .refunded(refund, charges[charge.id] ?? charge)
    }

    /// Pays uncollected charges, oldest first, with what is available.
    mutating func collectDebts(at now: Instant) {
        while available.isPositive, let id = debts.first, var charge = charges[id] {
            let part = min(available, charge.uncollected)
            let draws = draw(part, at: now)
            for draw in draws { charge.draws.merge(draw) }
            charge.uncollected -= part
            charges.update(charge)
            post(legs(spending: draws, to: .uncollected), .usage, for: id, at: now)
            countUsage(part, charges: 0, on: charge.createdAt.day)
            if charge.uncollected.isZero { debts.removeFirst() }
        }
        // More debts than were loaded: come back at once for the others.
        if available.isPositive, balances.uncollected.isPositive { nextExpiry = now }
    }

    /// Ids tell the age, as they do when debts are loaded: commands can overtake each other.
    private mutating func addDebt(_ id: ChargeID) {
        debts.insert(id, at: debts.firstIndex { id < $0 } ?? debts.endIndex)
    }
}
