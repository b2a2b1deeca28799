// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

// What commands do to coins.
extension CoinModel {
    mutating func perform(_ command: Command, at now: Instant) {
        switch command {
        case .grant(let grant): perform(grant, at: now)
        case .hold(let hold):
            let coins = draw(count(hold.amount), to: .held(hold.id))
            holds[hold.id] = HoldNote(
                coins: coins.count, expiresAt: hold.expiry.instant(decidedAt: now),
                createdAt: now)
        case .extend(let extend):
            let more = draw(count(extend.amount), to: .held(extend.hold)).count
            holds[extend.hold]?.coins += more
            if let expiry = extend.expiry {
                holds[extend.hold]?.expiresAt = expiry.instant(decidedAt: now)
            }
        case .capture(let capture): perform(capture, at: now)
        case .release(let hold):
            if holds[hold]?.status == .open { end(hold, as: .released, at: now) }
        case .charge(let charge):
            self.charge(charge.id, count(charge.amount), hold: nil, isLate: false, at: now)
        case .refund(let refund): perform(refund, at: now)
        case .adjust(let adjust): perform(adjust, at: now)
        case .expire: break
        }
    }

    private mutating func perform(_ grant: GrantCommand, at now: Instant) {
        addLot(
            grant.id, grant.source, grant.kind, coins: count(grant.amount),
            expiresAt: grant.expiresAt, at: now, isNew: true)
        let type: TransactionType =
            switch grant.source {
            case .purchase: .purchase
            case .refund: .refund
            case .adjustment: .adjustment
            default: .grant
            }
        switch grant.kind {
        case .paid:
            note(type, .clearing(grant.provider), .credits, grant.id, coins: count(grant.amount))
            for index in coins.indices where borrowed > 0 && coins[index].lot == grant.id {
                coins[index].place = .repaid
                borrowed -= 1
            }
        case .promotional:
            note(
                type, .promotionalExpense, .promotionalCredits, grant.id,
                coins: count(grant.amount))
        }
    }

    private mutating func perform(_ capture: CaptureCommand, at now: Instant) {
        let status = holds[capture.hold]?.status
        let held = indices(at: .held(capture.hold))
        for index in held.prefix(count(capture.amount)) {
            coins[index].place = .spent(capture.charge)
        }
        charge(
            capture.charge, count(capture.amount), hold: capture.hold, isLate: status != .open,
            at: now)
        guard status != nil else { return }
        end(capture.hold, as: .captured, at: now)
        let price = count(capture.amount)
        holds[capture.hold]?.captured = price
    }

    /// Books a charge, for which some coins may already have been spent: those that were held.
    private mutating func charge(
        _ id: ChargeID, _ price: Int, hold: HoldID?, isLate: Bool, at now: Instant
    ) {
        charges[id] = ChargeNote(coins: price, hold: hold, isLate: isLate, createdAt: now)
        let missing = price - spentCoins(on: id)
        _ = draw(min(missing, max(0, balanceCoins + limit)), to: .spent(id))
        for index in indices(at: .spent(id)) {
            note(.usage, coins[index].kind.account, .revenue, id)
        }
        let uncollected = price - spentCoins(on: id)
        if uncollected > 0 { note(.usage, .uncollected, .revenue, id, coins: uncollected) }
        if price == 0 { note(.usage, .credits, .revenue, id, coins: 0) }
    }

    private mutating func perform(_ refund: RefundCommand, at now: Instant) {
        let spent = indices(at: .spent(refund.charge))
        let back = spent.suffix(refund.amount.map(count) ?? spent.count)
        charges[refund.charge]?.refunded += back.count
        for index in back.reversed() {
            let coin = coins[index]
            note(.refund, .refunds, coin.kind.account, refund.id)
            if coin.lot == nil {
                giveBackBorrowed(index, as: GrantID(bits: refund.id.bits), at: now)
            } else if coin.expiresAt > now {
                coins[index].place = .free
            } else {
                coins[index].place = .replaced
                let mark: UInt128 = coin.kind == .promotional ? 1 : 2
                addReturned(
                    GrantID(bits: refund.id.bits ^ mark), coin.kind,
                    expiresAt: now.adding(seconds: 24 * 60 * 60), at: now)
            }
        }
    }

    private mutating func perform(_ adjust: AdjustCommand, at now: Instant) {
        adjustments[adjust.id] = count(adjust.amount)
        if adjust.amount.isPositive {
            addLot(
                GrantID(bits: adjust.id.bits), .adjustment, .promotional,
                coins: count(adjust.amount), expiresAt: .never, at: now)
            note(
                .adjustment, .adjustments, .promotionalCredits, adjust.id,
                coins: count(adjust.amount))
        } else {
            for coin in draw(-count(adjust.amount), to: .taken(adjust.id)) {
                note(.adjustment, coin.kind.account, .adjustments, adjust.id)
            }
        }
    }
}

// What happens by itself.
extension CoinModel {
    mutating func endWhatIsDue(at now: Instant) {
        let due = holds.filter { $0.value.status == .open && $0.value.expiresAt <= now }
        for hold in due.keys.sorted() { end(hold, as: .expired, at: now) }
        for index in coins.indices where coins[index].place == .free {
            if coins[index].expiresAt <= now { expire(index) }
        }
        payDebts()
    }

    /// Gives a hold's coins back, or to time when theirs has come.
    mutating func end(_ hold: HoldID, as status: Hold.Status, at now: Instant) {
        holds[hold]?.status = status
        for index in indices(at: .held(hold)) {
            if coins[index].lot == nil {
                giveBackBorrowed(index, as: GrantID(bits: hold.bits), at: now)
            } else if coins[index].expiresAt > now {
                coins[index].place = .free
            } else {
                expire(index)
            }
        }
    }

    private mutating func expire(_ index: Int) {
        guard let lot = coins[index].lot else { return }
        coins[index].place = .expired
        note(.expiry, coins[index].kind.account, .breakage, lot)
    }

    /// Pays coin by coin, the oldest debt first.
    mutating func payDebts() {
        guard balanceCoins > 0 else { return }
        for id in charges.keys.sorted() {
            guard let charge = charges[id] else { continue }
            while balanceCoins > 0, uncollectedCoins(id, charge) > 0 {
                for coin in draw(1, to: .spent(id)) {
                    note(.usage, coin.kind.account, .uncollected, id)
                }
            }
        }
    }
}
