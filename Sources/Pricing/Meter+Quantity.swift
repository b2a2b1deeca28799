// SPDX-License-Identifier: Apache-2.0

public import Money

extension Meter {
    /// Converts a quantity in units, as it stands on the wire, to the integer that a ``Usage``
    /// holds: 12.5 seconds are 12,500,000 microseconds.
    ///
    /// - Throws: ``PricingRefusal/quantityOutOfRange(_:)`` when negative or too large,
    ///   ``PricingRefusal/quantityTooFine(_:)`` when it is no whole number of the smallest parts:
    ///   half a token, a tenth of a microsecond. Nothing is rounded.
    public func quantity(from units: ExactDecimal) throws(PricingRefusal) -> Int64 {
        guard !units.isNegative else { throw .quantityOutOfRange(self) }
        let (product, overflow) = units.coefficient.multipliedReportingOverflow(by: Int128(scale))
        guard !overflow else { throw .quantityOutOfRange(self) }
        let parts = ExactDecimal(coefficient: product, scale: units.scale)
        guard parts.scale == 0 else { throw .quantityTooFine(self) }
        guard let quantity = Int64(exactly: parts.coefficient) else {
            throw .quantityOutOfRange(self)
        }
        return quantity
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
