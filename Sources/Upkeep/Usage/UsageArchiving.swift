// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Logging
public import Vocabulary

/// Archives usage, one run at a time among all servers and commands that use a database.
public struct UsageArchiving: Sendable {
    private let archives: UsageArchives
    private let leases: Leases
    private let logger: Logger

    /// A run that was killed has its lease a while longer.
    private static let patienceSeconds = Leases.lifetimeSeconds + 5
    private static let lease = "usage archive"

    /// - Parameter archives: On a ``FencedDatabase``: a run that was believed dead, and goes on, is
    ///   refused.
    public init(_ archives: UsageArchives, leases: Leases, logger: Logger) {
        self.archives = archives
        self.leases = leases
        self.logger = logger
    }

    /// As ``UsageArchives/archive(before:into:watch:)``, when nobody else does.
    ///
    /// - Throws: ``UsageArchiveRefusal/inUse`` when somebody still does after a while.
    public func archive(
        before moment: Instant, into folder: String,
        watch: @escaping UsageArchives.Watch = { _ in }
    ) async throws -> [UsageArchive] {
        let lease = try await takeLease()
        let result = await leases.holding(lease, logger) { [archives] in
            try await archives.archive(before: moment, into: folder, watch: watch)
        }
        try await leases.release(lease)
        return try result.get()
    }

    private func takeLease() async throws -> Lease {
        for _ in 0..<Self.patienceSeconds {
            if let lease = try await leases.take(Self.lease) { return lease }
            try await Task.sleep(for: .seconds(1))
        }
        guard let lease = try await leases.take(Self.lease) else {
            throw UsageArchiveRefusal.inUse
        }
        return lease
    }
}
