// SPDX-License-Identifier: Apache-2.0

/// The database could not do what it was asked; never an expected "no".
public enum DatabaseFailure: Error, Hashable {
    /// No room on the disk. Reads go on; writes work again when there is room.
    case full
    /// Somebody else holds the lock, or the server is away: worth trying again.
    case busy(String)
    /// A commit failed in such a way that it may or may not be there after a restart. The
    /// connection takes no more writes: it must be opened again.
    case unknown(String)
    /// A constraint of the schema refused the row.
    case constraint(String)
    /// The file is not a database, or damaged.
    case corrupt(String)
    /// The schema is not the one this program was made for.
    case schema(String)
    /// The statement is wrong or something else broke: a bug or a broken disk.
    case other(String)

    /// Whether the same call may succeed later without anybody changing it.
    public var isTransient: Bool {
        switch self {
        case .full, .busy, .unknown: true
        case .constraint, .corrupt, .schema, .other: false
        }
    }
}

extension DatabaseFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .full: "the disk is full"
        case .busy(let reason): "the database is busy: \(reason)"
        case .unknown(let reason): "whether it is committed is unknown: \(reason)"
        case .constraint(let reason): "a constraint was violated: \(reason)"
        case .corrupt(let reason): "the database is damaged: \(reason)"
        case .schema(let reason): "the schema does not fit: \(reason)"
        case .other(let reason): "the database failed: \(reason)"
        }
    }
}
