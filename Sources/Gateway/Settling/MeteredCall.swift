// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import Ledger
import Logging
import Money
import Pricing
import Synchronization
import Vocabulary

/// A call that credits are held for, from the hold to its one settlement.
///
/// Whatever becomes of the request, the call is settled exactly once: by ``settle(_:)`` or
/// ``release()``, or, when nobody got to that (a response that was never sent because the client
/// had gone), as the call is forgotten.
final class MeteredCall: Sendable {
    let terms: CallTerms
    let house: House
    let lease: OpenCalls.Lease
    let record: CallRecord?
    let permit: CallPermit?
    private let state: Mutex<State>

    /// What all calls share.
    struct House: Sendable {
        let keeper: Keeper
        let settlements: Settlements
        let calls: OpenCalls
        let clock: Clock
        let ids: IDSource
        let metrics: GatewayMetrics
        let holds: GatewayHolds
        let logger: Logger
    }

    private struct State {
        var held: Credits
        var coveredTokens: Int64
        var hasBegun = false
        var outputTokens: Int64 = 0
        var isSettled = false
        /// What makes the call repeatable; its settlement takes it along.
        var key: KeyInUse?
        /// The prices once a router's answer has named its model; nil before, and for other models.
        var price: CallPrice?
    }

    /// Holds the price of the input and a first slice of output.
    ///
    /// - Throws: `PricingRefusal`, `LedgerRefusal` or what the keeper throws; nothing is held then.
    static func open(
        _ terms: CallTerms, in house: House, with papers: CallPapers = CallPapers()
    ) async throws -> MeteredCall {
        let covered = terms.covered(after: 0)
        let amount = try terms.ceiling(output: covered)
        let hold = try await place(amount, terms, in: house)
        return MeteredCall(
            terms, house, hold: hold,
            state: State(held: amount, coveredTokens: covered, key: papers.key), papers)
    }

    private init(
        _ terms: CallTerms, _ house: House, hold: (id: HoldID, expiresAt: Instant)?, state: State,
        _ papers: CallPapers
    ) {
        self.terms = terms
        self.house = house
        permit = papers.permit
        record = papers.record
        lease = OpenCalls.Lease(organization: terms.organization, hold: hold)
        self.state = Mutex(state)
        house.calls.insert(lease)
    }

    deinit {
        house.calls.remove(lease)
        exchange.cancel()
        let (wasSettled, hasBegun, output) = state.withLock {
            ($0.isSettled, $0.hasBegun, $0.outputTokens)
        }
        guard !wasSettled else { return }
        let verdict = hasBegun ? charge(CallUsage(outputTokens: output)) : (.release, terms.memo())
        house.settlements.enqueue(settlement(verdict))
    }

    /// What is set aside for it.
    var held: Credits { state.withLock { $0.held } }

    /// The prices, as far as they are known by now.
    var price: CallPrice { state.withLock { $0.price } ?? terms.price }

    /// With the upstream that is asked now.
    var exchange: Exchange { lease.exchange }

    /// The hold's id and expiry, nil for a call that costs nothing.
    private static func place(
        _ amount: Credits, _ terms: CallTerms, in house: House
    ) async throws -> (id: HoldID, expiresAt: Instant)? {
        guard amount.isPositive else { return nil }
        let expiresAt = house.clock.now.adding(seconds: house.holds.lifetimeSeconds)
        let command = HoldCommand(
            id: house.ids.make(), amount: amount,
            expiry: .after(seconds: house.holds.lifetimeSeconds))
        // A crash that forgets it frees it: nobody outside is told of this hold.
        _ = try await house.keeper.perform(
            .hold(command), for: terms.organization, memo: terms.memo(), acknowledgement: .decided)
        return (command.id, expiresAt)
    }
}

// MARK: While it runs

extension MeteredCall {
    /// Notes that the upstream has begun to answer: there is something to charge for now.
    func noteBegun() { state.withLock { $0.hasBegun = true } }

    /// Notes which model makes a router's answer: what is still to be held goes by its price.
    func note(model name: String) {
        let price = terms.price.answered(by: name)
        state.withLock { $0.price = price }
    }

    /// Notes how far the answer has come, and holds more before the hold is used up.
    ///
    /// - Throws: `LedgerRefusal.insufficientCredits` when the organization cannot pay for more: the
    ///   call has to end here.
    func note(outputTokens: Int64) async throws(LedgerRefusal) {
        // A quarter of a slice is what may come while the hold is extended.
        let margin = terms.sliceTokens / 4
        let isCovered = state.withLock { state in
            state.outputTokens = outputTokens
            return outputTokens + margin <= state.coveredTokens
                || terms.isAll(state.coveredTokens)
        }
        guard !isCovered else { return }
        try await cover(terms.covered(after: outputTokens))
    }

    private func cover(_ tokens: Int64) async throws(LedgerRefusal) {
        do {
            let (held, price) = state.withLock { ($0.held, $0.price) }
            let needed = try terms.ceiling(output: tokens, by: price)
            guard needed > held else { return }
            try await extend(by: needed.subtracting(held))
            state.withLock { state in
                state.held = needed
                state.coveredTokens = tokens
            }
            house.metrics.holdsExtended.add(1)
        } catch let refusal as LedgerRefusal {
            guard case .insufficientCredits = refusal else { return }
            house.metrics.holdsRefused.add(1)
            throw refusal
        } catch {
            // The database is away or busy: the answer goes on, is charged when it ends, and the
            // next tokens ask again.
            state.withLock { $0.coveredTokens += terms.sliceTokens / 4 }
        }
    }

    private func extend(by amount: Credits) async throws {
        guard let hold = lease.hold.withLock({ $0 }) else { return }
        let expiresAt = house.clock.now.adding(seconds: house.holds.lifetimeSeconds)
        let command = ExtendCommand(
            hold: hold.id, amount: amount, expiry: .after(seconds: house.holds.lifetimeSeconds))
        do {
            _ = try await house.keeper.perform(
                .extend(command), for: terms.organization, acknowledgement: .decided)
            lease.hold.withLock { $0?.expiresAt = expiresAt }
        } catch LedgerRefusal.holdNotOpen(.expired), LedgerRefusal.holdNotFound {
            // The database was away for longer than a hold lives: what ran so far needs a new one.
            let whole = try state.withLock { $0.held }.adding(amount)
            let renewed = try await Self.place(whole, terms, in: house)
            lease.hold.withLock { $0 = renewed }
        }
    }
}

// MARK: How it ends

extension MeteredCall {
    /// Charges what was used and gives the rest of the hold back; all of it when the answer says
    /// that there is none.
    ///
    /// - Parameter answer: What a repeat of the call is told; nil for a stream.
    /// - Returns: Nil when nothing is charged, or when the books cannot take it now; it is charged
    ///   later then.
    func settle(_ usage: CallUsage, answer: SentAnswer? = nil) async -> Settled? {
        guard !usage.isRefusal else {
            await release()
            return nil
        }
        guard claimSettlement() else { return nil }
        return await house.settlements.settle(settlement(charge(usage), answer))
    }

    /// Gives the hold back: nothing was produced.
    func release() async {
        guard claimSettlement() else { return }
        _ = await house.settlements.settle(settlement((.release, terms.memo())))
    }

    /// Whether this is the one settlement; the call waits for nothing any more.
    private func claimSettlement() -> Bool {
        house.calls.remove(lease)
        permit?.leave()
        return state.withLock { state in
            defer { state.isSettled = true }
            return !state.isSettled
        }
    }

    private func settlement(
        _ decided: (verdict: Settlement.Verdict, memo: Memo), _ answer: SentAnswer? = nil
    ) -> Settlement {
        let key = state.withLock { state in
            defer { state.key = nil }
            return state.key
        }
        if case .charge(let charge, let cost) = decided.verdict { record?.charged(charge, cost) }
        return Settlement(
            organization: terms.organization, hold: lease.hold.withLock { $0?.id },
            verdict: decided.verdict, memo: decided.memo,
            remembrance: key.map { Remembrance(key: $0, answer) })
    }
}
