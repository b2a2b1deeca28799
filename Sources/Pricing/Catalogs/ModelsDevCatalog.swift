// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// Reads `api.json` of models.dev: providers, their models, and `cost` in USD for a million tokens
/// (facts/pricing-data.md, section 5).
struct ModelsDevCatalog {
    private(set) var list: PriceList
    /// Who makes a model, by its name: the maker among those who sell it. For the others the name
    /// itself must tell, see ``Vendors``.
    private let makers: [String: String]

    /// The providers that sell what they make. Others may sell the same names, and the maker's
    /// price is then the one that the bare name means.
    private static let sellingMakers = [
        "openai", "anthropic", "google", "xai", "mistral", "deepseek", "cohere", "perplexity",
        "alibaba", "moonshotai", "zai", "minimax", "xiaomi", "stepfun", "upstage", "sarvam",
        "inception", "morph", "llama", "v0",
    ]

    /// What a key of `cost` counts.
    private static let meters: [(name: String, meter: Meter)] = [
        ("input", .inputTokens), ("output", .outputTokens), ("reasoning", .reasoningTokens),
        ("cache_read", .cachedInputTokens), ("cache_write", .cacheWriteTokens),
        ("input_audio", .inputAudioTokens), ("output_audio", .outputAudioTokens),
    ]

    private static let per: Int64 = 1_000_000

    init(parsing bytes: [UInt8], source: String) throws(CatalogRefusal) {
        list = PriceList(source: source)
        guard let providers = try PriceList.json(bytes).object else {
            throw .malformed(path: "", expected: "an object of providers")
        }
        var makers: [String: String] = [:]
        for maker in ModelsDevCatalog.sellingMakers {
            for (name, _) in providers[maker]?["models"]?.object?.members ?? []
            where makers[name] == nil {
                makers[name] = Providers.canonicalName(of: maker)
            }
        }
        self.makers = makers
        for (provider, value) in providers.members {
            guard let models = value["models"]?.object else {
                list.add(entry: provider, of: nil) { _ throws(EntryRefusal) in
                    throw EntryRefusal(field: "models", reason: .malformed("an object of models"))
                }
                continue
            }
            for (name, model) in models.members { add(model, name: name, provider: provider) }
        }
    }

    private mutating func add(_ model: JSON, name: String, provider: String) {
        let makers = self.makers
        let key = ModelKey(provider: Providers.canonicalName(of: provider), name: name)
        list.add(entry: "\(provider)/\(name)", of: key) { entry throws(EntryRefusal) in
            let identity = try ModelsDevCatalog.identity(
                of: model, name: name, provider: provider, makers: makers)
            guard let cost = model["cost"] else {
                throw EntryRefusal(field: "", reason: .noPrice)
            }
            try ModelsDevCatalog.read(cost: cost, field: "cost", when: [:], into: &entry)
            try ModelsDevCatalog.readModes(of: model, into: &entry)
            try ModelsDevCatalog.checkZeros(of: identity, in: &entry)
            if model["status"]?.string == "deprecated" {
                entry.note("status", .readAs("still sold: the list states no date"))
            }
            return identity
        }
    }

    /// Names of what passes a request on to another model.
    private static let routers = [
        "auto", "auto-model", "bodybuilder", "compound", "compound-mini", "custom", "model-router",
        "pareto-code",
    ]

    /// The list knows prices of tokens only, and writes 0 for what is priced otherwise as well as
    /// for what is free or paid by the month.
    private static func checkZeros(
        of identity: PricedModel.Identity, in entry: inout PriceListEntry
    ) throws(EntryRefusal) {
        let outputs = entry.rates.filter { $0.meter == .outputTokens }
        let isRouter = routers.contains { identity.name.split(separator: "/").last == $0[...] }
        guard !isRouter || outputs.contains(where: { !$0.price.isZero }) else {
            throw EntryRefusal(field: "cost", reason: .pricedByOthers)
        }
        guard entry.rates.allSatisfy(\.price.isZero) else { return }
        let operations = identity.operations
        guard operations.isEmpty || operations.contains(.chat) || operations.contains(.embeddings)
        else { throw EntryRefusal(field: "cost", reason: .noPrice) }
        entry.note("cost", .readAs("free"))
    }

    private static func identity(
        of model: JSON, name: String, provider: String, makers: [String: String]
    ) throws(EntryRefusal) -> PricedModel.Identity {
        guard !name.isEmpty, !provider.isEmpty else {
            throw EntryRefusal(field: "id", reason: .malformed("a name"))
        }
        var identity = PricedModel.Identity(
            provider: Providers.canonicalName(of: provider), name: name)
        identity.vendor = makers[name] ?? Vendors.vendor(of: name, soldBy: identity.provider)
        identity.displayName = ModelNames.displayed(model["name"])
        identity.operations = ModelOperations.made(
            from: model["modalities"]?["input"], to: model["modalities"]?["output"],
            isEmbedding: [name, model["family"]?.string ?? ""].contains {
                $0.contains("embed") || $0.contains("Embed")
            })
        identity.contextWindow = ModelLimits.positive(model["limit"]?["context"])
        identity.maxOutputTokens = ModelLimits.positive(model["limit"]?["output"])
        return identity
    }

    /// Reads one object of prices: `cost` itself, a tier, or what a mode costs.
    private static func read(
        cost: JSON, field: String, when dimensions: [String: String],
        context: RateConditions.ContextTier? = nil, into entry: inout PriceListEntry
    ) throws(EntryRefusal) {
        var column: PriceListEntry.Column = []
        for (name, value) in try PriceListEntry.members(of: cost, field: field) {
            let path = "\(field).\(name)"
            if let meter = meters.first(where: { $0.name == name })?.meter {
                column.append((meter, try PriceListEntry.price(value, field: path), path))
            } else if context == nil, name == "tiers" {
                try readTiers(value, field: path, when: dimensions, into: &entry)
            } else if context == nil, name == "context_over_200k" {
                guard cost["tiers"] == nil else {
                    entry.note(path, .saidTwice)
                    continue
                }
                try read(
                    cost: value, field: path, when: dimensions,
                    context: RateConditions.ContextTier(over: 200_000), into: &entry)
            } else if name != "tier" || context == nil {
                entry.note(path, .unknownField)
            }
        }
        let conditions = RateConditions(dimensions: dimensions, context: context)
        for (meter, price, field) in entry.withoutEmptyParts(column) {
            try entry.add(meter, price, per: per, under: conditions, field: field)
        }
    }

    private static func readTiers(
        _ tiers: JSON, field: String, when dimensions: [String: String],
        into entry: inout PriceListEntry
    ) throws(EntryRefusal) {
        for (index, tier) in try PriceListEntry.elements(of: tiers, field: field).enumerated() {
            let path = "\(field)[\(index)]"
            // A tier of a kind that is not known here may hold for anything.
            guard let size = tier["tier"]?["size"], tier["tier"]?["type"]?.string == "context"
            else { throw EntryRefusal(field: "\(path).tier", reason: .unknownCondition) }
            let over = try PriceListEntry.count(size, field: "\(path).tier.size")
            try read(
                cost: tier, field: path, when: dimensions,
                context: RateConditions.ContextTier(over: over), into: &entry)
        }
    }

    /// `experimental.modes`: the same model asked otherwise (`service_tier: priority`,
    /// `speed: fast`) at its own price.
    private static func readModes(
        of model: JSON, into entry: inout PriceListEntry
    ) throws(EntryRefusal) {
        guard let modes = model["experimental"]?["modes"] else { return }
        let field = "experimental.modes"
        for (name, mode) in try PriceListEntry.members(of: modes, field: field) {
            let path = "\(field).\(name)"
            guard let cost = mode["cost"] else {
                entry.note(path, .noPrice)
                continue
            }
            var dimensions: [String: String] = [:]
            for dimension in ["service_tier", "speed"] {
                dimensions[dimension] = mode["provider"]?["body"]?[dimension]?.string
            }
            if dimensions.isEmpty { dimensions = ["mode": name] }
            let conditions = RateConditions(dimensions: dimensions)
            entry.note(path, .readAs("what holds for \(conditions)"))
            try read(cost: cost, field: "\(path).cost", when: dimensions, into: &entry)
        }
    }
}
