// SPDX-License-Identifier: Apache-2.0

/// All rates in force, by model; immutable once made, and numbered.
///
/// A quote names the number of its book, so that it can be computed again for ever.
public struct PriceBook: Sendable {
    public let number: Int64
    /// In the order in which they were given.
    public let models: [PricedModel]
    private let index: ModelIndex

    /// - Throws: ``PriceBookRefusal`` naming the first model that cannot be in a book.
    public init(number: Int64, models: [PricedModel]) throws(PriceBookRefusal) {
        for model in models { try PriceBook.check(model) }
        self.number = number
        self.models = models
        index = try ModelIndex(models)
    }

    /// Finds what a request names: by name, alias or `provider/name`.
    ///
    /// Where several providers sell the name and none is given, the vendor's own model is meant.
    /// - Throws: ``PricingRefusal/modelNotFound(model:provider:)`` or
    ///   ``PricingRefusal/ambiguousModel(model:providers:)``.
    public func model(
        named name: String, provider: String? = nil
    ) throws(PricingRefusal) -> PricedModel {
        var (found, only, byVendor) = (0, -1, -1)
        var (vendors, asked) = (0, -1)
        index.visit(name, among: models) { position in
            let model = models[position]
            found += 1
            only = position
            if model.provider == model.vendor {
                vendors += 1
                byVendor = position
            }
            if model.provider == provider { asked = position }
        }
        if provider != nil {
            guard asked >= 0 else { throw .modelNotFound(model: name, provider: provider) }
            return models[asked]
        }
        if found == 1 { return models[only] }
        if vendors == 1 { return models[byVendor] }
        guard found > 0 else { throw .modelNotFound(model: name, provider: nil) }
        throw .ambiguousModel(model: name, providers: providers(selling: name))
    }

    private func providers(selling name: String) -> [String] {
        var providers: [String] = []
        index.visit(name, among: models) { providers.append(models[$0].provider) }
        return providers.sorted()
    }

    private static func check(_ model: PricedModel) throws(PriceBookRefusal) {
        guard model.rates.count <= PricedModel.ratesMax else { throw .tooManyRates(model.name) }
        for (index, rate) in model.rates.enumerated() {
            guard index > 0 else { continue }
            let before = model.rates[index - 1]
            let isSame =
                before.meter == rate.meter && before.conditions == rate.conditions
                && before.validity.from == rate.validity.from
            guard !isSame else { throw .rateTwice(model.name, rate.meter) }
        }
    }
}

/// Why models make no price book.
public enum PriceBookRefusal: Error, Hashable {
    /// Two models of one provider have this name or alias.
    case nameTwice(String, provider: String)
    /// One model has two rates for the meter under the same conditions from the same time on.
    case rateTwice(String, Meter)
    /// More than ``PricedModel/ratesMax``.
    case tooManyRates(String)
}

extension PriceBookRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nameTwice(let name, let provider):
            "two models of \(provider) are called \(name)"
        case .rateTwice(let model, let meter):
            "\(model) has two prices for \(meter) under the same conditions"
        case .tooManyRates(let model):
            "\(model) has more than \(PricedModel.ratesMax) prices"
        }
    }
}
