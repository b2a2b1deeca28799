// SPDX-License-Identifier: Apache-2.0

import Billing
import ServiceLifecycle
public import Vocabulary

/// Archives the months whose usage has become old enough.
public struct UsageRetention: Sendable {
    private let archiving: UsageArchiving
    private let clock: Clock
    private let days: Int64
    private let folder: String

    /// - Parameters:
    ///   - days: How long usage stays, at least ``UsageArchives/retentionDaysMin``.
    ///   - folder: Gets the archives.
    public init(_ archiving: UsageArchiving, clock: Clock, days: Int64, folder: String) {
        self.archiving = archiving
        self.clock = clock
        self.days = days
        self.folder = folder
    }

    /// Months end seldom, but what fails should be tried again the same day.
    public var job: Job {
        Job(
            name: "usage", purpose: "Archives usage that is older than it has to stay.",
            interval: .seconds(3_600), run: archive)
    }

    /// The moment before which usage is old enough.
    public static func end(of days: Int64, at now: Instant) -> Instant {
        UsageMonth(of: now.adding(seconds: -days * 86_400).day).start
    }

    /// - Parameter asOf: A moment still to come counts as now: what is archived cannot be refunded.
    /// - Returns: How many rows were archived.
    @Sendable
    private func archive(asOf: Instant) async throws -> Int {
        let moment = Self.end(of: days, at: min(asOf, clock.now))
        do {
            let archives = try await archiving.archive(before: moment, into: folder) { _ in
                // The next start goes on where this ends.
                if Task.isShuttingDownGracefully { throw CancellationError() }
            }
            return archives.reduce(0) { $0 + Int($1.charges + $1.holds) }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            return 0
        }
    }
}
