// SPDX-License-Identifier: Apache-2.0

/// One source's whole list, as it was last read.
public struct SourceList: Sendable {
    /// The source's name in the configuration.
    public let name: String
    public private(set) var models: [PricedModel]
    /// Those of the models that are as the source said before, because what it states for them now
    /// is no price.
    public private(set) var kept: Set<ModelKey>
    /// The provider whose own list this is: of its models it is trusted more than other lists.
    public let home: String?
    /// Whether an operator wrote it: nobody's word counts more.
    public let isByHand: Bool

    public init(
        name: String, models: [PricedModel], kept: Set<ModelKey> = [], home: String? = nil,
        isByHand: Bool = false
    ) {
        self.name = name
        self.models = models
        self.kept = kept
        self.home = home
        self.isByHand = isByHand
    }

    /// The list with what is known of models for which it states something that is no price, so
    /// that a slip of the source neither drops a model nor changes what it costs.
    ///
    /// A model that other entries of the list price as fully as before needs nothing else; one that
    /// lacks a price by now, of a region or a size, would bill that too low.
    ///
    /// - Parameter known: The last usable word on each such model.
    public func keeping(_ known: [ModelKey: PricedModel]) -> SourceList {
        var list = self
        let listed = Dictionary(models.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        let kept = known.filter { !(listed[$0.key]?.pricesAll(of: $0.value) ?? false) }
        list.models.removeAll { kept[$0.key] != nil }
        list.models += kept.values.sorted { $0.key < $1.key }
        list.kept.formUnion(kept.keys)
        return list
    }
}

extension PricedModel {
    /// Whether it has a price for everything that another one has a price for.
    fileprivate func pricesAll(of other: PricedModel) -> Bool {
        struct Place: Hashable {
            let meter: Meter
            let conditions: RateConditions
        }
        let places = Set(rates.map { Place(meter: $0.meter, conditions: $0.conditions) })
        return other.rates.allSatisfy {
            places.contains(Place(meter: $0.meter, conditions: $0.conditions))
        }
    }
}
