// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

extension Account {
    /// The largest amount that one command can move: 10⁹ credits (API.md, section 5).
    public static let amountMax = Credits(nanocredits: 1_000_000_000_000_000_000)

    /// Applies one command, all of it or nothing.
    ///
    /// What is due by `now` ends first: an expired hold or grant never counts when credits are
    /// decided.
    ///
    /// - Throws: ``LedgerRefusal``; apart from what was due, nothing has changed then.
    public mutating func apply(_ command: Command, at now: Instant) throws(LedgerRefusal) -> Outcome
    {
        guard balances.hasHeadroom || command.onlyEnds else { throw .amountOutOfRange }
        if nextExpiry <= now { endWhatIsDue(at: now) }
        let effect = try effect(of: command, at: now)
        return Outcome(effect: effect, balance: available, pending: held)
    }

    private mutating func effect(
        of command: Command, at now: Instant
    ) throws(LedgerRefusal) -> Outcome.Effect {
        switch command {
        case .grant(let command): .granted(try grant(command, at: now))
        case .hold(let command): .held(try hold(command, at: now))
        case .extend(let command): .extended(try extend(command, at: now))
        case .capture(let command): try capture(command, at: now)
        case .release(let id): .released(try release(id, at: now))
        case .charge(let command): .charged(try charge(command, at: now))
        case .refund(let command): try refund(command, at: now)
        case .adjust(let command): .adjusted(try adjust(command, at: now))
        case .expire: expire(at: now)
        }
    }

    private mutating func expire(at now: Instant) -> Outcome.Effect {
        collectDebts(at: now)
        return .expired
    }
}

/// One leg of a transaction.
struct Leg {
    let debit: LedgerAccount
    let credit: LedgerAccount
    let amount: Credits
}

extension Account {
    /// Appends a transaction to the journal, an entry for each leg, the change on the last.
    mutating func post(
        _ legs: [Leg], _ type: TransactionType, for reference: some CustomStringConvertible,
        at now: Instant
    ) {
        let reference = reference.description
        let ownedBefore = balances.owned
        for (index, leg) in legs.enumerated() {
            balances.post(leg.amount, debit: leg.debit, credit: leg.credit)
            let isLast = index == legs.count - 1
            sequence += 1
            let entry = Entry(
                following: chainHash, organization: organization, sequence: sequence, at: now,
                type: type, debit: leg.debit, credit: leg.credit, amount: leg.amount,
                change: isLast ? balances.owned - ownedBefore : nil,
                balanceAfter: balances.owned, reference: reference)
            chainHash = entry.hash
            changes.entries.append(entry)
        }
    }

    /// The legs of spent credits: a leg for each kind that was drawn on, promotional first.
    func legs(spending draws: [Draw], to account: LedgerAccount) -> [Leg] {
        CreditKind.allCases.compactMap { kind in
            let amount = draws.total(of: kind)
            guard amount.isPositive else { return nil }
            return Leg(debit: kind.account, credit: account, amount: amount)
        }
    }

    mutating func countUsage(_ collected: Credits, charges: Int64, on day: Day) {
        changes.days[day, default: DayUsage()].count(collected, charges: charges)
    }
}

extension Command {
    /// Whether it only ends what is there: that must be possible even where no more can come in.
    fileprivate var onlyEnds: Bool {
        switch self {
        case .release, .expire: true
        case .grant, .hold, .extend, .capture, .charge, .refund, .adjust: false
        }
    }
}
