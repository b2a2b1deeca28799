// SPDX-License-Identifier: Apache-2.0

/// What differs between two sets of prices, model by model.
public struct PriceDiff: Sendable {
    public struct ModelChange: Sendable {
        public let key: ModelKey
        public let kind: Kind
        /// In the order of the meters; empty where only names or limits changed.
        public let rates: [RateChange]
    }

    public enum Kind: String, Sendable {
        case added, removed, changed
    }

    /// A rate before and after; one of them is nil when it is new, or gone.
    public struct RateChange: Sendable {
        public let before: PriceRate?
        public let after: PriceRate?
    }

    /// In the order of the models' names.
    public let changes: [ModelChange]

    public init(from old: [ModelKey: PricedModel], to new: [ModelKey: PricedModel]) {
        changes = Set(old.keys).union(new.keys).sorted().compactMap { key in
            switch (old[key], new[key]) {
            case (nil, let model?):
                ModelChange(
                    key: key, kind: .added,
                    rates: model.rates.map { RateChange(before: nil, after: $0) })
            case (let model?, nil):
                ModelChange(
                    key: key, kind: .removed,
                    rates: model.rates.map { RateChange(before: $0, after: nil) })
            case (let before?, let after?):
                PriceDiff.change(of: key, from: before, to: after)
            case (nil, nil): nil
            }
        }
    }

    private static func change(
        of key: ModelKey, from old: PricedModel, to new: PricedModel
    ) -> ModelChange? {
        let before = Dictionary(
            old.rates.map { (RatePlace($0), $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            new.rates.map { (RatePlace($0), $0) }, uniquingKeysWith: { first, _ in first })
        var rates: [RateChange] = []
        for rate in old.rates {
            let other = after[RatePlace(rate)]
            if let other, other.costsTheSame(as: rate), other.counting == rate.counting { continue }
            rates.append(RateChange(before: rate, after: other))
        }
        for rate in new.rates where before[RatePlace(rate)] == nil {
            rates.append(RateChange(before: nil, after: rate))
        }
        guard !rates.isEmpty || old.identity != new.identity else { return nil }
        let ordered = rates.sorted { left, right in
            guard let left = left.after ?? left.before, let right = right.after ?? right.before
            else { return false }
            return left.meter < right.meter
        }
        return ModelChange(key: key, kind: .changed, rates: ordered)
    }
}

/// Where a rate stands in a price list: two rates at one place are the same rate at two prices.
private struct RatePlace: Hashable {
    let meter: Meter
    let conditions: RateConditions
    let validity: PriceRate.Validity

    init(_ rate: PriceRate) {
        meter = rate.meter
        conditions = rate.conditions
        validity = rate.validity
    }
}
