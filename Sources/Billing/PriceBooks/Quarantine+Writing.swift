// SPDX-License-Identifier: Apache-2.0

import Database
import JSON
import Pricing
import Vocabulary

extension Quarantine {
    static func insert(
        _ held: [(id: QuarantineID, price: PriceStaging.Held)], effectiveAt: Instant?,
        at now: Instant, on connection: any Connection
    ) throws {
        try PriceDocuments.store(held.compactMap(\.price.proposal.document), on: connection)
        try connection.executeMany(
            """
            INSERT INTO price_quarantine (id, source, provider, model, digest, unusable, alarms,
                status, created_at, effective_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9)
            """,
            held.map { id, price in
                [
                    .id(id), .text(price.source), .text(price.key.provider),
                    .text(price.key.name), .text(price.proposal.document?.digest),
                    .text(price.proposal.unusable), .text(JSON(price.alarms).text),
                    .instant(now), effectiveAt.map { .instant($0) } ?? .null,
                ]
            })
    }

    /// Ends proposals that no source makes any more.
    static func withdraw(
        _ verdicts: [PriceState.Verdict], at now: Instant, on connection: any Connection
    ) throws {
        try connection.executeMany(
            """
            UPDATE price_quarantine SET status = 'superseded', decided_at = $4
            WHERE status = 'pending' AND provider = $1 AND model = $2
                AND coalesce(digest, '') = $3 AND unusable IS NULL
            """,
            verdicts.map { verdict in
                [
                    .text(verdict.key.provider), .text(verdict.key.name), .text(verdict.digest),
                    .instant(now),
                ]
            })
    }

    /// Ends entries that their sources state no more. Also one that was turned down: should it come
    /// back, that is news.
    static func lapse(
        _ entries: [UnusableEntry], at now: Instant, on connection: any Connection
    ) throws {
        try connection.executeMany(
            """
            UPDATE price_quarantine SET lapsed_at = $5, decided_at = coalesce(decided_at, $5),
                status = CASE status WHEN 'pending' THEN 'superseded' ELSE status END
            WHERE source = $1 AND provider = $2 AND model = $3 AND unusable = $4
                AND lapsed_at IS NULL
            """,
            entries.map { entry in
                [
                    .text(entry.source), .text(entry.key.provider), .text(entry.key.name),
                    .text(entry.digest), .instant(now),
                ]
            })
    }

    /// Writes a decision.
    ///
    /// - Throws: ``PriceRefusal/alreadyDecided`` unless it was pending.
    static func decide(
        _ id: QuarantineID, _ status: QuarantinedPrice.Status, by author: KeyID?, note: String?,
        at now: Instant, on connection: any Connection
    ) throws {
        let count = try connection.execute(
            """
            UPDATE price_quarantine SET status = $2, decided_at = $3, decided_by = $4, note = $5
            WHERE id = $1 AND status = 'pending'
            """, [.id(id), .text(status.rawValue), .instant(now), .id(author), .text(note)])
        guard count == 1 else { throw PriceRefusal.alreadyDecided }
    }
}

extension PriceStaging.Held.Proposal {
    fileprivate var document: PriceDocuments.Document? {
        if case .model(let document) = self { document } else { nil }
    }

    /// The digest of what is stated instead of a price.
    fileprivate var unusable: String? {
        if case .nothing(let entry) = self { entry.digest } else { nil }
    }
}

extension JSON {
    fileprivate init(_ alarms: [PriceAlarm]) {
        self = .array(
            alarms.map { ["code": .string($0.code), "message": .string($0.description)] })
    }
}
