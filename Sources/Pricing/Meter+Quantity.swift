// SPDX-License-Identifier: Apache-2.0

public import Money

extension Meter.Unit {
    /// Converts a quantity of this unit, as it stands on the wire, to the integer that a ``Usage``
    /// holds: 12.5 seconds are 12,500,000 microseconds.
    ///
    /// - Throws: ``PricingRefusal/quantityOutOfRange(_:)`` when negative or too large,
    ///   ``PricingRefusal/quantityTooFine(_:)`` when it is no whole number of the smallest parts:
    ///   half a token, a tenth of a microsecond. Nothing is rounded.
    public func quantity(from units: ExactDecimal) throws(PricingRefusal) -> Int64 {
        guard !units.isNegative else { throw .quantityOutOfRange(meter) }
        let (product, overflow) = units.coefficient.multipliedReportingOverflow(by: Int128(parts))
        guard !overflow else { throw .quantityOutOfRange(meter) }
        let quantity = ExactDecimal(coefficient: product, scale: units.scale)
        guard quantity.scale == 0 else { throw .quantityTooFine(meter) }
        guard let fitting = Int64(exactly: quantity.coefficient) else {
            throw .quantityOutOfRange(meter)
        }
        return fitting
    }

    /// A price of this unit as one of the meter's own: 0.006 for a minute is 0.006 for 60 seconds.
    ///
    /// - Parameter per: At least 1.
    /// - Returns: nil when it has too many digits to be held exactly.
    public func price(
        _ price: ExactDecimal, per: Int64 = 1
    ) -> (price: ExactDecimal, per: Int64)? {
        // price / (per × parts / scale), the fraction in lowest terms.
        let (bought, overflow) = per.multipliedReportingOverflow(by: parts)
        guard !overflow else { return nil }
        var (common, rest) = (bought, meter.scale)
        while rest != 0 { (common, rest) = (rest, common % rest) }
        let factor = ExactDecimal(coefficient: Int128(meter.scale / common), scale: 0)
        return price.multiplied(by: factor).map { ($0, bought / common) }
    }
}

extension Meter {
    /// Converts a quantity in the meter's own units: see ``Unit/quantity(from:)``.
    public func quantity(from units: ExactDecimal) throws(PricingRefusal) -> Int64 {
        try Unit(self).quantity(from: units)
    }

    /// The quantity in units, as text: the inverse of ``quantity(from:)``.
    ///
    /// Exact, but for parts of a day that have no finite decimal (one minute of it): their digits
    /// end at the 18th place.
    public func text(of quantity: Int64) -> String {
        let (whole, rest) = quantity.quotientAndRemainder(dividingBy: scale)
        guard rest != 0 else { return String(whole) }
        var text = "\(whole)."
        var remainder = rest
        var places = 0
        while remainder != 0, places < 18 {
            // A scale is below 10^13, so ten times a remainder cannot overflow.
            let (digit, left) = (remainder * 10).quotientAndRemainder(dividingBy: scale)
            text += String(digit)
            remainder = left
            places += 1
        }
        return text
    }
}
