// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

// Fields that hold more than one number.

extension LiteLLMEntry {
    /// `{"us": 1.1, "fast": 6}`: a region and a speed multiply all tokens but cached ones.
    mutating func readProviderFactors(_ value: JSON, _ field: String) throws(Skip) {
        guard let members = value.object?.members else {
            throw Skip(field: field, reason: .malformed("an object"))
        }
        for (name, factor) in members {
            let path = "\(field).\(name)"
            if factor.string != nil {
                // How Bedrock wants the request to look, for one.
                note(path, .unknownField)
            } else if name == "fast" {
                try addMultiplier("speed", name, factor, path, exceptCached: true)
            } else if name.utf8.count == 2 {
                try addMultiplier("region", name, factor, path, exceptCached: true)
            } else {
                note(path, .unknownField)
            }
        }
    }

    mutating func addMultiplier(
        _ dimension: String, _ value: String, _ factor: JSON, _ field: String, exceptCached: Bool
    ) throws(Skip) {
        guard let factor = try price(factor, field) else { return }
        guard !factor.isZero else {
            throw Skip(field: field, reason: .unreadablePrice("a factor of 0"))
        }
        let dimension = RateConditions.Dimension(dimension, value)
        // Of two factors for one thing the higher counts: a price that is too low is lost.
        if let known = multipliers.firstIndex(where: { $0.dimension == dimension }) {
            note(field, .saidTwice)
            guard factor > multipliers[known].factor else { return }
            multipliers.remove(at: known)
        }
        guard multipliers.count < LiteLLMEntry.multipliersMax else {
            throw Skip(field: field, reason: .tooManyPrices)
        }
        multipliers.append(
            RateMultiplier(
                dimension, factor: factor, meters: LiteLLMEntry.tokens,
                except: exceptCached ? LiteLLMEntry.cached : []))
    }

    /// A handful of regions and speeds; more would make more rates than a model may have.
    private static let multipliersMax = 16

    private static let tokens = Set(Meter.allCases.filter { $0.unit == "token" })
    private static let cached: Set<Meter> = [
        .cachedInputTokens, .cachedInputTextTokens, .cachedInputAudioTokens,
        .cachedInputImageTokens, .cachedInputVideoTokens, .cacheWriteTokens, .cacheWrite1hTokens,
        .cacheWriteAudioTokens,
    ]

    /// A search by how much it puts into the context. Equal prices are one price; otherwise a
    /// request that states no amount gets the provider's default.
    mutating func readSearchContext(_ value: JSON, _ field: String) throws(Skip) {
        guard let members = value.object?.members else {
            throw Skip(field: field, reason: .malformed("an object"))
        }
        var byAmount: [(amount: String, price: ExactDecimal)] = []
        for (name, stated) in members {
            let path = "\(field).\(name)"
            guard name.hasPrefix("search_context_size_"), byAmount.count < 8 else {
                note(path, .unknownField)
                continue
            }
            guard let price = try price(stated, path) else { continue }
            byAmount.append((String(name.dropFirst("search_context_size_".count)), price))
        }
        guard let first = byAmount.first else { return }
        let meter = searchMeter(field)
        let isOnePrice = byAmount.allSatisfy { $0.price == first.price }
        let standard = name.provider == "perplexity" ? "low" : "medium"
        if isOnePrice {
            addSearch(meter, first.price, nil, field)
            return
        }
        for (amount, price) in byAmount { addSearch(meter, price, amount, field) }
        guard let usual = byAmount.first(where: { $0.amount == standard }) else { return }
        note(field, .readAs("\(standard) where a request states none"))
        addSearch(meter, usual.price, nil, field)
    }

    /// Perplexity takes its price once for each request, with the searches in it; only its deep
    /// research counts them.
    private mutating func searchMeter(_ field: String) -> Meter {
        guard name.provider == "perplexity", !name.model.contains("deep-research") else {
            return .webSearches
        }
        note(field, .readAs("a price for the request, with its searches in it"))
        add(LiteLLMPrice(.webSearches, .zero), field)
        return .requests
    }

    private mutating func addSearch(
        _ meter: Meter, _ price: ExactDecimal, _ amount: String?, _ field: String
    ) {
        var search = LiteLLMPrice(meter, price)
        search.dimensions["search_context"] = amount
        add(search, field)
    }

    /// Gemini 2 takes one price for a prompt however often it searched, Gemini 3 one for each
    /// search; where nothing is stated LiteLLM means the former.
    mutating func readSearchUnit(_ value: JSON, _ field: String) {
        searchUnit = value.string
        guard !["per_query", "per_prompt"].contains(value.string) else { return }
        note(field, .unknownField)
    }

    mutating func resolveSearchUnit() {
        guard hasPrice(of: .webSearches), name.provider != "perplexity" else { return }
        let isGemini =
            ["google", "google-vertex"].contains(name.provider) && name.model.contains("gemini")
        guard searchUnit == "per_prompt" || isGemini && searchUnit == nil else { return }
        if searchUnit == nil {
            note("web_search_billing_unit", .readAs("per_prompt, as Gemini's without one are"))
        }
        limitSearches()
    }

    /// Slices of tokens, each at its own price, or ranges of search results.
    mutating func readTiers(_ value: JSON, _ field: String) throws(Skip) {
        guard let tiers = value.array else {
            throw Skip(field: field, reason: .malformed("a list"))
        }
        guard tiers.count <= LiteLLMEntry.tiersMax else {
            throw Skip(field: field, reason: .tooManyPrices)
        }
        let mode = LiteLLMEntry.tierModes[name.provider] ?? .graduated
        var isSliced = false
        for (index, tier) in tiers.enumerated() {
            let path = "\(field)[\(index)]"
            guard let members = tier.object?.members else {
                throw Skip(field: path, reason: .malformed("an object"))
            }
            let start = try rangeStart(tier, path)
            for (name, stated) in members where !LiteLLMEntry.rangeNames.contains(name) {
                guard case .price(let meter, let per) = LiteLLMField.bases[name] else {
                    note("\(path).\(name)", .unknownField)
                    continue
                }
                guard let amount = try price(stated, "\(path).\(name)") else { continue }
                var price = LiteLLMPrice(meter, amount, per: per)
                switch start {
                case .tokens(let over) where over > 0:
                    isSliced = true
                    price.context = RateConditions.ContextTier(over: over, mode: mode)
                case .results(let over) where over > 0:
                    price.thresholds = [Threshold(.dimension("results"), over: over)]
                case .tokens, .results: break
                }
                add(price, "\(path).\(name)")
            }
        }
        if isSliced { note(field, .readAs("\(mode.rawValue) tiers")) }
    }

    private enum RangeStart {
        /// What is above so many tokens.
        case tokens(Int64)
        /// More results than this.
        case results(Int64)
    }

    private func rangeStart(_ tier: JSON, _ path: String) throws(Skip) -> RangeStart {
        let countable = 0...Usage.countMax
        if let start = tier["range"]?.array?.first?.int64, countable.contains(start) {
            return .tokens(start)
        }
        // The first range starts at 0 or at 1: there is no search with less.
        if let start = tier["max_results_range"]?.array?.first?.int64, countable.contains(start) {
            return .results(start <= 1 ? 0 : start - 1)
        }
        throw Skip(field: path, reason: .malformed("prices for a range"))
    }

    /// How providers bill what their ranges say. LiteLLM's code takes all of them for slices.
    private static let tierModes: [String: RateConditions.ContextTier.Mode] = [
        "alibaba": .graduated, "volcengine": .graduated,
    ]

    private static let rangeNames = ["range", "max_results_range"]
    private static let tiersMax = 100
}
