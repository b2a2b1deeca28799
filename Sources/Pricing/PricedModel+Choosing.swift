// SPDX-License-Identifier: Apache-2.0

import Vocabulary

extension PricedModel {
    /// What a meter's rates say under some circumstances.
    enum Choice {
        /// The position of the rate that is meant.
        case rate(Int)
        /// The rate that is meant has no price for so much context, though a more general one has,
        /// or leaves out a dimension that has a price of its own together with others: the provider
        /// does not serve this combination, or the request says too little, and either must not
        /// be billed low.
        case gap
        /// No rate holds.
        case none
    }

    /// The position of the rate that the meter is billed at: its own, or that of the nearest meter
    /// that it is a part of.
    ///
    /// A graduated tier is not asked; it divides what the rate below it is billed for.
    func position(
        of meter: Meter, in circumstances: borrowing Circumstances
    ) throws(PricingRefusal) -> Int {
        if case .rate(let own) = choice(of: meter, in: circumstances) { return own }
        for substitute in meter.substitutes {
            switch choice(of: substitute, in: circumstances) {
            case .rate(let position): return position
            case .gap: throw refusal(of: meter)
            case .none: continue
            }
        }
        throw refusal(of: meter)
    }

    /// - Parameter billed: How much is billed at the meter; nil asks no graduated tier.
    func choice(
        of meter: Meter, in circumstances: borrowing Circumstances, billed: Int64? = nil
    ) -> Choice {
        let range = positions(of: meter)
        for position in range where rates[position].holds(in: circumstances, billed: billed) {
            let isMeant =
                !hasGap(position, in: range, circumstances, billed)
                && !leavesOut(range, circumstances, billed)
            return isMeant ? .rate(position) : .gap
        }
        return .none
    }

    /// Whether the request states a dimension that some of the meter's rates ask for, each of them
    /// together with something else that is not so: `quality=hd` without the size.
    private func leavesOut(
        _ range: Range<Int>, _ circumstances: borrowing Circumstances, _ billed: Int64?
    ) -> Bool {
        for dimension in circumstances.dimensions {
            var isKnown = false
            var isHeld = false
            for position in range where !isHeld {
                let rate = rates[position]
                guard rate.traits.contains(.needsDimensions),
                    rate.conditions.dimensions.contains(dimension),
                    rate.validity.contains(circumstances.instant)
                else { continue }
                isKnown = true
                isHeld = rate.holds(in: circumstances, billed: billed)
            }
            if isKnown && !isHeld { return true }
        }
        return false
    }

    /// Whether the rate at `meant` stops at less context than a more general one that holds too.
    private func hasGap(
        _ meant: Int, in range: Range<Int>, _ circumstances: borrowing Circumstances,
        _ billed: Int64?
    ) -> Bool {
        let rate = rates[meant]
        guard rate.traits.contains(.needsMatch) else { return false }
        for position in (meant + 1)..<range.upperBound {
            let other = rates[position]
            if other.contextOver > rate.contextOver,
                other.conditions.specificity < rate.conditions.specificity,
                other.holds(in: circumstances, billed: billed)
            {
                return true
            }
        }
        return false
    }

    /// The dimensions of a request that no rate knows, so that it is priced as if they were not
    /// stated. Values that say the default are known to everybody.
    func unmatched(in circumstances: borrowing Circumstances) -> [RateConditions.Dimension] {
        var unmatched: [RateConditions.Dimension] = []
        for dimension in circumstances.dimensions
        where !dimension.isDefault && !know(dimension, at: circumstances.instant) {
            unmatched.append(dimension)
        }
        return unmatched.count < 2 ? unmatched : unmatched.sorted { $0.name < $1.name }
    }

    private func know(_ dimension: RateConditions.Dimension, at instant: Instant) -> Bool {
        for rate in rates where !rate.traits.isDisjoint(with: .asksDimensions) {
            if rate.validity.contains(instant), rate.conditions.know(dimension) { return true }
        }
        return false
    }

    /// Whether the meter or one that it is billed as has any rate.
    public func prices(_ meter: Meter) -> Bool {
        !positions(of: meter).isEmpty
            || meter.substitutes.contains { !positions(of: $0).isEmpty }
    }

    func refusal(of meter: Meter) -> PricingRefusal {
        let known = ([meter] + meter.substitutes).flatMap { positions(of: $0) }
            .map { rates[$0].conditions.description }
        // A list that a person reads: enough to see the shape of what is missing.
        let shown = 12
        return known.isEmpty
            ? .meterHasNoRate(meter, model: name)
            : .noRateApplies(meter, model: name, known: Array(known.prefix(shown)))
    }
}

extension RateConditions {
    fileprivate func know(_ dimension: Dimension) -> Bool {
        dimensions.contains(dimension)
            || thresholds.contains { threshold in
                guard case .dimension(let name) = threshold.quantity else { return false }
                return name == dimension.name
                    || (name == Threshold.pixels && dimension.name == Threshold.size)
            }
    }
}

extension RateConditions.Dimension {
    /// Whether the value says what holds without it.
    fileprivate var isDefault: Bool {
        switch name {
        case "service_tier": ["default", "standard", "auto"].contains(value)
        case "region": value == "global"
        case "speed": value == "standard"
        default: false
        }
    }
}
