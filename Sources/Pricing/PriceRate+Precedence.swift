// SPDX-License-Identifier: Apache-2.0

extension PriceRate {
    /// The order of a model's rates: by meter, and for one meter the rate that is meant first when
    /// several hold. That is the one with the most conditions that must be equal, then the one of
    /// the highest context tier, then of the highest other threshold, then the latest, then the
    /// dearest; the rest only makes the order the same whatever the list was.
    static func comesFirst(_ left: PriceRate, _ right: PriceRate) -> Bool {
        if left.meter != right.meter { return left.meter < right.meter }
        let (ours, theirs) = (left.conditions, right.conditions)
        if ours.specificity != theirs.specificity { return ours.specificity > theirs.specificity }
        if left.contextOver != right.contextOver { return left.contextOver > right.contextOver }
        if let isFirst = ours.isStricter(than: theirs) { return isFirst }
        if left.validity.from != right.validity.from {
            return left.validity.from > right.validity.from
        }
        if left.isDearer(than: right) != right.isDearer(than: left) {
            return left.isDearer(than: right)
        }
        return ours.description < theirs.description
    }
}

extension RateConditions {
    /// Whether a higher threshold is passed, or at the same height more of them; nil when neither.
    fileprivate func isStricter(than other: RateConditions) -> Bool? {
        let (ours, theirs) = (thresholds, other.thresholds)
        if ours.isEmpty && theirs.isEmpty { return nil }
        let (highest, otherHighest) = (ours.map(\.over).max(), theirs.map(\.over).max())
        if highest != otherHighest { return highest ?? -1 > otherHighest ?? -1 }
        return ours.count == theirs.count ? nil : ours.count > theirs.count
    }
}
