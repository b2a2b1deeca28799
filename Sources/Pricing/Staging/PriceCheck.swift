// SPDX-License-Identifier: Apache-2.0

import Money
public import Vocabulary

/// Looks at a proposed price before it goes live, and raises an alarm where no honest change of a
/// price list looks like that.
public struct PriceCheck: Sendable {
    /// A price that moved by more than this factor is held back.
    public let factorMax: Int64
    /// How far two sources may be apart, in percent of the smaller price.
    public let tolerancePercent: Int64
    private let now: Instant

    public init(factorMax: Int64 = 3, tolerancePercent: Int64 = 1, at now: Instant) {
        self.factorMax = factorMax
        self.tolerancePercent = tolerancePercent
        self.now = now
    }

    /// Everything that is suspicious about pricing a model like this.
    ///
    /// - Parameter old: As it is priced until now, nil when it is not.
    public func alarms(
        for new: PricedModel, replacing old: PricedModel?, rivals: [PriceMerge.Rival] = []
    ) -> [PriceAlarm] {
        var alarms = old.map { changes(from: $0, to: new) } ?? []
        for rival in rivals {
            alarms += disagreements(of: new, with: rival.model).map {
                .sourcesDisagree($0, with: rival.source)
            }
        }
        return alarms
    }

    private func changes(from old: PricedModel, to new: PricedModel) -> [PriceAlarm] {
        var alarms: [PriceAlarm] = []
        let lost = old.billedMeters.subtracting(new.billedMeters)
        if !lost.isEmpty {
            let gained = new.billedMeters.subtracting(old.billedMeters)
            alarms.append(.unitChanged(lost: lost.sorted(), gained: gained.sorted()))
        }
        for rate in new.rates {
            guard let before = counterpart(of: rate, in: old) else { continue }
            let movement = PriceAlarm.Movement(from: before, to: rate)
            if rate.price.isZero && !before.price.isZero {
                alarms.append(.becameFree(movement))
            } else if rate.isDearer(than: before, by: factorMax) {
                alarms.append(.rose(movement))
            } else if before.isDearer(than: rate, by: factorMax) {
                alarms.append(.fell(movement))
            }
        }
        return alarms
    }

    private func disagreements(
        of ours: PricedModel, with theirs: PricedModel
    ) -> [PriceAlarm.Movement] {
        ours.rates.compactMap { rate in
            guard rate.validity.contains(now), let other = counterpart(of: rate, in: theirs)
            else { return nil }
            let isApart = rate.isApart(from: other, percent: tolerancePercent)
            return isApart ? PriceAlarm.Movement(from: rate, to: other) : nil
        }
    }

    /// The rate for the same meter under the same conditions: the one in force, or else the last.
    private func counterpart(of rate: PriceRate, in model: PricedModel) -> PriceRate? {
        let same = model.rates.filter {
            $0.meter == rate.meter && $0.conditions == rate.conditions
        }
        return same.first { $0.validity.contains(now) } ?? same.first
    }
}

extension PricedModel {
    /// The meters that cost something.
    fileprivate var billedMeters: Set<Meter> {
        Set(rates.lazy.filter { !$0.price.isZero }.map(\.meter))
    }
}

extension PriceAlarm.Movement {
    init(from: PriceRate, to: PriceRate) {
        self.init(
            meter: to.meter, conditions: to.conditions.description, from: StatedPrice(from),
            to: StatedPrice(to))
    }
}
