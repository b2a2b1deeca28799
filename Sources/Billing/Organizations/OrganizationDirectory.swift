// SPDX-License-Identifier: Apache-2.0

public import Database
import Synchronization
public import Vocabulary

/// Answers whether an organization exists without asking the database each time.
///
/// An operator names the organization it acts for on every request. Organizations are never
/// deleted, so what was seen once stays true and needs no expiry; only absence is asked again.
public final class OrganizationDirectory: Sendable {
    private let database: any Database
    private let known = Mutex<Set<OrganizationID>>([])

    /// 16 bytes each: a few megabytes at most.
    private static let knownMax = 100_000

    public init(database: any Database) {
        self.database = database
    }

    public func contains(_ id: OrganizationID) async throws -> Bool {
        if known.withLock({ $0.contains(id) }) { return true }
        guard try await database.read({ try Organizations.exists(id, in: $0) }) else {
            return false
        }
        known.withLock { known in
            if known.count >= Self.knownMax { known.removeAll() }
            known.insert(id)
        }
        return true
    }
}
