// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Database
public import Vocabulary

/// How the archives of usage stand.
public struct UsageHealth: Hashable, Sendable {
    /// The last one that was begun; nil before the first.
    public let last: UsageArchive?
    /// Rows that are in archives and no more in the database.
    public let charges: Int64
    public let holds: Int64

    public static func read(on connection: any Connection) throws -> UsageHealth {
        let archives = try UsageArchive.all(on: connection)
        return UsageHealth(
            last: archives.last, charges: archives.reduce(0) { $0 + $1.chargesRemoved },
            holds: archives.reduce(0) { $0 + $1.holdsRemoved })
    }

    /// What stopped the last run, until one succeeds.
    public var failure: String? { last?.failure }
    /// All usage before this moment is archived or being archived, but for what is owed.
    public var archivedBefore: Instant? { last?.closedBefore }
}
