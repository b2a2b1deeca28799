// SPDX-License-Identifier: Apache-2.0

public import Database
import JSON
import Synchronization
public import Vocabulary

/// The tiers of organizations: names, under which an operator's settings say how much may be asked
/// of models. Who has none is in ``standardName``.
public final class OrganizationTiers: Sendable {
    /// The name of the tier of everybody who is in no other.
    public static let standardName = "default"

    private let database: any Database
    private let clock: Clock
    private let known = Mutex<[OrganizationID: (tier: String?, freshUntil: Instant)]>([:])

    /// A change by another process takes effect after so many seconds; one through this object at
    /// once.
    private static let secondsBelieved: Int64 = 10
    /// Some 100 bytes each.
    private static let knownMax = 20_000

    public init(database: any Database, clock: Clock) {
        self.database = database
        self.clock = clock
    }

    /// An organization's tier, mostly from memory; nil for the standard one.
    public func tier(of organization: OrganizationID) async throws -> String? {
        let now = clock.now
        if let entry = known.withLock({ $0[organization] }), entry.freshUntil > now {
            return entry.tier
        }
        let tier = try await database.read { try Self.tier(of: organization, on: $0) }
        known.withLock { known in
            if known.count >= Self.knownMax {
                known = known.filter { $0.value.freshUntil > now }
                if known.count >= Self.knownMax { known.removeAll() }
            }
            known[organization] = (tier, now.adding(seconds: Self.secondsBelieved))
        }
        return tier
    }

    /// Asks the database again; to be called once a change is committed.
    public func forget(_ organization: OrganizationID) {
        known.withLock { _ = $0.removeValue(forKey: organization) }
    }
}

// MARK: In a transaction

extension OrganizationTiers {
    public static let migrations = [
        Migration(
            461, "tiers of organizations",
            """
            CREATE TABLE organization_tier (
                organization_id TEXT NOT NULL PRIMARY KEY,
                tier TEXT NOT NULL
            )
            """)
    ]

    public static func tier(
        of organization: OrganizationID, on connection: any Connection
    ) throws -> String? {
        try connection.first(
            "SELECT tier FROM organization_tier WHERE organization_id = $1", [.id(organization)]
        ) { $0.text(0) }
    }

    /// Puts an organization into a tier, and notes who did.
    ///
    /// - Parameters:
    ///   - tier: Nil for the standard one.
    ///   - event: The id, moment and author of the note.
    public static func set(
        _ tier: String?, of organization: OrganizationID, reason: String,
        event: (id: AuditID, at: Instant, actor: KeyID?), on connection: any Connection
    ) throws {
        let before = try self.tier(of: organization, on: connection)
        guard tier != before else { return }
        try connection.execute(
            "DELETE FROM organization_tier WHERE organization_id = $1", [.id(organization)])
        if let tier {
            try connection.execute(
                "INSERT INTO organization_tier (organization_id, tier) VALUES ($1, $2)",
                [.id(organization), .text(tier)])
        }
        try AuditTrail.append(
            AuditEvent(
                id: event.id, at: event.at, actor: event.actor,
                action: "organization.tier_changed", subject: organization.description,
                details: [
                    "from": before.map { .string($0) } ?? .null,
                    "to": tier.map { .string($0) } ?? .null, "reason": .string(reason),
                ]),
            on: connection)
    }
}
