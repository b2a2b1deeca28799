// SPDX-License-Identifier: Apache-2.0

import JSON

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
/// A model has `provider` and `model`; it may have `displayName`, `vendor` (who made it, when that
/// is not the provider), `aliases`, `operations`, `contextWindow`, `maxOutputTokens`,
/// `deprecatedOn`, `markup` (false for prices that are final), `minimumCharge` (USD that anything
/// costs at least, after the markup), `dynamic` (true where only the upstream's answer says the
/// price) and `multipliers`: `{"when": {"region": "eu"}, "factor": 1.1}`, which repeats every price
/// for the region, 1.1 times as high; `meters` or `except` say for which.
///
/// Each member of `prices` is a column of a price list: meters with their price in USD for `per`
/// units (1 when absent), all under the same conditions: `operation`, `when` (dimensions that must
/// be equal), `hours` and `days` (UTC, `"16:30-00:30"`, `["sat", "sun"]`), `contextOver` (strictly
/// more input tokens) with `mode` (`cliff`, the default, or `graduated`), `over` (meters or
/// dimensions that must be strictly more), `from` and `until` (UTC, half-open), and a `source` of
/// their own. `minimum`, `step` and `maximum` say how much of a count is billed, `coveredBy` beside
/// which meters nothing is. A meter may go by another name, whose unit the price is for
/// (`audio_minutes`, `pixels`); every other quantity is in the meter's own units.
///
/// A price of 0 means free; a price that is absent means that there is none. Names that are not in
/// this description are refused, so that a misspelt condition never becomes a price for everybody.
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
        var pool = ConditionsPool()
        for model in try reader.elements("models") {
            models.append(try PricedModel(model, source: source, sharing: &pool))
        }
        self.source = source
        self.models = models
    }
}
