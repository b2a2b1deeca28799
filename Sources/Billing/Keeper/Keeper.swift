// SPDX-License-Identifier: Apache-2.0

public import Database
public import Ledger
public import Vocabulary

/// Makes the rules of money durable and fast: the only way to move credits.
///
/// Orders of one organization are applied in the order in which they come, each by the pure rules
/// of
/// `Ledger`, inside a transaction that holds the account. Deciding on a balance that somebody else
/// changes meanwhile cannot be written here.
public final class Keeper: Sendable {
    private let lanes: [Lane]
    private let clock: Clock

    public init(database: any Database, clock: Clock) {
        self.clock = clock
        lanes = (0..<database.laneCount).map { Lane($0, of: database, clock: clock) }
    }

    /// How many orders wait for their turn.
    public var depth: Int { lanes.reduce(0) { $0 + $1.depth } }

    /// Settles an order.
    ///
    /// - Throws: `LedgerRefusal` when the rules refuse, ``KeeperRefusal`` when the order did not
    ///   get that far, and whatever ``Outage`` explains when the database is in trouble. Nothing
    ///   has changed in any of these cases.
    public func settle(_ order: Order) async throws -> Reply {
        let lane = lanes[lane(of: order.organization)]
        return try await withCheckedThrowingContinuation { continuation in
            guard lane.enqueue(order, { continuation.resume(with: $0) }) else {
                continuation.resume(throwing: KeeperRefusal.overloaded)
                return
            }
        }
    }

    /// Settles an order that makes no claim and returns what it did.
    public func perform(
        _ command: Command, for organization: OrganizationID, memo: Memo = Memo(),
        acknowledgement: Order.Acknowledgement = .durable
    ) async throws -> Outcome {
        let order = Order(
            command, for: organization, memo: memo, acknowledgement: acknowledgement)
        switch try await settle(order) {
        case .settled(let receipt, _): return receipt.outcome
        case .replayed: preconditionFailure("an order without a claim cannot be a replay")
        }
    }

    /// An organization always maps to the same lane, so that its orders meet in one batch.
    private func lane(of organization: OrganizationID) -> Int {
        // The lower half of an id is random.
        Int(UInt64(truncatingIfNeeded: organization.bits) % UInt64(lanes.count))
    }
}

extension Keeper {
    /// Opens an organization's books, inside the transaction that makes the organization.
    public static func open(
        _ account: Account, on connection: any Connection
    ) throws {
        var row = Parameters()
        row.beginRow()
        row.append(account.organization)
        AccountRows.append(account, to: &row)
        row.append(account.nextExpiry)
        try connection.executeMany(
            """
            INSERT INTO account (organization_id, \(AccountRows.accountColumns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """, row)
    }

    /// Keeps everybody else from an organization's books until the caller's transaction ends.
    static func lock(_ organization: OrganizationID, on connection: any Connection) throws {
        try connection.queryMany(
            "SELECT 1 FROM account WHERE organization_id = $1 \(connection.lockingClause)",
            [[.id(organization)]]
        ) { _, _ in }
    }

    /// Settles an order inside a transaction of the caller's: a signup grant together with the
    /// organization that gets it.
    public static func settle(
        _ order: Order, at now: Instant, on connection: any Connection
    ) throws -> Receipt {
        var batch = Batch(on: connection, by: Clock { now })
        let reply = try batch.settle([order])[0].get()
        try batch.write()
        switch reply {
        case .settled(let receipt, _): return receipt
        case .replayed: preconditionFailure("orders in a caller's transaction make no claim")
        }
    }

    /// Organizations for which something is due: expired holds or grants, debts to collect.
    public static func organizationsDue(
        at now: Instant, limit: Int, on connection: any Connection
    ) throws -> [OrganizationID] {
        try connection.query(
            """
            SELECT organization_id FROM account
            WHERE next_expiry <= $1 AND next_expiry < 9223372036854775807
            ORDER BY next_expiry LIMIT $2
            """, [.instant(now), .integer(Int64(limit))]
        ) { try $0.id(0) }
    }
}
