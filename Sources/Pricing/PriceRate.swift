// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// One row of a price book: the price of a meter under stated conditions, in an interval of time.
///
/// Immutable, and a class only so that the lines of a quote share it instead of copying it.
public final class PriceRate: Sendable {
    public let meter: Meter
    /// USD for ``per`` units: 2.50 for 1,000,000 tokens.
    public let price: ExactDecimal
    /// How many of the meter's units ``price`` buys.
    public let per: Int64
    public let conditions: RateConditions
    public let validity: Validity
    /// Where the price was read, and when.
    public let source: String
    /// The same price for the integers that a ``Usage`` counts.
    let rate: Rate
    /// The price of one unit, for showing.
    let unitCost: Cost
    // The conditions, digested: a quote asks every rate of a meter.
    /// Whether only the context decides, as it does for most rates.
    private let isForAll: Bool
    private let needsDimensions: Bool
    private let contextOver: Int64

    /// - Throws: ``PriceRateRefusal``.
    public init(
        _ meter: Meter, price: ExactDecimal, per: Int64 = 1,
        conditions: RateConditions = RateConditions(), validity: Validity = .always,
        source: String = ""
    ) throws(PriceRateRefusal) {
        guard !price.isNegative else { throw .negative }
        let (counted, overflow) = per.multipliedReportingOverflow(by: meter.scale)
        guard per >= 1, !overflow else { throw .perOutOfRange }
        self.meter = meter
        self.price = price
        self.per = per
        self.conditions = conditions
        self.validity = validity
        self.source = source
        needsDimensions = !conditions.dimensions.isEmpty
        isForAll = !needsDimensions && conditions.operation == nil && validity == .always
        contextOver = conditions.context?.over ?? -1
        do throws(AmountOverflow) {
            rate = try Rate(price, per: counted)
            unitCost = try rate.cost(of: meter.scale)
        } catch {
            throw .tooManyDigits
        }
    }

    /// Whether one unit costs more at this rate than at `other`.
    func isDearer(than other: PriceRate) -> Bool {
        // price / per against other.price / other.per, multiplied crosswise.
        let (left, leftOverflow) = price.coefficient.multipliedReportingOverflow(
            by: Int128(other.per))
        let (right, rightOverflow) = other.price.coefficient.multipliedReportingOverflow(
            by: Int128(per))
        guard !leftOverflow, !rightOverflow else { return price > other.price }
        return ExactDecimal(coefficient: left, scale: price.scale)
            > ExactDecimal(coefficient: right, scale: other.price.scale)
    }

    /// Whether the rate may be taken under these circumstances.
    func holds(in circumstances: borrowing Circumstances) -> Bool {
        guard circumstances.inputTokens > contextOver else { return false }
        if isForAll { return true }
        if needsDimensions && circumstances.dimensions.isEmpty { return false }
        return validity.contains(circumstances.instant)
            && conditions.hold(
                operation: circumstances.operation, dimensions: circumstances.dimensions)
    }

    /// The time in which a price holds, from its first moment up to but not including its end.
    public struct Validity: Hashable, Sendable {
        public let from: Instant
        public let until: Instant

        public init(from: Instant = Validity.always.from, until: Instant = .never) {
            self.from = from
            self.until = until
        }

        private init(fromAlways: Void) {
            from = Instant(microseconds: .min)
            until = .never
        }

        public static let always = Validity(fromAlways: ())

        public func contains(_ instant: Instant) -> Bool {
            from <= instant && (instant < until || until == .never)
        }
    }
}

extension PriceRate: Hashable {
    public static func == (lhs: PriceRate, rhs: PriceRate) -> Bool {
        lhs.meter == rhs.meter && lhs.price == rhs.price && lhs.per == rhs.per
            && lhs.conditions == rhs.conditions && lhs.validity == rhs.validity
            && lhs.source == rhs.source
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(meter)
        hasher.combine(price)
        hasher.combine(per)
        hasher.combine(conditions)
        hasher.combine(validity)
    }
}

/// What decides which rates hold.
struct Circumstances {
    let operation: Operation?
    let dimensions: [String: String]
    let inputTokens: Int64
    let instant: Instant
}

/// Why a price is none.
public enum PriceRateRefusal: Error, Hashable {
    /// Below zero: catalogs write −1 for "depends", which is not arithmetic.
    case negative
    /// A price for no units, or for more than can be counted.
    case perOutOfRange
    /// More digits than exact arithmetic can hold.
    case tooManyDigits
}

extension PriceRateRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .negative: "a price is negative"
        case .perOutOfRange: "\"per\" is not a number of units from 1"
        case .tooManyDigits: "a price has more digits than can be held exactly"
        }
    }
}
