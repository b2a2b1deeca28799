// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Database
public import Vocabulary

/// Whether prices are fresh, and what about them waits for a person.
public struct PriceHealth: Hashable, Sendable {
    /// The oldest of the last successful looks at the sources that are looked at by themselves;
    /// nil before the first.
    public let checkedAt: Instant?
    /// Whether that is longer ago than prices may be old.
    public let isStale: Bool
    /// Prices that wait for an operator's decision.
    public let quarantined: Int64
    /// Sources whose last look failed.
    public let failed: [PriceSourceStatus]

    /// What decides when prices are stale.
    public struct Rule: Sendable {
        let sources: Set<String>
        let staleAfterSeconds: Int64

        /// - Parameter sources: Those that are looked at by themselves. Without any, prices are
        ///   what the operator made them, and do not grow stale.
        public init(sources: [PriceSource], staleAfterSeconds: Int64) {
            self.sources = Set(sources.map(\.name))
            self.staleAfterSeconds = staleAfterSeconds
        }
    }

    public static func read(
        _ rule: Rule, at now: Instant, on connection: any Connection
    ) throws -> PriceHealth {
        let all = try PriceSources.all(on: connection)
        let builtin = all.first { $0.source.name == PriceSource.builtin.name }?.checkedAt
        // A source that was never read is as old as the database.
        let checks = rule.sources.map { name in
            all.first { $0.source.name == name }?.checkedAt ?? builtin
        }
        let oldest = checks.contains(nil) ? nil : checks.compactMap(\.self).min()
        let checkedAt = rule.sources.isEmpty ? all.compactMap(\.checkedAt).max() : oldest
        let limit = now.adding(seconds: -rule.staleAfterSeconds)
        return PriceHealth(
            checkedAt: checkedAt,
            isStale: !rule.sources.isEmpty && checkedAt.map { $0 < limit } ?? true,
            quarantined: try Quarantine.pendingCount(on: connection),
            failed: all.filter { rule.sources.contains($0.source.name) && $0.hasFailed })
    }
}

extension PriceSourceStatus {
    /// Whether the last look failed.
    public var hasFailed: Bool {
        guard let failedAt else { return false }
        return checkedAt.map { $0 < failedAt } ?? true
    }
}
