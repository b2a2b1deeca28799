// SPDX-License-Identifier: Apache-2.0

import JSON
import Vocabulary

/// Reads OpenRouter's `GET /api/v1/models`: USD for one unit, as text
/// (facts/pricing-data.md, section 4).
struct OpenRouterCatalog {
    private(set) var list: PriceList

    static let provider = "openrouter"

    init(parsing bytes: [UInt8], source: String) throws(CatalogRefusal) {
        list = PriceList(source: source)
        let json = try PriceList.json(bytes)
        guard let models = json["data"]?.array else {
            throw .malformed(path: "data", expected: "a list of models")
        }
        if let next = json["links"]?["next"], !next.isNull {
            list.note("links.next", .readAs("a sign that this is not the whole list"))
        }
        for model in models {
            let name = model["id"]?.string ?? ""
            let key = ModelKey(provider: OpenRouterCatalog.provider, name: name)
            list.add(entry: name, of: key) { entry throws(EntryRefusal) in
                try OpenRouterCatalog.read(model, into: &entry)
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
        let modalities = model["architecture"]
        identity.operations = ModelOperations.made(
            from: modalities?["input_modalities"], to: modalities?["output_modalities"])
        identity.contextWindow = ModelLimits.positive(model["context_length"])
        identity.maxOutputTokens = ModelLimits.positive(
            model["top_provider"]?["max_completion_tokens"])
        identity.deprecatedOn = model["expiration_date"]?.string.flatMap(Instant.init(iso8601:))
        if let target = model["alias_target"]?["slug"]?.string {
            entry.note("alias_target", .readAs("what the name means today only: \(target)"))
        }
        guard let pricing = model["pricing"] else {
            throw EntryRefusal(field: "pricing", reason: .noPrice)
        }
        let prices = try OpenRouterPricing(pricing, of: &entry)
        identity.isDynamic = prices.isDynamic
        if prices.isDynamic {
            entry.note(
                "pricing", .readAs("known only from the answer: the router picks what it costs"))
            return identity
        }
        let isListedElsewhere = !identity.operations.contains { $0 == .chat || $0 == .embeddings }
        guard !prices.isFree || name.hasSuffix(":free") || !isListedElsewhere else {
            throw EntryRefusal(field: "pricing", reason: .noPrice)
        }
        try prices.addRates(to: &entry)
        return identity
    }
}
