// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

extension CoinModel {
    /// Everything that speaks against a command, what counts most first.
    func refusals(of command: Command, at now: Instant) -> [LedgerRefusal] {
        switch command {
        case .grant(let grant):
            outOfRange(grant.amount, from: 1)
                + (grant.expiresAt <= now ? [.grantAlreadyExpired] : [])
        case .hold(let hold):
            outOfRange(hold.amount, from: 1)
                + badLifetime(until: hold.expiry.instant(decidedAt: now), since: now, at: now)
                + lack(of: hold.amount)
        case .extend(let extend): refusals(of: extend, at: now)
        case .capture(let capture): refusals(of: capture)
        case .release(let hold):
            switch holds[hold]?.status {
            case nil: [.holdNotFound]
            case .captured: [.holdNotOpen(.captured)]
            case .open, .released, .expired: []
            }
        case .charge(let charge):
            outOfRange(charge.amount, from: 0)
                + (charge.shortfall == .refuse ? lack(of: charge.amount) : [])
        case .refund(let refund): refusals(of: refund)
        case .adjust(let adjust):
            outOfRange(size(of: adjust), from: 1)
                + (adjust.amount.isNegative ? lack(of: size(of: adjust)) : [])
        case .expire: []
        }
    }

    private func refusals(of extend: ExtendCommand, at now: Instant) -> [LedgerRefusal] {
        let range = outOfRange(extend.amount, from: 0)
        guard let hold = holds[extend.hold] else { return range + [.holdNotFound] }
        guard range.isEmpty, hold.status == .open else {
            return range + [.holdNotOpen(hold.status)]
        }
        return outOfRange(credits(hold.coins + count(extend.amount)), from: 0)
            + badLifetime(
                until: extend.expiry?.instant(decidedAt: now) ?? hold.expiresAt,
                since: hold.createdAt, at: now)
            + lack(of: extend.amount)
    }

    private func refusals(of capture: CaptureCommand) -> [LedgerRefusal] {
        let range = outOfRange(capture.amount, from: 0)
        switch holds[capture.hold]?.status {
        case nil: return range + (capture.chargesWithoutHold ? [] : [.holdNotFound])
        case .captured: return range + [.holdNotOpen(.captured)]
        case .released: return range + [.holdNotOpen(.released)]
        case .open, .expired: return range
        }
    }

    private func refusals(of refund: RefundCommand) -> [LedgerRefusal] {
        let range = refund.amount.map { outOfRange($0, from: 1) } ?? []
        guard charges[refund.charge] != nil else { return range + [.chargeNotFound] }
        let refundable = spentCoins(on: refund.charge)
        let asked = refund.amount.map { Int($0.nanocredits / unit) } ?? max(1, refundable)
        return range
            + (asked > refundable ? [.notRefundable(refundable: credits(refundable))] : [])
    }

    private func size(of adjust: AdjustCommand) -> Credits {
        Credits(nanocredits: Int64(clamping: adjust.amount.nanocredits.magnitude))
    }

    private func outOfRange(_ amount: Credits, from least: Int64) -> [LedgerRefusal] {
        (least...1_000_000_000_000_000_000).contains(amount.nanocredits)
            ? [] : [.amountOutOfRange]
    }

    private func badLifetime(
        until expiry: Instant, since start: Instant, at now: Instant
    ) -> [LedgerRefusal] {
        let longest = start.microseconds + 24 * 60 * 60 * 1_000_000
        return expiry > now && expiry.microseconds <= longest ? [] : [.holdLifetimeOutOfRange]
    }

    private func lack(of amount: Credits) -> [LedgerRefusal] {
        guard amount.isPositive, count(amount) > balanceCoins + limit else { return [] }
        return [.insufficientCredits(required: amount, available: credits(balanceCoins))]
    }
}
