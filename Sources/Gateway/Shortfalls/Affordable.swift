// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing

/// What credits that do not suffice for a call would buy of it.
struct Affordable: Hashable, Sendable {
    /// What is bought: pictures, characters or the like; else tokens of output, given the input, or
    /// of input where there is no output.
    let unit: String
    let quantity: Int64

    /// - Returns: Nil when the call has no price that grows with its size.
    init?(_ terms: CallTerms, for available: Credits) {
        do throws(PricingRefusal) {
            if let scale = terms.measure.counts?.scale(of: terms.price.operation) {
                unit = scale.unit
                quantity = try Self.largest(below: scale.count) {
                    count throws(PricingRefusal) in
                    var measure = terms.measure
                    measure.counts?[keyPath: scale.path] = count
                    return try terms.price.ceilingOfCounts(measure) ?? .zero <= available
                }
            } else if terms.measure.output != nil {
                unit = "outputTokens"
                quantity = try Self.largest(below: terms.covered(after: 0)) {
                    count throws(PricingRefusal) in try terms.ceiling(output: count) <= available
                }
            } else {
                unit = "inputTokens"
                quantity = try Self.largest(below: terms.measure.inputCeiling) {
                    count throws(PricingRefusal) in
                    var measure = terms.measure
                    measure.inputCeiling = count
                    return try terms.price.ceiling(of: measure, output: 0) <= available
                }
            }
        } catch {
            return nil
        }
    }

    var json: JSON { [unit: .number(JSONNumber(quantity))] }

    /// The largest count that fits, by halving what is in question: at most 63 prices are computed,
    /// some twenty for any call. 0 when nothing fits.
    static func largest(
        below limit: Int64, where fits: (Int64) throws(PricingRefusal) -> Bool
    ) throws(PricingRefusal) -> Int64 {
        // What fits is below `low`, what does not is `high` or above.
        var (low, high) = (Int64(0), limit)
        while low < high {
            let middle = low + (high - low) / 2
            if try fits(middle) { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }
}
