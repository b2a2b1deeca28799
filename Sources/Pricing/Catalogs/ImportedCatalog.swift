// SPDX-License-Identifier: Apache-2.0

public import Money

/// The formats of price lists that can be read.
public enum CatalogFormat: String, CaseIterable, Hashable, Sendable {
    /// Florin's own, see ``Catalog``.
    case florin
    /// LiteLLM's `model_prices_and_context_window.json`.
    case litellm
    /// OpenRouter's `GET /api/v1/models`.
    case openrouter
    /// Vercel AI Gateway's `GET /v1/models`.
    case vercel
    /// `api.json` of models.dev.
    case modelsDev = "models.dev"
}

/// What a reader made of somebody's price list.
public struct ImportedCatalog: Sendable {
    /// Where the list came from; every rate repeats it.
    public let source: String
    public let models: [PricedModel]
    public let report: ImportReport

    init(source: String, models: [PricedModel], report: ImportReport) {
        self.source = source
        self.models = models
        self.report = report
    }

    /// Reads a price list. One bad entry costs that entry only, and the report says so.
    ///
    /// - Parameter source: Written beside every rate.
    /// - Throws: ``CatalogRefusal`` when the bytes are not a list of this format at all.
    public init(
        parsing bytes: [UInt8], format: CatalogFormat, source: String
    ) throws(CatalogRefusal) {
        switch format {
        case .florin: self.init(try Catalog(parsing: bytes), source: source)
        case .litellm: self = try LiteLLMReader.read(bytes, source: source)
        case .openrouter:
            self = try OpenRouterCatalog(parsing: bytes, source: source).list.imported
        case .vercel: self = try VercelCatalog(parsing: bytes, source: source).list.imported
        case .modelsDev: self = try ModelsDevCatalog(parsing: bytes, source: source).list.imported
        }
    }

    /// Florin's own format is read whole or not at all, so its report has nothing to tell.
    public init(_ catalog: Catalog, source: String) {
        let report = ImportReport(
            entriesIn: catalog.models.count, modelsOut: catalog.models.count,
            ratesOut: catalog.models.reduce(0) { $0 + $1.rates.count })
        self.init(source: source, models: catalog.models, report: report)
    }
}

/// What became of the entries of a price list: nothing is dropped without a word.
public struct ImportReport: Hashable, Sendable {
    /// Entries of the list, models or not.
    public var entriesIn: Int
    public var modelsOut: Int
    public var ratesOut: Int
    /// Entries that make no model.
    public var skipped: [Note] = []
    /// Fields that were left out, or read in a way that a person should know of.
    public var notes: [Note] = []

    init(entriesIn: Int = 0, modelsOut: Int = 0, ratesOut: Int = 0) {
        self.entriesIn = entriesIn
        self.modelsOut = modelsOut
        self.ratesOut = ratesOut
    }

    public struct Note: Hashable, Sendable {
        /// The entry's own name in the list.
        public let entry: String
        /// The model that the entry is for, where the reader knows it.
        public let model: ModelKey?
        /// The field of the entry, empty when the entry as a whole is meant.
        public let field: String
        public let reason: Reason

        init(entry: String, of model: ModelKey? = nil, field: String, reason: Reason) {
            self.entry = entry
            self.model = model
            self.field = field
            self.reason = reason
        }
    }

    public enum Reason: Hashable, Sendable {
        /// Documentation inside the list, no model.
        case notAModel
        /// A price for every model of a certain size.
        case classOfModels
        /// The entry does not say who sells the model.
        case noProvider
        /// More prices than one model may have.
        case tooManyPrices
        /// The list states no price: unknown, not free.
        case noPrice
        /// It passes requests on to other models, and costs what they cost.
        case pricedByOthers
        /// A negative price. −1 is a sentinel in many lists.
        case negativePrice(ExactDecimal)
        /// Not a decimal number, or one with more digits than can be held exactly; as the list
        /// states it.
        case unreadablePrice(String)
        /// The same price stands in another field already.
        case saidTwice
        /// A price in another currency or unit than USD.
        case notInUSD
        /// No meter of ours counts this.
        case unknownField
        /// Not of the type or the shape that belongs there.
        case malformed(String)
        /// It decides when a price holds in a way that is not known here, so that the price could
        /// be billed where it does not hold.
        case unknownCondition
        /// Two entries mean the same model; the first one counts.
        case nameTwice(String)
        /// How the field was read, where that is not obvious.
        case readAs(String)
    }
}

extension ImportReport.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAModel: "is documentation, no model"
        case .classOfModels: "is a price by size for many models, no model"
        case .noProvider: "names no provider"
        case .tooManyPrices: "has more prices than one model may have"
        case .noPrice: "has no price: unknown is not free"
        case .pricedByOthers: "costs what the model that it picks costs"
        case .negativePrice(let price): "is negative: \(price)"
        case .unreadablePrice(let text): "is no price that can be held exactly: \(text)"
        case .saidTwice: "repeats another field"
        case .notInUSD: "is not in USD"
        case .unknownField: "is counted by no meter"
        case .malformed(let expected): "should be \(expected)"
        case .unknownCondition: "is a condition that is not known here"
        case .nameTwice(let name): "means \(name), which another entry means too"
        case .readAs(let reading): "is read as \(reading)"
        }
    }
}
