// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Logging
import Money
import Synchronization
import Vocabulary

/// The calls that run now: what has to be done for them while they wait.
///
/// A call's hold is short and renewed while the call runs, so that a server that dies frees what it
/// held within seconds, without any other server having to know.
final class OpenCalls: Sendable {
    /// What a beat needs of a call. The call itself is its request's.
    final class Lease: Sendable {
        let organization: OrganizationID
        private let current = Mutex(Exchange())
        /// The hold that is open, and when it expires; nil when nothing is held.
        let hold: Mutex<(id: HoldID, expiresAt: Instant)?>

        init(organization: OrganizationID, hold: (id: HoldID, expiresAt: Instant)?) {
            self.organization = organization
            self.hold = Mutex(hold)
        }

        /// The attempt that runs now.
        var exchange: Exchange { current.withLock { $0 } }

        /// Ends the attempt that ran, for another one.
        func renewExchange() -> Exchange {
            let (old, new) = current.withLock { current in
                let old = current
                current = Exchange()
                return (old, current)
            }
            old.cancel()
            return new
        }
    }

    private let keeper: Keeper
    private let clock: Clock
    private let lifetimeSeconds: Int64
    private let logger: Logger
    private let leases = Mutex<[ObjectIdentifier: Lease]>([:])

    init(keeper: Keeper, clock: Clock, lifetimeSeconds: Int64, logger: Logger) {
        self.keeper = keeper
        self.clock = clock
        self.lifetimeSeconds = lifetimeSeconds
        self.logger = logger
    }

    var count: Int { leases.withLock { $0.count } }

    var holdsOpen: [HoldID] {
        leases.withLock { Array($0.values) }.compactMap { $0.hold.withLock { $0?.id } }
    }

    func insert(_ lease: Lease) { leases.withLock { $0[ObjectIdentifier(lease)] = lease } }

    func remove(_ lease: Lease) {
        leases.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(lease)) }
    }

    /// Wakes everybody who waits, and renews the holds that have lived half their life.
    func beat() async {
        let now = clock.now
        let half = now.adding(seconds: lifetimeSeconds / 2)
        var due: [Lease] = []
        for lease in leases.withLock({ Array($0.values) }) {
            lease.exchange.tick()
            if let hold = lease.hold.withLock({ $0 }), hold.expiresAt < half { due.append(lease) }
        }
        await withDiscardingTaskGroup { group in
            for lease in due { group.addTask { await self.renew(lease, at: now) } }
        }
    }

    private func renew(_ lease: Lease, at now: Instant) async {
        guard let hold = lease.hold.withLock({ $0 }) else { return }
        let expiresAt = now.adding(seconds: lifetimeSeconds)
        let command = ExtendCommand(
            hold: hold.id, amount: .zero, expiry: .after(seconds: lifetimeSeconds))
        do {
            _ = try await keeper.perform(
                .extend(command), for: lease.organization, acknowledgement: .decided)
            lease.hold.withLock { held in
                if held?.id == hold.id { held?.expiresAt = expiresAt }
            }
        } catch is LedgerRefusal {
            // Settled meanwhile, or older than a hold may be: its capture does not need it open.
        } catch {
            logger.warning(
                "A hold could not be renewed: \(error)", metadata: ["hold": "\(hold.id)"])
        }
    }
}
