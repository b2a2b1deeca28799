// SPDX-License-Identifier: Apache-2.0

public import JSON
import Money

extension PricedModel {
    /// Reads one model of a ``Catalog``.
    ///
    /// - Parameter source: That of the rates that state none.
    /// - Throws: ``CatalogRefusal`` with the path inside the model.
    public convenience init(
        catalogJSON json: JSON, source: String = ""
    ) throws(CatalogRefusal) {
        var pool = ConditionsPool()
        try self.init(CatalogReader(json, path: ""), source: source, sharing: &pool)
    }

    private static let memberNames = [
        "provider", "model", "displayName", "vendor", "aliases", "operations", "contextWindow",
        "maxOutputTokens", "deprecatedOn", "markup", "minimumCharge", "dynamic", "prices",
        "multipliers",
    ]

    convenience init(
        _ reader: CatalogReader, source: String, sharing pool: inout ConditionsPool
    ) throws(CatalogRefusal) {
        try reader.allow(PricedModel.memberNames)
        var rates: [PriceRate] = []
        for column in try reader.elements("prices") {
            rates += try PriceRate.column(column, source: source, sharing: &pool)
        }
        let multipliers = try reader.multipliers()
        if !multipliers.isEmpty {
            do throws(PriceRateRefusal) {
                rates = try rates.multiplied(by: multipliers)
            } catch {
                throw .price(path: reader.path(of: "multipliers"), error)
            }
        }
        self.init(try Identity(reader), rates: rates)
    }
}

extension PricedModel.Identity {
    fileprivate init(_ reader: CatalogReader) throws(CatalogRefusal) {
        self.init(provider: try reader.text("provider"), name: try reader.text("model"))
        displayName = try reader.textIfPresent("displayName")
        vendor = try reader.textIfPresent("vendor")
        aliases = try reader.texts("aliases")
        operations = try reader.texts("operations").map { Operation(rawValue: $0) }
        contextWindow = try reader.countIfPresent("contextWindow")
        maxOutputTokens = try reader.countIfPresent("maxOutputTokens")
        deprecatedOn = try reader.instantIfPresent("deprecatedOn")
        takesMarkup = try reader.bool("markup", default: true)
        minimumCharge = try reader.creditsIfPresent("minimumCharge")
        isDynamic = try reader.bool("dynamic", default: false)
    }
}

extension CatalogReader {
    fileprivate func multipliers() throws(CatalogRefusal) -> [RateMultiplier] {
        guard let list = try elementsIfPresent("multipliers") else { return [] }
        var multipliers: [RateMultiplier] = []
        for reader in list { multipliers.append(try reader.multiplier()) }
        return multipliers
    }

    private func multiplier() throws(CatalogRefusal) -> RateMultiplier {
        try allow(["when", "factor", "meters", "except"])
        let dimensions = try dimensions("when")
        guard dimensions.count == 1, let (name, value) = dimensions.first else {
            throw malformed("when", "one dimension")
        }
        guard let factor = try decimalIfPresent("factor"), !factor.isNegative else {
            throw malformed("factor", "a number from 0")
        }
        return RateMultiplier(
            RateConditions.Dimension(name, value), factor: factor,
            meters: try metersIfPresent("meters").map { Set($0) },
            except: Set(try metersIfPresent("except") ?? []))
    }
}
