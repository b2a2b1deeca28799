// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import Ledger
import Logging
import Money
import Synchronization
import Vocabulary

/// Carries settlements out, each until the books have it.
///
/// The keeper does not look at task cancellation, so a settlement that has begun is not lost when
/// its request's task is cancelled. What the database refuses to take now waits in a bounded queue
/// that the gateway's ``Gateway/run()`` works off.
final class Settlements: Sendable {
    private let keeper: Keeper
    private let metrics: GatewayMetrics
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var waiting: [Waiting] = []
        /// Retries in a row after which something still waits.
        var failures = 0
        var beatsToWait = 0
        /// The database could not take the last settlement.
        var isDatabaseAway = false
    }

    private struct Waiting {
        let settlement: Settlement
        var attempts = 0
    }

    /// Some 500 bytes each. More calls than this cannot be open at once.
    static let waitingMax = 20_000
    /// New calls wait until fewer are unpaid than this.
    static let backlogMax = 32
    /// Beats (seconds) between attempts grow up to this.
    static let pauseMax = 8
    /// What fails this often although the database answers will not succeed by itself.
    static let attemptsMax = 100

    init(keeper: Keeper, metrics: GatewayMetrics, logger: Logger) {
        self.keeper = keeper
        self.metrics = metrics
        self.logger = logger
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Whether calls can be paid for: a hold may be decided before it is on disk, so while nothing
    /// reaches the disk every call would be let through on the same credits.
    var canTakeMore: Bool {
        state.withLock { !$0.isDatabaseAway && $0.waiting.count < Self.backlogMax }
    }

    /// Settles now, or sees to it that it is settled later.
    ///
    /// - Returns: Nil when nothing was charged, or when that will be done later.
    func settle(_ settlement: Settlement) async -> Settled? {
        do {
            return try await attempt(settlement)
        } catch {
            if Outage(error) != nil { state.withLock { $0.isDatabaseAway = true } }
            enqueue(settlement, after: error)
            return nil
        }
    }

    /// Keeps a settlement for the next attempt; for places that cannot wait.
    func enqueue(_ settlement: Settlement, after error: (any Error)? = nil) {
        let isTaken = state.withLock { state in
            guard state.waiting.count < Self.waitingMax else { return false }
            state.waiting.append(Waiting(settlement: settlement))
            return true
        }
        guard isTaken else { return lose(settlement, because: "too many settlements wait") }
        metrics.settlementsQueued.add(1)
        guard let error else { return }
        logger.error(
            "A call could not be settled; trying again: \(error)",
            metadata: ["settlement": "\(settlement.summary)"])
    }

    private func attempt(_ settlement: Settlement) async throws -> Settled? {
        do {
            return try await perform(settlement, afterReleaseElsewhere: false)
        } catch LedgerRefusal.holdNotOpen(.released) {
            // Somebody released our hold by its id: the usage has happened all the same.
            return try await perform(settlement, afterReleaseElsewhere: true)
        } catch LedgerRefusal.holdNotOpen(.captured), LedgerRefusal.holdNotFound {
            // An attempt whose answer was lost has done it; or a release came after the expiry.
            metrics.settlementsRepeated.add(1)
            return nil
        } catch KeeperRefusal.idempotencyConflict {
            // Another route used the key while the call ran: what ran is charged, unrepeatable.
            var plain = settlement
            plain.remembrance = nil
            return try await attempt(plain)
        }
    }

    /// The key's charge was there already: of an attempt whose answer was lost, or of the same call
    /// on another server. Then the hold of this one is still open.
    private func noteRepetition(_ settlement: Settlement) async throws -> Settled? {
        metrics.settlementsRepeated.add(1)
        guard let hold = settlement.hold else { return nil }
        do {
            _ = try await keeper.perform(
                .release(hold), for: settlement.organization, acknowledgement: .decided)
        } catch is LedgerRefusal {
            // Captured by that attempt.
        }
        return nil
    }

    private func perform(
        _ settlement: Settlement, afterReleaseElsewhere isReleased: Bool
    ) async throws -> Settled? {
        guard let command = settlement.command(afterReleaseElsewhere: isReleased) else {
            return nil
        }
        switch settlement.verdict {
        case .release:
            // Nobody is told, and a release that is lost is made good by the hold's expiry.
            _ = try await keeper.perform(
                command, for: settlement.organization, acknowledgement: .decided)
            metrics.settlementsReleased.add(1)
            return nil
        case .charge(let charge, let amount):
            let reply = try await keeper.settle(settlement.order(command, charge))
            state.withLock { $0.isDatabaseAway = false }
            guard case .settled(let receipt, _) = reply else {
                return try await noteRepetition(settlement)
            }
            metrics.settlementsCharged.add(1)
            metrics.cost.add(UInt64(max(0, amount.nanocredits)))
            metrics.uncollected.add(UInt64(max(0, receipt.uncollected.nanocredits)))
            return Settled(charge: charge, cost: amount, balance: receipt.outcome.balance)
        }
    }

    private func lose(_ settlement: Settlement, because reason: String) {
        metrics.settlementsLost.add(1)
        logger.critical(
            "A settlement is lost (\(reason)); book it by hand.",
            metadata: ["settlement": "\(settlement.summary)"])
    }
}

extension Settlements {
    /// One beat of the gateway: tries what waits, with growing pauses while it does not work.
    func retry() async {
        let batch = state.withLock { state -> [Waiting] in
            state.beatsToWait = max(0, state.beatsToWait - 1)
            guard state.beatsToWait == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        guard !batch.isEmpty else { return }
        let left = await attemptAll(batch)
        state.withLock { state in
            state.waiting = left + state.waiting
            if state.waiting.isEmpty { state.isDatabaseAway = false }
            state.failures = left.isEmpty ? 0 : state.failures + 1
            let pause = 1 << min(state.failures, 8)
            state.beatsToWait = left.isEmpty ? 0 : min(Self.pauseMax, pause)
        }
    }

    /// - Returns: What has to wait on.
    private func attemptAll(_ batch: [Waiting]) async -> [Waiting] {
        var left: [Waiting] = []
        for (index, var waiting) in batch.enumerated() {
            do {
                _ = try await attempt(waiting.settlement)
            } catch let refusal as LedgerRefusal {
                lose(waiting.settlement, because: "\(refusal)")
            } catch {
                // While the database is away the others would fare no better.
                if Outage(error) != nil { return left + batch[index...] }
                waiting.attempts += 1
                if waiting.attempts < Self.attemptsMax {
                    left.append(waiting)
                } else {
                    lose(waiting.settlement, because: "\(error)")
                }
            }
        }
        return left
    }

    /// The last attempt before the process ends; what is left is written to the log in full.
    func close() async {
        let batch = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in await attemptAll(batch) {
            lose(waiting.settlement, because: "the server stops and the database does not answer")
        }
    }
}

extension Receipt {
    fileprivate var uncollected: Credits {
        switch outcome.effect {
        case .captured(let charge, _), .charged(let charge): charge.uncollected
        case .granted, .held, .extended, .released, .refunded, .adjusted, .expired: .zero
        }
    }
}

extension Settlement {
    /// Everything that is needed to book it by hand, and nothing that is secret.
    fileprivate var summary: String {
        let what =
            switch verdict {
            case .charge(let charge, let amount): "charge \(charge) of \(amount)"
            case .release: "release"
            }
        let model = memo.pricing.map { " for \($0.provider)/\($0.model)" } ?? ""
        return "\(organization): \(what), hold \(hold?.description ?? "none")\(model)"
    }
}
