// SPDX-License-Identifier: Apache-2.0

public import Money

/// Under a further dimension everything, or some of it, costs so many times as much: 1.1 times in
/// the region `eu`.
public struct RateMultiplier: Hashable, Sendable {
    public let dimension: RateConditions.Dimension
    public let factor: ExactDecimal
    /// The meters that it is for, nil for all.
    public let meters: Set<Meter>?
    /// The meters that keep their price.
    public let except: Set<Meter>

    public init(
        _ dimension: RateConditions.Dimension, factor: ExactDecimal, meters: Set<Meter>? = nil,
        except: Set<Meter> = []
    ) {
        self.dimension = dimension
        self.factor = factor
        self.meters = meters
        self.except = except
    }

    func isFor(_ rate: PriceRate) -> Bool {
        // A price that is stated for this dimension is stated with everything in it.
        !rate.conditions.dimensions.contains { $0.name == dimension.name }
            && (meters?.contains(rate.meter) ?? true) && !except.contains(rate.meter)
    }
}

extension [PriceRate] {
    /// These rates, and for every one that a multiplier is for a copy with the further dimension
    /// and the multiplied price, exact. Multipliers of different dimensions combine, those of one
    /// dimension do not; a price that is stated already is kept.
    ///
    /// - Throws: ``PriceRateRefusal``.
    public func multiplied(by multipliers: [RateMultiplier]) throws(PriceRateRefusal) -> [Element] {
        var result = self
        var names: [String] = []
        for name in multipliers.map(\.dimension.name) where !names.contains(name) {
            names.append(name)
        }
        for name in names {
            let stated = Set(result.map(PriceRate.Row.init))
            var copies: [Element] = []
            for multiplier in multipliers where multiplier.dimension.name == name {
                for rate in result where multiplier.isFor(rate) {
                    let copy = try rate.multiplied(by: multiplier)
                    if !stated.contains(PriceRate.Row(copy)) { copies.append(copy) }
                }
            }
            result += copies
        }
        return result
    }
}

extension PriceRate {
    /// - Throws: ``PriceRateRefusal/tooManyDigits`` when the exact product cannot be held.
    fileprivate func multiplied(
        by multiplier: RateMultiplier
    ) throws(PriceRateRefusal) -> PriceRate {
        guard let product = price.multiplied(by: multiplier.factor) else { throw .tooManyDigits }
        return try PriceRate(
            meter, price: product, per: per, conditions: conditions.adding(multiplier.dimension),
            validity: validity, counting: counting, source: source)
    }
}

extension ExactDecimal {
    /// The exact product, nil when it cannot be held.
    func multiplied(by factor: ExactDecimal) -> ExactDecimal? {
        let (product, overflow) = coefficient.multipliedReportingOverflow(by: factor.coefficient)
        let places = scale + factor.scale
        guard !overflow, places <= ExactDecimal.scaleMax else { return nil }
        return ExactDecimal(coefficient: product, scale: places)
    }
}
