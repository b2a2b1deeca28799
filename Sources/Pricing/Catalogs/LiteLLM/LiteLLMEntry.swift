// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Vocabulary

/// One entry of LiteLLM's list, read: what it prices, and what had to be interpreted.
struct LiteLLMEntry {
    let key: String
    let name: LiteLLMName
    let mode: Mode
    var prices: [LiteLLMPrice] = []
    var multipliers: [RateMultiplier] = []
    /// Whether only the upstream's answer says what a call cost.
    var isDynamic = false
    /// Whether all output is a picture, so that plain output tokens are image tokens.
    var isOutputPicture = false
    private(set) var notes: [ImportReport.Note] = []
    /// Positions in ``prices``.
    private var positions: [LiteLLMPrice.Place: Int] = [:]
    /// Prices whose meaning depends on the whole entry.
    private var asides: [Aside] = []
    /// Whether searches are counted one by one.
    var searchUnit: String?

    /// A price that waits until all fields are read.
    struct Aside {
        let field: String
        let parsed: LiteLLMField
        let price: ExactDecimal

        func price(of meter: Meter) -> LiteLLMPrice { LiteLLMPrice(meter, price, as: parsed) }
    }

    /// Why an entry makes no model.
    struct Skip: Error {
        var field = ""
        let reason: ImportReport.Reason
    }

    /// The kind of model, as far as it decides what fields mean.
    enum Mode: String {
        case chat, completion, responses, embedding, moderation, realtime, rerank, search, ocr
        case imageGeneration = "image_generation"
        case imageEdit = "image_edit"
        case speech = "audio_speech"
        case transcription = "audio_transcription"
        case video = "video_generation"
        case vectorStore = "vector_store"
        /// Not stated, or newer than this reader.
        case unknown

        var makesImages: Bool { self == .imageGeneration || self == .imageEdit }

        var operations: [Operation] {
            switch self {
            case .chat, .completion, .responses, .realtime: [.chat]
            case .embedding: [.embeddings]
            case .moderation: [.moderation]
            case .rerank: [.rerank]
            case .search, .vectorStore: [Operation(rawValue: "search")]
            case .ocr: [.ocr]
            case .imageGeneration, .imageEdit: [.image]
            case .speech: [.speech]
            case .transcription: [.transcription]
            case .video: [.video]
            case .unknown: []
            }
        }
    }

    /// - Throws: ``Skip``: an entry is read whole or not at all, because a price that is missing
    ///   from a model bills less than it should.
    init(key: String, object: JSONObject, fields: inout LiteLLMFieldNames) throws(Skip) {
        guard let provider = object["litellm_provider"]?.string, !provider.isEmpty else {
            throw Skip(field: "litellm_provider", reason: .noProvider)
        }
        self.key = key
        name = LiteLLMName(key: key, provider: provider)
        mode = object["mode"]?.string.flatMap { Mode(rawValue: $0) } ?? .unknown
        // A name that ends in a slash is a place for models.
        guard !name.model.isEmpty, !name.model.hasSuffix("/") else {
            throw Skip(reason: .notAModel)
        }
        guard !LiteLLMEntry.isClassOfModels(key) else { throw Skip(reason: .classOfModels) }
        guard object.count <= LiteLLMEntry.fieldsMax else { throw Skip(reason: .tooManyPrices) }
        for (field, value) in object.members {
            try read(field, value, as: fields[field])
        }
        resolveCachedAudio()
        resolveSeconds()
        resolveImages()
        try resolvePixels()
        resolveTokensOfImages()
        resolveReasoning()
        resolveSearchUnit()
        resolveRouters()
        guard !prices.isEmpty || isDynamic else { throw Skip(reason: .noPrice) }
        try checkRates()
    }

    /// Real entries have up to sixty fields; this keeps the work for any bytes small.
    private static let fieldsMax = 1_000

    /// Refuses prices that can be written and not be reckoned with, before they reach other
    /// entries of the model.
    private func checkRates() throws(Skip) {
        var pool = ConditionsPool()
        for price in prices {
            do throws(PriceRateRefusal) {
                _ = try price.rate(with: [:], isOutputPicture: false, source: "", pool: &pool)
            } catch {
                throw Skip(field: "\(price.meter)", reason: .unreadablePrice("\(price.price)"))
            }
        }
    }

    private mutating func read(
        _ field: String, _ value: JSON, as parsed: LiteLLMField?
    ) throws(Skip) {
        guard let parsed else {
            note(field, .unknownField)
            return
        }
        switch parsed.base {
        case .price(let meter, let per):
            guard let price = try price(value, field) else { return }
            add(LiteLLMPrice(meter, price, per: per, as: parsed), field)
        case .cacheHit:
            guard let price = try price(value, field) else { return }
            add(LiteLLMPrice(.cachedInputTokens, price, as: parsed), field)
        case .cachedAudioOfRealtime, .inputSecond, .outputSecond, .inputImage, .outputImage,
            .inputPixel, .outputPixel:
            guard let price = try price(value, field) else { return }
            asides.append(Aside(field: field, parsed: parsed, price: price))
        case .regionFactor(let region):
            try addMultiplier("region", region, value, field, exceptCached: false)
        case .providerFactors: try readProviderFactors(value, field)
        case .searchContext: try readSearchContext(value, field)
        case .tiers: try readTiers(value, field)
        case .searchUnit: readSearchUnit(value, field)
        case .foreign: note(field, .notInUSD)
        case .noPrice: break
        }
    }

    /// LiteLLM keeps prices for models of a certain size, of which it guesses the size by name.
    private static func isClassOfModels(_ key: String) -> Bool {
        !key.contains("/") && (key.hasPrefix("fireworks-ai-") || key.hasPrefix("together-ai-"))
    }
}

extension LiteLLMEntry {
    func asides(of base: LiteLLMField.Base) -> [Aside] { asides.filter { $0.parsed.base == base } }

    func hasPrice(of meter: Meter) -> Bool { prices.contains { $0.meter == meter } }

    func hasPrice(at place: LiteLLMPrice.Place) -> Bool { positions[place] != nil }

    mutating func note(_ field: String, _ reason: ImportReport.Reason) {
        notes.append(ImportReport.Note(entry: key, field: field, reason: reason))
    }

    /// Adds a price. Of two different ones for the same thing the dearer one counts.
    mutating func add(_ price: LiteLLMPrice, _ field: String) {
        guard let position = positions[price.place] else {
            positions[price.place] = prices.count
            prices.append(price)
            return
        }
        let isSame = prices[position].price == price.price && prices[position].per == price.per
        note(field, isSame ? .saidTwice : .readAs("the dearer of two prices for one thing"))
        if !isSame, prices[position].price < price.price { prices[position] = price }
    }

    mutating func remove(at position: Int) {
        prices.remove(at: position)
        positions = [:]
        for (index, price) in prices.enumerated() { positions[price.place] = index }
    }

    mutating func removeAllPrices() {
        prices = []
        positions = [:]
    }

    /// Bills one search at most.
    mutating func limitSearches() {
        for position in prices.indices where prices[position].meter == .webSearches {
            prices[position].maximum = 1
        }
    }

    /// A price as the exact decimal of the list's text; LiteLLM takes decimal text too. Nil for
    /// null, which LiteLLM writes for "no price".
    func price(_ value: JSON, _ field: String) throws(Skip) -> ExactDecimal? {
        if value.isNull { return nil }
        let price: ExactDecimal
        do throws(DecimalRefusal) {
            guard let text = value.number?.text ?? value.string else {
                throw DecimalRefusal.malformed
            }
            price = try ExactDecimal(text: text)
        } catch {
            throw Skip(field: field, reason: .unreadable(value))
        }
        guard !price.isNegative else { throw Skip(field: field, reason: .negativePrice(price)) }
        return price
    }
}
