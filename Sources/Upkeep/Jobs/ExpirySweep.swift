// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Database
import Ledger
public import Vocabulary

/// Ends what has expired, organization by organization, through the keeper.
///
/// Decisions never wait for it: an expired hold or grant does not count from its moment on. The
/// sweep writes that down, so that nothing is due for long.
public struct ExpirySweep: Sendable {
    private let keeper: Keeper
    private let database: any Database
    private let clock: Clock

    /// Organizations settled at the same time: they share commits.
    private static let page = 256

    public init(keeper: Keeper, database: any Database, clock: Clock) {
        self.keeper = keeper
        self.database = database
        self.clock = clock
    }

    /// An expired hold is gone within 15 s (API.md, holds); a third of it leaves room for a retry.
    public var jobs: [Job] {
        [
            Job(
                name: "holds", purpose: "Gives back the credits of expired holds.",
                interval: .seconds(5), run: sweep),
            Job(
                name: "grants", purpose: "Books expired credits as breakage.",
                interval: .seconds(60), run: sweep),
        ]
    }

    /// - Returns: The number of organizations for which something was due.
    @Sendable
    private func sweep(asOf: Instant) async throws -> Int {
        var settled = Set<OrganizationID>()
        while !Task.isCancelled {
            let due = try await database.read { connection in
                try Keeper.organizationsDue(at: asOf, limit: Self.page, on: connection)
            }
            // One that is due again at once has more debts than fit a batch: the next run's work.
            let fresh = due.filter { settled.insert($0).inserted }
            guard !fresh.isEmpty else { return settled.count }
            try await withThrowingTaskGroup { group in
                for organization in fresh {
                    group.addTask { try await expire(organization, asOf: asOf) }
                }
                try await group.waitForAll()
            }
        }
        return settled.count
    }

    /// The keeper decides by its own clock; a moment still to come needs a transaction of its own.
    private func expire(_ organization: OrganizationID, asOf: Instant) async throws {
        guard asOf > clock.now else {
            _ = try await keeper.perform(.expire, for: organization)
            return
        }
        try await database.write(isolation: .locking) { connection in
            _ = try Keeper.settle(Order(.expire, for: organization), at: asOf, on: connection)
        }
    }
}
