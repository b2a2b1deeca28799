// SPDX-License-Identifier: Apache-2.0

/// Quantities by the positions of the rates that they are billed at.
struct Bill {
    typealias Item = (position: Int, quantity: Int64)

    private(set) var items: [Item] = []

    init() {
        // Room for what a chat call uses, so that the list never moves.
        items.reserveCapacity(8)
    }

    mutating func add(_ quantity: Int64, at position: Int) {
        // A usage has a handful of meters: walking them is faster than hashing.
        for index in items.indices where items[index].position == position {
            items[index].quantity += quantity
            return
        }
        // In the order of the positions, which is that of the meters.
        if let next = items.firstIndex(where: { $0.position > position }) {
            items.insert((position, quantity), at: next)
        } else {
            items.append((position, quantity))
        }
    }

    /// Divides what graduated tiers divide: each slice is an item of its own, the lowest first.
    ///
    /// - Throws: ``PricingRefusal/noRateApplies(_:model:known:)`` where a tier has a gap.
    mutating func slice(
        by model: PricedModel, in circumstances: borrowing Circumstances
    ) throws(PricingRefusal) {
        var sliced: [Item] = []
        for item in items {
            let meter = model.rates[item.position].meter
            var slices: [Item] = []
            var rest = item.quantity
            while rest > 0 {
                // The highest tier that the rest reaches into takes what is above its threshold.
                let choice = model.choice(of: meter, in: circumstances, billed: rest)
                guard case .rate(let position) = choice else { throw model.refusal(of: meter) }
                let rate = model.rates[position]
                let below = rate.traits.contains(.isGraduated) ? rate.contextOver : 0
                slices.append((position, rest - below))
                rest = below
            }
            sliced += slices.reversed()
        }
        items = sliced
    }

    /// Leaves out what another meter on the bill has covered: a picture beside its image tokens.
    mutating func dropCovered(by model: PricedModel, in circumstances: borrowing Circumstances) {
        var index = 0
        while index < items.count {
            let counting = model.rates[items[index].position].counting
            if !counting.isPlain, isCovered(by: counting.coveredBy, in: model) {
                items.remove(at: index)
            } else {
                index += 1
            }
        }
    }

    /// Only what stays on the bill covers, so that two meters never cover each other.
    private func isCovered(by meters: [Meter], in model: PricedModel) -> Bool {
        items.contains { $0.quantity > 0 && meters.contains(model.rates[$0.position].meter) }
    }
}
