// SPDX-License-Identifier: Apache-2.0

import Logging

extension Leases {
    /// Does work as long as the lease on it can be renewed.
    func holding<Value: Sendable>(
        _ lease: Lease, _ logger: Logger, _ work: @escaping @Sendable () async throws -> Value
    ) async -> Result<Value, any Error> {
        await withTaskGroup(of: Result<Value, any Error>?.self) { group in
            group.addTask {
                do {
                    return .success(try await Lease.$current.withValue(lease, operation: work))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                await renewing(lease, logger)
                return nil
            }
            var outcome: Result<Value, any Error>?
            while outcome == nil, let ended = await group.next() {
                // No lease any more: the work is told to end, and then says how it did.
                if ended == nil { group.cancelAll() }
                outcome = ended
            }
            group.cancelAll()
            return outcome ?? .failure(CancellationError())
        }
    }

    /// Returns when the lease is lost, or the task is cancelled.
    private func renewing(_ lease: Lease, _ logger: Logger) async {
        while true {
            do {
                try await Task.sleep(for: .seconds(Self.lifetimeSeconds / 3))
                guard try await renew(lease) else { return }
            } catch is CancellationError {
                return
            } catch {
                logger.warning("the lease on \(lease.job) could not be renewed: \(error)")
            }
        }
    }
}
