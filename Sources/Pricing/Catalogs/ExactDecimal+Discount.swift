// SPDX-License-Identifier: Apache-2.0

import Money

extension ExactDecimal {
    /// What is left of one, nil when that has more digits than can be held.
    var restOfOne: ExactDecimal? {
        var one: Int128 = 1
        for _ in 0..<scale { one *= 10 }
        let (rest, overflow) = one.subtractingReportingOverflow(coefficient)
        return overflow ? nil : ExactDecimal(coefficient: rest, scale: scale)
    }
}
