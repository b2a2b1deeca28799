// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Vocabulary

/// Florin's own catalog format: a price list that a person can edit.
///
/// ```json
/// { "format": "florin.catalog/1", "source": "where the prices were read, and when",
///   "models": [
///     { "provider": "openai", "model": "gpt-5.4", "aliases": ["gpt-5.4-2026-03-05"],
///       "operations": ["chat"], "contextWindow": 1050000, "maxOutputTokens": 128000,
///       "prices": [
///         { "per": 1000000, "input_tokens": 2.5, "cached_input_tokens": 0.25,
///           "output_tokens": 15 },
///         { "per": 1000000, "contextOver": 272000, "input_tokens": 5, "output_tokens": 22.5 },
///         { "per": 1000000, "when": {"service_tier": "flex"}, "input_tokens": 1.25 },
///         { "per": 1000, "web_searches": 10 } ] } ] }
/// ```
///
/// A model has `provider` and `model`; it may have `vendor` (who made it, when that is not the
/// provider), `aliases`, `operations`, `contextWindow`, `maxOutputTokens` and `markup` (false for
/// prices that are final). Each member of `prices` is a column of a price list: meters with their
/// price in USD for `per` units (1 when absent), all under the same conditions: `operation`, `when`
/// (dimensions that must be equal), `contextOver` (strictly more input tokens) with `mode`
/// (`cliff`, the default, or `graduated`), `from` and `until` (UTC, half-open), and a `source` of
/// their own. A price of 0 means free; a price that is absent means that there is none. Names that
/// are not in this description are refused, so that a misspelt condition never becomes a price for
/// everybody.
public struct Catalog: Sendable {
    public let source: String
    public let models: [PricedModel]

    public static let format = "florin.catalog/1"

    /// - Throws: ``CatalogRefusal`` with the path of the first thing that is wrong.
    public init(parsing bytes: [UInt8]) throws(CatalogRefusal) {
        let json: JSON
        do throws(JSONRefusal) {
            json = try JSON(parsing: bytes, limits: .catalog)
        } catch {
            throw .notJSON(error)
        }
        try self.init(CatalogReader(json, path: ""))
    }

    init(_ reader: CatalogReader) throws(CatalogRefusal) {
        try reader.allow(["format", "source", "models"])
        guard try reader.text("format") == Catalog.format else {
            throw reader.malformed("format", "\"\(Catalog.format)\"")
        }
        let source = try reader.text("source")
        var models: [PricedModel] = []
        for model in try reader.elements("models") {
            models.append(try PricedModel(model, source: source))
        }
        self.source = source
        self.models = models
    }
}

extension PricedModel {
    fileprivate convenience init(_ reader: CatalogReader, source: String) throws(CatalogRefusal) {
        try reader.allow([
            "provider", "model", "vendor", "aliases", "operations", "contextWindow",
            "maxOutputTokens", "markup", "prices",
        ])
        var identity = Identity(
            provider: try reader.text("provider"), name: try reader.text("model"))
        identity.vendor = try reader.textIfPresent("vendor")
        identity.aliases = try reader.texts("aliases")
        identity.operations = try reader.texts("operations").map { Operation(rawValue: $0) }
        identity.contextWindow = try reader.countIfPresent("contextWindow")
        identity.maxOutputTokens = try reader.countIfPresent("maxOutputTokens")
        identity.takesMarkup = try reader.bool("markup", default: true)
        var rates: [PriceRate] = []
        for column in try reader.elements("prices") {
            rates += try PriceRate.column(column, source: source)
        }
        self.init(identity, rates: rates)
    }
}

extension PriceRate {
    private static let conditionNames = [
        "per", "when", "operation", "contextOver", "mode", "from", "until", "source",
    ]

    /// Reads the rates of one column: every member that is no condition is a meter.
    fileprivate static func column(
        _ reader: CatalogReader, source: String
    ) throws(CatalogRefusal) -> [PriceRate] {
        let per = try reader.countIfPresent("per") ?? 1
        let conditions = try RateConditions(reader)
        let validity = Validity(
            from: try reader.instantIfPresent("from") ?? Validity.always.from,
            until: try reader.instantIfPresent("until") ?? .never)
        let source = try reader.textIfPresent("source") ?? source
        var rates: [PriceRate] = []
        for (name, value) in try reader.members() where !conditionNames.contains(name) {
            let meter = try reader.meter(name)
            let price = try reader.decimal(value, name)
            do throws(PriceRateRefusal) {
                rates.append(
                    try PriceRate(
                        meter, price: price, per: per, conditions: conditions, validity: validity,
                        source: source))
            } catch {
                throw .price(path: reader.path(of: name), error)
            }
        }
        return rates
    }
}

extension RateConditions {
    fileprivate init(_ reader: CatalogReader) throws(CatalogRefusal) {
        var dimensions: [String: String] = [:]
        if let when = try reader.objectIfPresent("when") {
            for (name, _) in try when.members() { dimensions[name] = try when.text(name) }
        }
        let mode = try reader.textIfPresent("mode").map { ContextTier.Mode(rawValue: $0) }
        guard mode != .some(nil) else { throw reader.malformed("mode", "cliff or graduated") }
        let over = try reader.countIfPresent("contextOver")
        self.init(
            operation: try reader.textIfPresent("operation").map { Operation(rawValue: $0) },
            dimensions: dimensions,
            context: over.map { ContextTier(over: $0, mode: (mode ?? .cliff) ?? .cliff) })
    }
}
