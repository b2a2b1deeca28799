// SPDX-License-Identifier: Apache-2.0

import Money
import Vocabulary

/// What decides which rates hold.
struct Circumstances {
    let operation: Operation?
    /// A request has one or two: walking them is faster than hashing.
    let dimensions: [RateConditions.Dimension]
    /// What decides the context tier.
    var inputTokens: Int64
    let instant: Instant
    /// What thresholds count, each quantity once.
    let counts: [Usage.Quantity]

    init(
        operation: Operation?, dimensions: [String: String], inputTokens: Int64, instant: Instant,
        counts: [Usage.Quantity]
    ) {
        self.operation = operation
        self.dimensions =
            dimensions.isEmpty ? [] : dimensions.map { RateConditions.Dimension($0.key, $0.value) }
        self.inputTokens = inputTokens
        self.instant = instant
        self.counts = counts
    }

    func value(of dimension: String) -> String? {
        dimensions.first { $0.name == dimension }?.value
    }

    func exceeds(_ threshold: Threshold) -> Bool {
        switch threshold.quantity {
        case .meter(let meter):
            let count = counts.reduce(0) {
                $1.meter == meter || $1.meter.isPart(of: meter) ? $0 + $1.count : $0
            }
            return count > threshold.over
        case .dimension(let name):
            guard let number = number(in: name) else { return false }
            return number > ExactDecimal(coefficient: Int128(threshold.over), scale: 0)
        }
    }

    /// The value of a dimension that is a number; nil when it is absent or no number.
    private func number(in name: String) -> ExactDecimal? {
        if let text = value(of: name) {
            do throws(DecimalRefusal) {
                return try ExactDecimal(text: text)
            } catch {
                return nil
            }
        }
        guard name == Threshold.pixels, let size = value(of: Threshold.size) else { return nil }
        return Circumstances.pixels(of: size)
    }

    /// Width × height of `1024x1024`.
    private static func pixels(of size: String) -> ExactDecimal? {
        let sides = size.split(omittingEmptySubsequences: false) { $0 == "x" || $0 == "X" }
        guard sides.count == 2, let width = Int32(sides[0]), let height = Int32(sides[1]),
            width > 0, height > 0
        else { return nil }
        return ExactDecimal(coefficient: Int128(width) * Int128(height), scale: 0)
    }
}

extension RateConditions {
    /// How many conditions beside the context and other thresholds there are: of several rates
    /// that hold, the one with the most is meant.
    var specificity: Int {
        dimensions.count + (operation == nil ? 0 : 1) + (window == nil ? 0 : 1)
    }

    /// Whether everything that must be equal is, and the hour is right; no threshold is asked.
    func match(_ circumstances: borrowing Circumstances) -> Bool {
        if let operation, operation != circumstances.operation { return false }
        for wanted in dimensions where !circumstances.dimensions.contains(wanted) {
            return false
        }
        return window?.contains(circumstances.instant) ?? true
    }
}

extension PriceRate {
    /// The conditions, digested: a quote asks every rate of a meter.
    struct Traits: OptionSet {
        let rawValue: UInt8

        static let hasContext = Traits(rawValue: 1)
        static let isGraduated = Traits(rawValue: 2)
        static let needsDimensions = Traits(rawValue: 4)
        static let needsMatch = Traits(rawValue: 8)
        static let hasThresholds = Traits(rawValue: 16)
        static let endsOrStarts = Traits(rawValue: 32)
        static let asksDimensions: Traits = [.needsDimensions, .hasThresholds]

        init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        init(_ conditions: RateConditions, _ validity: Validity) {
            self = []
            if conditions.context != nil { insert(.hasContext) }
            if conditions.context?.mode == .graduated { insert(.isGraduated) }
            if !conditions.dimensions.isEmpty { insert(.needsDimensions) }
            if conditions.specificity > 0 { insert(.needsMatch) }
            if !conditions.thresholds.isEmpty { insert(.hasThresholds) }
            if validity != .always { insert(.endsOrStarts) }
        }
    }

    /// Above how many input tokens, or in graduated mode of the meter's own parts; −1 for none.
    var contextOver: Int64 {
        traits.contains(.hasContext) ? conditions.context?.over ?? -1 : -1
    }

    /// Whether the rate may be taken under these circumstances.
    ///
    /// - Parameter billed: How much is billed at the rate's meter, which decides a graduated tier;
    ///   nil while that is not known, and then no graduated tier holds.
    func holds(in circumstances: borrowing Circumstances, billed: Int64? = nil) -> Bool {
        if traits.isEmpty { return true }
        guard matches(circumstances), exceeds(circumstances, billed) else { return false }
        return !traits.contains(.hasThresholds)
            || conditions.thresholds.allSatisfy(circumstances.exceeds)
    }

    /// Whether all holds that does not depend on quantities.
    func matches(_ circumstances: borrowing Circumstances) -> Bool {
        if traits.contains(.needsDimensions), circumstances.dimensions.isEmpty { return false }
        if traits.contains(.endsOrStarts), !validity.contains(circumstances.instant) {
            return false
        }
        return !traits.contains(.needsMatch) || conditions.match(circumstances)
    }

    private func exceeds(_ circumstances: borrowing Circumstances, _ billed: Int64?) -> Bool {
        guard traits.contains(.hasContext) else { return true }
        guard traits.contains(.isGraduated) else {
            return circumstances.inputTokens > contextOver
        }
        return billed.map { $0 > contextOver } ?? false
    }
}
