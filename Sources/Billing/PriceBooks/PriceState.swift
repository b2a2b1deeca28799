// SPDX-License-Identifier: Apache-2.0

import Database
import Pricing
import Vocabulary

/// Everything about prices that a decision looks at, read in one snapshot.
///
/// Deciding takes a second for thousands of models, too long for the writer's thread. So it is
/// done beside it, and what comes out is written only if ``version`` is still the same.
struct PriceState: Sendable {
    /// Changes whenever anything that decides does.
    struct Version: Hashable, Sendable {
        let book: Int64
        /// Of the listings, the decisions and the overrides: ids and hashes only ever grow or move.
        let marks: [String]
    }

    let version: Version
    /// What each source lists, in the order in which they are trusted.
    let lists: [(source: PriceSource, list: SourceList)]
    /// The prices that are believed, without overrides.
    let accepted: [ModelKey: PricedModel]
    let acceptedDigests: [ModelKey: String]
    /// Digests that an operator has turned down; an empty text stands for the removal of a model.
    let rejected: Set<Verdict>
    let pending: Set<Verdict>
    /// What sources state where a price belongs, and what is none, whether it waits or was turned
    /// down.
    let unusable: Set<UnusableEntry>
    let overrides: [PriceOverride]
    /// The digests of the latest book.
    let published: [ModelKey: String]
    let latest: PriceBookRecord?

    /// What was decided, or is to be, about a model.
    struct Verdict: Hashable, Sendable {
        let key: ModelKey
        let digest: String
    }

    /// Whether a proposal waits already, or was turned down.
    func isKnown(_ verdict: Verdict) -> Bool {
        pending.contains(verdict) || rejected.contains(verdict)
    }
}

extension PriceState {
    /// The lists with one of them replaced or added, the most trusted first.
    func lists(with list: SourceList, of source: PriceSource) -> [SourceList] {
        let others = lists.filter { $0.source.name != source.name }
        let all = others + [(source, list)]
        return all.sorted { PriceSource.isTrusted($0.source, above: $1.source) }.map(\.list)
    }

    /// What a source lists after a delivery: for models of which it states no usable price, what it
    /// said before. What is priced and stands in no list at all is kept too.
    func list(after delivery: PriceBooks.Delivery) -> SourceList {
        let (source, catalog) = (delivery.source, delivery.catalog)
        let listed = source.list(of: catalog.models)
        let unusable = Set(catalog.report.unusablePrices.keys)
        guard !unusable.isEmpty else { return listed }
        let vanished = PriceStaging.vanished(self, from: lists(with: listed, of: source))
        var known = accepted.filter { unusable.contains($0.key) && vanished.contains($0.key) }
        for (own, list) in lists where own.name == source.name {
            for model in list.models where unusable.contains(model.key) {
                known[model.key] = model
            }
        }
        return listed.keeping(known)
    }

    init(at now: Instant, on connection: any Connection) throws {
        let latest = try PriceBooks.latest(on: connection)
        let listings = try PriceSources.listings(on: connection)
        let accepted = try PriceState.accepted(on: connection)
        let digests = listings.flatMap { $0.entries.map(\.digest) } + accepted.values
        let models = try PriceBooks.models(digests, on: connection)
        func model(_ digest: String) throws -> PricedModel {
            guard let model = models[digest] else {
                throw DatabaseFailure.corrupt("a listing names the price \(digest), not there")
            }
            return model
        }
        version = try PriceState.version(on: connection)
        lists = try listings.map { listing in
            let models = try listing.entries.map { try model($0.digest) }
            let kept = listing.entries.filter(\.isKept).map(\.key)
            return (listing.source, listing.source.list(of: models, kept: Set(kept)))
        }
        self.accepted = try accepted.mapValues(model)
        acceptedDigests = accepted
        rejected = try PriceState.verdicts("rejected", on: connection)
        pending = try PriceState.verdicts("pending", on: connection)
        unusable = try PriceState.unusable(on: connection)
        overrides = try PriceOverrides.active(at: now, on: connection)
        published = try latest.map { try PriceBooks.digests(of: $0.number, on: connection) } ?? [:]
        self.latest = latest
    }

    static func version(on connection: any Connection) throws -> Version {
        // The highest id, how many there are, and how many of them have ended.
        func mark(_ table: String, ended: String) throws -> String {
            try connection.first("SELECT max(id), count(*), count(\(ended)) FROM \(table)") { row in
                "\(row.textOrNull(0) ?? "")/\(row.integer(1))/\(row.integer(2))"
            } ?? ""
        }
        return Version(
            book: try PriceBooks.latest(on: connection)?.number ?? 0,
            marks: [
                try mark("price_run", ended: "ended_at"),
                try mark("price_quarantine", ended: "decided_at"),
                try mark("price_override", ended: "revoked_at"),
            ])
    }

    private static func accepted(on connection: any Connection) throws -> [ModelKey: String] {
        var accepted: [ModelKey: String] = [:]
        try connection.queryMany(
            "SELECT provider, model, digest FROM price_accepted", [[]]
        ) { _, row in
            accepted[ModelKey(provider: row.text(0), name: row.text(1))] = row.text(2)
        }
        return accepted
    }

    private static func verdicts(
        _ status: String, on connection: any Connection
    ) throws -> Set<Verdict> {
        Set(
            try connection.query(
                """
                SELECT provider, model, digest FROM price_quarantine
                WHERE status = $1 AND unusable IS NULL
                """, [.text(status)]
            ) { row in
                Verdict(
                    key: ModelKey(provider: row.text(0), name: row.text(1)),
                    digest: row.textOrNull(2) ?? "")
            })
    }

    private static func unusable(on connection: any Connection) throws -> Set<UnusableEntry> {
        Set(
            try connection.query(
                """
                SELECT source, provider, model, unusable FROM price_quarantine
                WHERE unusable IS NOT NULL AND lapsed_at IS NULL
                """
            ) { row in
                UnusableEntry(
                    source: row.text(0), key: ModelKey(provider: row.text(1), name: row.text(2)),
                    digest: row.text(3))
            })
    }
}
