// SPDX-License-Identifier: Apache-2.0

public import Ledger
public import Money
public import Vocabulary

/// The rows that an account's history comes to, each kind in the order of its ids.
public struct Rows: Hashable, Sendable {
    public var grants: [Grant]
    public var holds: [Hold]
    public var charges: [Charge]

    public init(grants: [Grant], holds: [Hold], charges: [Charge]) {
        self.grants = grants.sorted { $0.id < $1.id }
        self.holds = holds.sorted { $0.id < $1.id }
        self.charges = charges.sorted { $0.id < $1.id }
    }
}

// What can be asked: everything is counted when it is asked.
extension CoinModel {
    /// What can be spent without the credit limit.
    public var balance: Credits { credits(balanceCoins) }

    /// What open holds keep aside.
    public var pending: Credits {
        credits(
            coins.count { coin in
                if case .held = coin.place { true } else { false }
            })
    }

    /// What the journal must say about the last command.
    public var movements: [Movement: Credits] { moved.mapValues(credits) }

    /// - Parameter bookings: Which entry booked each charge: coins know nothing of a journal.
    public func rows(bookings: [ChargeID: Int64]) -> Rows {
        let piles = Dictionary(grouping: coins, by: \.place)
        return Rows(
            grants: grantRows,
            holds: holds.map { id, hold in
                Hold(
                    id: id, amount: credits(hold.coins), captured: credits(hold.captured),
                    status: hold.status, draws: draws(piles[.held(id)] ?? []),
                    expiresAt: hold.expiresAt, createdAt: hold.createdAt)
            },
            charges: charges.map { id, charge in
                let spent = piles[.spent(id)] ?? []
                return Charge(
                    id: id, amount: credits(charge.coins),
                    uncollected: credits(charge.coins - charge.refunded - spent.count),
                    refunded: credits(charge.refunded), draws: draws(spent), hold: charge.hold,
                    isLate: charge.isLate, sequence: bookings[id] ?? 0, createdAt: charge.createdAt)
            })
    }

    private var grantRows: [Grant] {
        let piles = Dictionary(grouping: coins, by: \.lot)
        return lots.map { lot in
            let pile = piles[lot.id] ?? []
            let gone = pile.count { $0.place == .expired || $0.place == .replaced }
            return Grant(
                id: lot.id, source: lot.source, kind: lot.kind, amount: credits(lot.coins),
                remaining: credits(pile.count { $0.place == .free }), expired: credits(gone),
                repaid: credits(pile.count { $0.place == .repaid }), expiresAt: lot.expiresAt,
                createdAt: lot.createdAt)
        }
    }

    /// The draws of an adjustment that took credits.
    public func draws(of adjustment: AdjustmentID) -> [Draw] {
        draws(coins.filter { $0.place == .taken(adjustment) })
    }

    /// Coins as draws: those of one grant that were drawn one after another are one draw.
    private func draws(_ pile: [Coin]) -> [Draw] {
        var runs: [(coin: Coin, count: Int)] = []
        for coin in pile.sorted(by: { $0.turn < $1.turn }) {
            if runs.last?.coin.lot == coin.lot, !runs.isEmpty {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((coin, 1))
            }
        }
        return runs.map { Draw(grant: $0.coin.lot, kind: $0.coin.kind, amount: credits($0.count)) }
    }

    /// The balances of the ledger accounts, from what is on the table and what was asked.
    public var balances: Balances {
        let owned = coins.filter { coin in
            switch coin.place {
            case .free, .held: true
            default: false
            }
        }
        let new = lots.filter(\.isNew)
        var balances = Balances()
        balances.credits = credits(owned.count { $0.kind == .paid } - borrowed)
        balances.promotionalCredits = credits(owned.count { $0.kind == .promotional })
        balances.clearing = credits(new.reduce(0) { $0 + ($1.kind == .paid ? $1.coins : 0) })
        balances.promotionalExpense = credits(
            new.reduce(0) { $0 + ($1.kind == .promotional ? $1.coins : 0) })
        balances.revenue = credits(charges.values.reduce(0) { $0 + $1.coins })
        balances.refunds = credits(charges.values.reduce(0) { $0 + $1.refunded })
        balances.uncollected = credits(
            charges.reduce(0) { $0 + uncollectedCoins($1.key, $1.value) })
        balances.breakage = credits(coins.count { $0.place == .expired })
        balances.adjustments = credits(adjustments.values.reduce(0, +))
        return balances
    }

    /// What was collected and not refunded, and how many charges there were, by day of the charge.
    public var days: [Day: (collected: Credits, charges: Int64)] {
        Dictionary(grouping: charges, by: { $0.value.createdAt.day }).mapValues { charges in
            (
                credits(charges.reduce(0) { $0 + spentCoins(on: $1.key) }),
                Int64(charges.count)
            )
        }
    }
}
