// SPDX-License-Identifier: Apache-2.0

import Money

extension PriceRate {
    /// Whether one unit costs the same, however the two lists state it.
    func costsTheSame(as other: PriceRate) -> Bool {
        !isDearer(than: other) && !other.isDearer(than: self)
    }

    /// Whether one unit costs more than `factor` times what it costs at `other`.
    ///
    /// Where the numbers are too long to be compared exactly the answer is yes: a person looks.
    func isDearer(than other: PriceRate, by factor: Int64) -> Bool {
        guard let ours = price.scaled(by: other.per),
            let theirs = other.price.scaled(by: per)?.scaled(by: factor)
        else { return true }
        return ours > theirs
    }

    /// Whether the dearer of two prices of a unit is more than so many percent above the other.
    func isApart(from other: PriceRate, percent: Int64) -> Bool {
        guard let ours = price.scaled(by: other.per), let theirs = other.price.scaled(by: per),
            let dearer = max(ours, theirs).scaled(by: 100),
            let limit = min(ours, theirs).scaled(by: 100 + percent)
        else { return true }
        return dearer > limit
    }
}

extension ExactDecimal {
    /// This times a whole number; nil when it does not fit.
    fileprivate func scaled(by factor: Int64) -> ExactDecimal? {
        let (product, overflow) = coefficient.multipliedReportingOverflow(by: Int128(factor))
        return overflow ? nil : ExactDecimal(coefficient: product, scale: scale)
    }
}
