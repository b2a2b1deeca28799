// SPDX-License-Identifier: Apache-2.0

import JSON
import Vocabulary

/// Reads the Vercel AI Gateway's `GET /v1/models` (facts/pricing-data.md, section 6).
struct VercelCatalog {
    private(set) var list: PriceList

    static let provider = "vercel"

    private static let operations: [String: Operation] = [
        "language": .chat, "embedding": .embeddings, "image": .image, "video": .video,
        "speech": .speech, "transcription": .transcription, "reranking": .rerank,
    ]

    init(parsing bytes: [UInt8], source: String) throws(CatalogRefusal) {
        list = PriceList(source: source)
        guard let models = try PriceList.json(bytes)["data"]?.array else {
            throw .malformed(path: "data", expected: "a list of models")
        }
        for model in models {
            let name = model["id"]?.string ?? ""
            let key = ModelKey(provider: VercelCatalog.provider, name: name)
            list.add(entry: name, of: key) { entry throws(EntryRefusal) in
                try VercelCatalog.read(model, into: &entry)
            }
        }
    }

    private static func read(
        _ model: JSON, into entry: inout PriceListEntry
    ) throws(EntryRefusal) -> PricedModel.Identity {
        let name = try PriceListEntry.text(model["id"], field: "id")
        var identity = PricedModel.Identity(provider: provider, name: name)
        identity.vendor = ModelNames.vendor(of: name)
        identity.displayName = ModelNames.displayed(model["name"])
        let kind = model["type"]?.string ?? ""
        identity.operations = operations[kind].map { [$0] } ?? []
        identity.contextWindow = ModelLimits.positive(model["context_window"])
        identity.maxOutputTokens = ModelLimits.positive(model["max_tokens"])
        identity.deprecatedOn = ModelLimits.positive(model["deprecated_at"]).flatMap(instant)
        guard let pricing = model["pricing"] else {
            throw EntryRefusal(field: "pricing", reason: .noPrice)
        }
        var reader = VercelPricing(entry: entry, kind: kind)
        defer { entry = reader.entry }
        try reader.read(pricing)
        return identity
    }

    /// Seconds since 1970, or milliseconds where they are so many.
    private static func instant(_ stamp: Int64) -> Instant? {
        let factor: Int64 = stamp < 100_000_000_000 ? 1_000_000 : 1_000
        let (microseconds, overflow) = stamp.multipliedReportingOverflow(by: factor)
        return overflow ? nil : Instant(microseconds: microseconds)
    }
}
