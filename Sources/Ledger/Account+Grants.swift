// SPDX-License-Identifier: Apache-2.0

import Money
import Vocabulary

extension Account {
    /// How long refunded credits live whose own grant has expired: at least a day (API.md, holds).
    private static let refundLifetimeSeconds: Int64 = 86_400

    mutating func grant(_ command: GrantCommand, at now: Instant) throws(LedgerRefusal) -> Grant {
        guard command.amount.isPositive, command.amount <= Account.amountMax else {
            throw .amountOutOfRange
        }
        guard command.expiresAt > now else { throw .grantAlreadyExpired }
        let origin: LedgerAccount =
            command.kind == .paid ? .clearing(command.provider) : .promotionalExpense
        let leg = Leg(debit: origin, credit: command.kind.account, amount: command.amount)
        post([leg], command.source.transactionType, for: command.id, at: now)
        let repaid = command.kind == .paid ? min(overdraft, command.amount) : .zero
        overdraft -= repaid
        let grant = Grant(
            id: command.id, source: command.source, kind: command.kind, amount: command.amount,
            remaining: command.amount - repaid, repaid: repaid, expiresAt: command.expiresAt,
            createdAt: now)
        add(grant)
        collectDebts(at: now)
        // With what is left of it after debts.
        return grants.first { $0.id == grant.id } ?? grant
    }

    mutating func add(_ grant: Grant) {
        let place = grants.firstIndex { Grant.isSpentBefore(grant, $0) } ?? grants.endIndex
        grants.insert(grant, at: place)
        changes.newGrants.insert(grant.id)
        nextExpiry = min(nextExpiry, grant.expiresAt)
    }

    /// Takes credits from grants in their order, and what they lack from the credit limit.
    ///
    /// The caller has checked that ``spendable`` covers `amount`.
    mutating func draw(_ amount: Credits, at now: Instant) -> [Draw] {
        var draws: [Draw] = []
        var missing = amount
        for index in grants.indices where missing.isPositive {
            guard grants[index].remaining.isPositive, grants[index].expiresAt > now else {
                continue
            }
            let part = min(grants[index].remaining, missing)
            grants[index].remaining -= part
            missing -= part
            changes.noteChange(of: grants[index].id)
            draws.append(Draw(grant: grants[index].id, kind: grants[index].kind, amount: part))
        }
        if missing.isPositive {
            overdraft += missing
            draws.append(Draw(grant: nil, kind: .paid, amount: missing))
        }
        return draws
    }

    /// Gives held credits back to their grants; credits whose grant has expired meanwhile expire
    /// now.
    mutating func giveBack(_ draws: [Draw], of hold: HoldID, at now: Instant) {
        var surplus = Credits.zero
        for draw in draws {
            guard let id = draw.grant else {
                surplus += reduceOverdraft(by: draw.amount)
                continue
            }
            let index = indexOfGrant(id)
            if grants[index].expiresAt > now {
                putBack(draw.amount, to: index)
            } else {
                breakage(of: draw.amount, at: index, now)
            }
        }
        addReturned(surplus, .paid, id: GrantID(bits: hold.bits), expiresAt: .never, at: now)
    }

    /// Gives refunded credits back to their grants, or to a new short-lived one of the same kind
    /// when theirs has expired.
    mutating func giveBack(_ draws: [Draw], of refund: RefundID, at now: Instant) {
        var surplus = Credits.zero
        var homeless: [CreditKind: Credits] = [:]
        for draw in draws {
            guard let id = draw.grant else {
                surplus += reduceOverdraft(by: draw.amount)
                continue
            }
            let index = indexOfGrant(id)
            if grants[index].expiresAt > now {
                putBack(draw.amount, to: index)
            } else {
                homeless[draw.kind, default: .zero] += draw.amount
                moveOut(draw.amount, of: index)
            }
        }
        let expiresAt = now.adding(seconds: Self.refundLifetimeSeconds)
        for (offset, kind) in CreditKind.allCases.enumerated() {
            let id = GrantID(bits: refund.bits ^ UInt128(offset + 1))
            addReturned(homeless[kind] ?? .zero, kind, id: id, expiresAt: expiresAt, at: now)
        }
        addReturned(surplus, .paid, id: GrantID(bits: refund.bits), expiresAt: .never, at: now)
    }

    private mutating func putBack(_ amount: Credits, to index: Int) {
        grants[index].remaining += amount
        changes.noteChange(of: grants[index].id)
        // Nobody waited for the expiry of a grant that had nothing left.
        nextExpiry = min(nextExpiry, grants[index].expiresAt)
    }

    /// The credits that nothing holds any more of a grant whose time has come.
    mutating func expireGrant(at index: Int, _ now: Instant) {
        let amount = grants[index].remaining
        grants[index].remaining = .zero
        breakage(of: amount, at: index, now)
    }

    private mutating func breakage(of amount: Credits, at index: Int, _ now: Instant) {
        moveOut(amount, of: index)
        let leg = Leg(debit: grants[index].kind.account, credit: .breakage, amount: amount)
        post([leg], .expiry, for: grants[index].id, at: now)
    }

    /// Books credits as no longer the grant's: they expired, or live on in another grant.
    private mutating func moveOut(_ amount: Credits, of index: Int) {
        grants[index].expired += amount
        changes.noteChange(of: grants[index].id)
    }

    private mutating func reduceOverdraft(by amount: Credits) -> Credits {
        let reduced = min(overdraft, amount)
        overdraft -= reduced
        return amount - reduced
    }

    /// Ids of returned grants come from what returned them: replaying history gives the same ids.
    private mutating func addReturned(
        _ amount: Credits, _ kind: CreditKind, id: GrantID, expiresAt: Instant, at now: Instant
    ) {
        guard amount.isPositive else { return }
        add(
            Grant(
                id: id, source: .refund, kind: kind, amount: amount, remaining: amount,
                expiresAt: expiresAt, createdAt: now))
    }

    private func indexOfGrant(_ id: GrantID) -> Int {
        guard let index = grants.firstIndex(where: { $0.id == id }) else {
            preconditionFailure("\(id) was drawn on but not loaded: see Account.missingGrants")
        }
        return index
    }
}

extension GrantSource {
    var transactionType: TransactionType {
        switch self {
        case .purchase: .purchase
        case .refund: .refund
        case .adjustment: .adjustment
        case .earnings, .contract, .signup, .promotional, .manual: .grant
        }
    }
}
