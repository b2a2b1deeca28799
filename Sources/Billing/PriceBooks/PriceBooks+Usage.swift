// SPDX-License-Identifier: Apache-2.0

import Database
import JSON
import Ledger
import Money
public import Pricing
public import Vocabulary

extension PriceBooks {
    /// Organizations asked about in one read, so that no reader is taken for long.
    private static let organizationPage = 200
    /// Charges looked at in one read.
    private static let chargePage: Int64 = 2_000

    /// Of these models, those that somebody paid for since a moment.
    func modelsUsed(among keys: Set<ModelKey>, since: Instant) async throws -> Set<ModelKey> {
        guard !keys.isEmpty else { return [] }
        var used: Set<ModelKey> = []
        let oldest = Value.text(lowestChargeID(at: since))
        try await forEachPage { organizations, connection in
            var found: Set<ModelKey> = []
            try connection.queryMany(
                """
                SELECT DISTINCT provider, model FROM charge
                WHERE organization_id = $1 AND id >= $2 AND model IS NOT NULL
                """, organizations.map { [.id($0), oldest] }
            ) { _, row in
                let key = ModelKey(provider: row.text(0), name: row.text(1))
                if keys.contains(key) { found.insert(key) }
            }
            return found
        } collect: {
            used.formUnion($0)
        }
        return used
    }

    /// What the charges of a time would have come to under another book.
    ///
    /// - Parameters:
    ///   - organization: Nil for all.
    ///   - limit: Charges looked at, the oldest of each organization first; the preview says when
    ///     there were more.
    public func preview(
        of book: PriceBook, since: Instant, until: Instant, markups: MarkupTable, limit: Int
    ) async throws -> PricePreview {
        var preview = PricePreview(book: book, markups: markups)
        var last: OrganizationID?
        repeat {
            let cursor = last
            let page = try await database.read { connection in
                try Organizations.list(
                    after: cursor, limit: Self.organizationPage, in: connection)
            }
            for organization in page.items.map(\.id) {
                try await add(
                    organization, from: since, until: until, limit: limit, to: &preview)
                guard preview.charges < limit else { return preview.cut() }
            }
            last = page.next.flatMap { OrganizationID($0) }
        } while last != nil
        return preview
    }

    private func add(
        _ organization: OrganizationID, from since: Instant, until: Instant, limit: Int,
        to preview: inout PricePreview
    ) async throws {
        var from = lowestChargeID(at: since)
        let end = lowestChargeID(at: until)
        while preview.charges < limit {
            let start = from
            let page = try await database.read { connection in
                try connection.query(
                    """
                    SELECT id, provider, model, operation, amount, quote FROM charge
                    WHERE organization_id = $1 AND id > $2 AND id < $3 AND quote IS NOT NULL
                    ORDER BY id LIMIT $4
                    """,
                    [.id(organization), .text(start), .text(end), .integer(Self.chargePage)]
                ) { row in
                    PricedCharge(
                        id: row.text(0),
                        key: ModelKey(provider: row.text(1), name: row.text(2)),
                        operation: row.text(3), amount: row.credits(4), quote: row.text(5))
                }
            }
            for charge in page { try preview.add(charge, of: organization) }
            guard let last = page.last, page.count == Self.chargePage else { return }
            from = last.id
        }
    }

    private func forEachPage<Found: Sendable>(
        _ read: @escaping @Sendable ([OrganizationID], any Connection) throws -> Found,
        collect: (Found) -> Void
    ) async throws {
        var last: OrganizationID?
        repeat {
            let cursor = last
            let (found, next) = try await database.read { connection in
                let page = try Organizations.list(
                    after: cursor, limit: Self.organizationPage, in: connection)
                return (try read(page.items.map(\.id), connection), page.next)
            }
            collect(found)
            last = next.flatMap { OrganizationID($0) }
        } while last != nil
    }

    /// Sorts before every charge that was made from a moment on: ids begin with their time.
    private func lowestChargeID(at instant: Instant) -> String {
        let milliseconds = UInt64(clamping: max(0, instant.microseconds / 1_000))
        return ChargeID(bits: UInt128(milliseconds) << 80).description
    }
}
