// SPDX-License-Identifier: Apache-2.0

public import Database
public import Pricing
public import Vocabulary

/// A price book without its models: its number, when it holds, and why it was made.
public struct PriceBookRecord: Hashable, Sendable {
    public let number: Int64
    /// From when on it is in force; never before the books with lower numbers.
    public let effectiveAt: Instant
    public let createdAt: Instant
    public let cause: PriceCause
    /// The key of the operator who made it; nil when a job or the start did.
    public let author: KeyID?
    public let modelCount: Int64
    /// Models that differ from the book before.
    public let changeCount: Int64
}

/// Why prices changed.
public enum PriceCause: String, CaseIterable, Hashable, Sendable {
    /// The list inside the binary.
    case builtin
    /// A scheduled or asked-for look at a source.
    case refresh
    /// A file that an operator handed in.
    case imported = "import"
    /// A decision about a price in quarantine.
    case decision
    /// An override was made or taken back.
    case override
}

extension PriceBooks {
    private static let columns =
        "number, effective_at, created_at, cause, author, models, changes"

    private static func decode(_ row: any Row) throws -> PriceBookRecord {
        guard let cause = PriceCause(rawValue: row.text(3)) else {
            throw DatabaseFailure.corrupt("price book \(row.integer(0)) has cause \(row.text(3))")
        }
        return PriceBookRecord(
            number: row.integer(0), effectiveAt: row.instant(1), createdAt: row.instant(2),
            cause: cause, author: try row.idOrNull(4), modelCount: row.integer(5),
            changeCount: row.integer(6))
    }

    /// A page of books, newest first.
    ///
    /// - Parameter cursor: The last number of the page before; nil for the first page.
    public static func list(
        before cursor: Int64?, limit: Int, on connection: any Connection
    ) throws -> Page<PriceBookRecord> {
        let found = try connection.query(
            "SELECT \(columns) FROM price_book WHERE number < $1 ORDER BY number DESC LIMIT $2",
            [.integer(cursor ?? .max), .integer(Int64(limit) + 1)], decode)
        return Page(found, limit: limit) { String($0.number) }
    }

    /// A book's record; nil when there is none of this number.
    public static func record(
        _ number: Int64, on connection: any Connection
    ) throws -> PriceBookRecord? {
        try connection.first(
            "SELECT \(columns) FROM price_book WHERE number = $1", [.integer(number)], decode)
    }

    /// The book in force at a moment; nil before the first one.
    public static func record(
        inForceAt instant: Instant, on connection: any Connection
    ) throws -> PriceBookRecord? {
        try connection.first(
            """
            SELECT \(columns) FROM price_book WHERE effective_at <= $1
            ORDER BY number DESC LIMIT 1
            """, [.instant(instant)], decode)
    }

    /// The book with the highest number; nil before the first one.
    public static func latest(on connection: any Connection) throws -> PriceBookRecord? {
        try connection.first(
            "SELECT \(columns) FROM price_book ORDER BY number DESC LIMIT 1", [], decode)
    }

    /// The books that are in force at `now` or will be later, in the order of their numbers.
    static func current(at now: Instant, on connection: any Connection) throws -> [PriceBookRecord]
    {
        let inForce = try connection.first(
            "SELECT max(number) FROM price_book WHERE effective_at <= $1", [.instant(now)]
        ) { $0.integerOrNull(0) }
        return try connection.query(
            "SELECT \(columns) FROM price_book WHERE number >= $1 ORDER BY number",
            [.integer((inForce ?? nil) ?? 0)], decode)
    }

    /// The digest of every model of a book: the last change of each up to the book's number.
    static func digests(
        of number: Int64, on connection: any Connection
    ) throws -> [ModelKey: String] {
        var digests: [ModelKey: String] = [:]
        // In the order of the primary key: of each model its changes from the first to the last.
        try connection.queryMany(
            """
            SELECT provider, model, digest FROM price_change
            WHERE book <= $1 ORDER BY provider, model, book
            """, [[.integer(number)]]
        ) { _, row in
            let key = ModelKey(provider: row.text(0), name: row.text(1))
            digests[key] = row.textOrNull(2)
        }
        return digests
    }

    /// The models behind digests, each read once.
    static func models(
        _ digests: some Sequence<String>, on connection: any Connection
    ) throws -> [String: PricedModel] {
        var models: [String: PricedModel] = [:]
        try connection.queryMany(
            "SELECT digest, document FROM price_model WHERE digest = $1",
            Set(digests).map { [.text($0)] }
        ) { _, row in models[row.text(0)] = try PriceDocuments.model(row.text(1)) }
        return models
    }

    /// Every model of a book.
    public static func models(
        of number: Int64, on connection: any Connection
    ) throws -> [ModelKey: PricedModel] {
        let digests = try digests(of: number, on: connection)
        let models = try models(digests.values, on: connection)
        return try digests.mapValues { digest in
            guard let model = models[digest] else {
                throw DatabaseFailure.corrupt("book \(number) names a price that is not there")
            }
            return model
        }
    }

    /// A book as quotes need it.
    static func book(_ number: Int64, on connection: any Connection) throws -> PriceBook {
        let models = try models(of: number, on: connection)
        do {
            return try PriceBook(
                number: number, models: models.sorted { $0.key < $1.key }.map(\.value))
        } catch {
            throw DatabaseFailure.corrupt("book \(number) makes no price book: \(error)")
        }
    }
}
