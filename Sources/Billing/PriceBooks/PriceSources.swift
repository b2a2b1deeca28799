// SPDX-License-Identifier: Apache-2.0

public import Database
public import Pricing
public import Vocabulary

/// A price list of somebody's, and how the last looks at it went.
public struct PriceSource: Hashable, Sendable {
    /// Its name in the configuration and in every report.
    public let name: String
    public let format: CatalogFormat
    /// A URL or a path; a word for what came by hand.
    public let location: String

    public init(name: String, format: CatalogFormat, location: String) {
        self.name = name
        self.format = format
        self.location = location
    }

    /// The list inside the binary, which every other list is trusted above.
    public static let builtin = PriceSource(
        name: "builtin", format: .florin, location: "inside the program")

    /// Whose word counts more comes first: the operator's own file, then the lists in the order of
    /// how much they state, at last what the binary was built with.
    private var rank: Int {
        switch format {
        case .florin: name == PriceSource.builtin.name ? 5 : 0
        case .litellm: 1
        case .modelsDev: 2
        case .openrouter: 3
        case .vercel: 4
        }
    }

    /// What the source lists, with how it is trusted.
    func list(of models: [PricedModel], kept: Set<ModelKey> = []) -> SourceList {
        let home: String? =
            switch format {
            case .openrouter, .vercel: format.rawValue
            case .florin, .litellm, .modelsDev: nil
            }
        return SourceList(
            name: name, models: models, kept: kept, home: home, isByHand: rank == 0)
    }

    static func isTrusted(_ left: PriceSource, above right: PriceSource) -> Bool {
        (left.rank, left.name) < (right.rank, right.name)
    }
}

/// A source as it stands.
public struct PriceSourceStatus: Hashable, Sendable {
    public let source: PriceSource
    public let etag: String?
    public let contentHash: String?
    /// When its content last differed.
    public let changedAt: Instant?
    /// When it was last read, or found to be the same.
    public let checkedAt: Instant?
    /// Later than ``checkedAt`` when the last look failed.
    public let failedAt: Instant?
    public let failure: String?
    /// The models that it lists.
    public let modelCount: Int64
}

/// The tables of sources and what they list.
public enum PriceSources {
    struct Listing {
        struct Entry {
            let key: ModelKey
            let digest: String
            let isKept: Bool
        }

        let source: PriceSource
        var entries: [Entry] = []
    }

    /// Every source that was ever read, by name.
    public static func all(on connection: any Connection) throws -> [PriceSourceStatus] {
        try connection.query(
            """
            SELECT name, format, location, etag, content_hash, changed_at, checked_at, failed_at,
                failure, (SELECT count(*) FROM price_listing l WHERE l.source = s.name)
            FROM price_source s ORDER BY name
            """
        ) { row in
            PriceSourceStatus(
                source: PriceSource(
                    name: row.text(0), format: try format(row.text(1)), location: row.text(2)),
                etag: row.textOrNull(3), contentHash: row.textOrNull(4),
                changedAt: row.instantOrNull(5), checkedAt: row.instantOrNull(6),
                failedAt: row.instantOrNull(7), failure: row.textOrNull(8),
                modelCount: row.integer(9))
        }
    }

    private static func format(_ text: String) throws -> CatalogFormat {
        guard let format = CatalogFormat(rawValue: text) else {
            throw DatabaseFailure.corrupt("a price source has the format \(text)")
        }
        return format
    }

    /// What every source lists, the most trusted first.
    static func listings(on connection: any Connection) throws -> [Listing] {
        var listings = try all(on: connection).map(\.source)
            .sorted(by: PriceSource.isTrusted).map { Listing(source: $0) }
        for index in listings.indices {
            listings[index].entries = try connection.query(
                "SELECT provider, model, digest, is_kept FROM price_listing WHERE source = $1",
                [.text(listings[index].source.name)]
            ) { row in
                Listing.Entry(
                    key: ModelKey(provider: row.text(0), name: row.text(1)), digest: row.text(2),
                    isKept: row.flag(3))
            }
        }
        return listings
    }

    /// Writes that a source was read, with what it said to be sent with the next question.
    static func noteRead(
        _ source: PriceSource, etag: String?, contentHash: String, at now: Instant,
        on connection: any Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO price_source (name, format, location, etag, content_hash, changed_at,
                checked_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            ON CONFLICT (name) DO UPDATE SET format = excluded.format,
                location = excluded.location, etag = excluded.etag,
                changed_at = CASE WHEN price_source.content_hash = excluded.content_hash
                    THEN price_source.changed_at ELSE excluded.changed_at END,
                content_hash = excluded.content_hash, checked_at = excluded.checked_at
            """,
            [
                .text(source.name), .text(source.format.rawValue), .text(source.location),
                .text(etag), .text(contentHash), .instant(now),
            ])
    }

    /// Writes that a source is as it was.
    static func noteUnchanged(
        _ name: String, at now: Instant, on connection: any Connection
    ) throws {
        try connection.execute(
            "UPDATE price_source SET checked_at = $2 WHERE name = $1", [.text(name), .instant(now)])
    }

    /// Writes that a source could not be read; what it listed before stays.
    static func noteFailure(
        _ source: PriceSource, _ failure: String, at now: Instant, on connection: any Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO price_source (name, format, location, failed_at, failure)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (name) DO UPDATE SET failed_at = excluded.failed_at,
                failure = excluded.failure
            """,
            [
                .text(source.name), .text(source.format.rawValue), .text(source.location),
                .instant(now), .text(failure),
            ])
    }

    /// Replaces what a source lists.
    ///
    /// - Parameter kept: Models that are as the source said before.
    static func replaceListing(
        of source: String, with listed: [(ModelKey, PriceDocuments.Document)],
        keeping kept: [(ModelKey, PriceDocuments.Document)], on connection: any Connection
    ) throws {
        let keys = Set(kept.map(\.0))
        let stated = listed.filter { !keys.contains($0.0) }
        let entries = stated.map { ($0.0, $0.1, false) } + kept.map { ($0.0, $0.1, true) }
        try PriceDocuments.store(entries.map(\.1), on: connection)
        try connection.execute("DELETE FROM price_listing WHERE source = $1", [.text(source)])
        try connection.executeMany(
            """
            INSERT INTO price_listing (source, provider, model, digest, is_kept)
            VALUES ($1, $2, $3, $4, $5)
            """,
            entries.map { key, document, isKept in
                [
                    .text(source), .text(key.provider), .text(key.name), .text(document.digest),
                    .flag(isKept),
                ]
            })
    }
}
