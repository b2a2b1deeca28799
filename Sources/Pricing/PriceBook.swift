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

    /// Finds what a request names: by name, alias or `provider/name`, the provider by any name that
    /// ``Providers`` knows for it.
    ///
    /// Where several providers sell the name and none is given, the vendor's own model is meant.
    /// - Throws: ``PricingRefusal/modelNotFound(model:provider:)`` or
    ///   ``PricingRefusal/ambiguousModel(model:providers:)``.
    public func model(
        named name: String, provider: String? = nil
    ) throws(PricingRefusal) -> PricedModel {
        if let found = try find(name, provider) { return found }
        // `gemini/gemini-2.5-flash` where the book says `google`.
        if let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) {
            let prefix = String(name[..<slash])
            let isAsked = provider.map { PriceBook.isSame(prefix, $0) } ?? true
            let rest = String(name[name.utf8.index(after: slash)...])
            if isAsked, let found = try find(rest, prefix) { return found }
        }
        throw .modelNotFound(model: name, provider: provider)
    }

    private func find(
        _ name: String, _ provider: String?
    ) throws(PricingRefusal) -> PricedModel? {
        var (found, vendors) = (0, 0)
        var last: Int?
        var byVendor: Int?
        var asked: Int?
        index.visit(name, among: models) { position in
            let model = models[position]
            found += 1
            last = position
            if model.provider == model.vendor {
                vendors += 1
                byVendor = position
            }
            if model.provider == provider { asked = position }
        }
        guard let last else { return nil }
        if let asked { return models[asked] }
        if let provider { return try find(name, soldByAnyNameOf: provider) }
        if found == 1 { return models[last] }
        guard vendors == 1, let byVendor else {
            throw .ambiguousModel(model: name, providers: providers(selling: name))
        }
        return models[byVendor]
    }

    /// What the provider sells that the book calls otherwise.
    private func find(
        _ name: String, soldByAnyNameOf provider: String
    ) throws(PricingRefusal) -> PricedModel? {
        var found: [Int] = []
        index.visit(name, among: models) { position in
            if PriceBook.isSame(models[position].provider, provider) { found.append(position) }
        }
        guard found.count < 2 else {
            throw .ambiguousModel(
                model: name, providers: found.map { models[$0].provider }.sorted())
        }
        return found.first.map { models[$0] }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        Providers.canonicalName(of: left) == Providers.canonicalName(of: right)
    }

    private func providers(selling name: String) -> [String] {
        var providers: [String] = []
        index.visit(name, among: models) { providers.append(models[$0].provider) }
        return providers.sorted()
    }

    private static func check(_ model: PricedModel) throws(PriceBookRefusal) {
        guard model.rates.count <= PricedModel.ratesMax else { throw .tooManyRates(model.name) }
        // Equal conditions need not be neighbours: the price decides before the text does.
        var stated: Set<PriceRate.Row> = []
        for rate in model.rates {
            let isNew = stated.insert(PriceRate.Row(rate)).inserted
            guard isNew else { throw .rateTwice(model.name, rate.meter) }
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
