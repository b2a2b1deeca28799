// SPDX-License-Identifier: Apache-2.0

/// All rates in force, by model; immutable once made, and numbered.
///
/// A quote names the number of its book, so that it can be computed again for ever.
public struct PriceBook: Sendable {
    public let number: Int64
    /// In the order in which they were given.
    public let models: [PricedModel]
    /// The positions in ``models`` of everything that a name may mean, one for each provider.
    private let positions: [String: [Int]]

    /// - Throws: ``PriceBookRefusal`` naming the first model that cannot be in a book.
    public init(number: Int64, models: [PricedModel]) throws(PriceBookRefusal) {
        self.number = number
        self.models = models
        var positions: [String: [Int]] = [:]
        for (position, model) in models.enumerated() {
            try PriceBook.check(model)
            for name in PriceBook.names(of: model) {
                let others = positions[name, default: []]
                guard !others.contains(where: { models[$0].provider == model.provider }) else {
                    throw .nameTwice(name, provider: model.provider)
                }
                positions[name] = others + [position]
            }
        }
        self.positions = positions
    }

    /// Finds what a request names: by name, alias or `provider/name`.
    ///
    /// Where several providers sell the name and none is given, the vendor's own model is meant.
    /// - Throws: ``PricingRefusal/modelNotFound(model:provider:)`` or
    ///   ``PricingRefusal/ambiguousModel(model:providers:)``.
    public func model(
        named name: String, provider: String? = nil
    ) throws(PricingRefusal) -> PricedModel {
        guard let found = positions[name], let first = found.first else {
            throw .modelNotFound(model: name, provider: provider)
        }
        if let provider {
            guard let position = found.first(where: { models[$0].provider == provider }) else {
                throw .modelNotFound(model: name, provider: provider)
            }
            return models[position]
        }
        if found.count == 1 { return models[first] }
        let byVendor = found.filter { models[$0].provider == models[$0].vendor }
        guard byVendor.count == 1, let position = byVendor.first else {
            throw .ambiguousModel(
                model: name, providers: found.map { models[$0].provider }.sorted())
        }
        return models[position]
    }

    /// Every name once: an alias may be the name with the provider before it.
    private static func names(of model: PricedModel) -> [String] {
        let plain = [model.name] + model.aliases
        let prefix = model.provider + "/"
        var names: [String] = []
        for name in plain + plain.map({ $0.hasPrefix(prefix) ? $0 : prefix + $0 })
        where !names.contains(name) {
            names.append(name)
        }
        return names
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
