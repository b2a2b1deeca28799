// SPDX-License-Identifier: Apache-2.0

import Database
import JSON
import Pricing

/// How priced models stand in rows: one document for each that differs, found by its digest.
enum PriceDocuments {
    /// What a model says, as one text, and the digest of it.
    ///
    /// Where a price was read is no part of the digest: the same price read again is the same.
    struct Document: Hashable, Sendable {
        let digest: String
        let text: String

        init(_ model: PricedModel) {
            text = model.catalogJSON.text
            let bare = PricedModel(model.identity, rates: model.rates.map { $0.copy(source: "") })
            digest = SHA256Digest(of: Array(bare.catalogJSON.text.utf8)).hex
        }
    }

    /// Writes documents that are not there yet.
    static func store(_ documents: some Sequence<Document>, on connection: any Connection) throws {
        try connection.executeMany(
            """
            INSERT INTO price_model (digest, document) VALUES ($1, $2)
            ON CONFLICT (digest) DO NOTHING
            """, documents.map { [.text($0.digest), .text($0.text)] })
    }

    /// The model that a document describes.
    ///
    /// - Throws: `DatabaseFailure.corrupt` when it cannot be read: it was written by us.
    static func model(_ text: String) throws -> PricedModel {
        do {
            return try PricedModel(catalogJSON: JSON(parsing: Array(text.utf8), limits: .catalog))
        } catch {
            throw DatabaseFailure.corrupt("a stored price cannot be read: \(error)")
        }
    }
}

extension SHA256Digest {
    /// In hexadecimal digits.
    var hex: String { bytes.hex }
}
