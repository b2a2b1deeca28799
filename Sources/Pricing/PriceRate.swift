// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// One row of a price book: the price of a meter under stated conditions, in an interval of time.
///
/// Immutable, and a class only so that the lines of a quote share it instead of copying it. Kept
/// small, because a book has a hundred thousand of them.
public final class PriceRate: Sendable {
    public let meter: Meter
    let traits: Traits
    public let conditions: RateConditions
    /// The price for the integers that a ``Usage`` counts.
    let rate: Rate
    /// How much is billed of what was counted.
    public let counting: Counting
    public let validity: Validity
    /// Where the price was read, and when.
    public let source: String

    /// - Parameters:
    ///   - price: USD for `per` of the meter's units.
    ///   - source: Where the price was read, and when.
    /// - Throws: ``PriceRateRefusal``.
    public init(
        _ meter: Meter, price: ExactDecimal, per: Int64 = 1,
        conditions: RateConditions = RateConditions(), validity: Validity = .always,
        counting: Counting = .plain, source: String = ""
    ) throws(PriceRateRefusal) {
        guard !price.isNegative else { throw .negative }
        let (counted, overflow) = per.multipliedReportingOverflow(by: meter.scale)
        guard per >= 1, !overflow else { throw .perOutOfRange }
        self.meter = meter
        self.conditions = conditions
        self.validity = validity
        self.counting = counting
        self.source = source
        traits = Traits(conditions, validity)
        do throws(AmountOverflow) {
            rate = try Rate(price, per: counted)
            // Whoever can show the price of one unit can bill it.
            _ = try rate.cost(of: meter.scale)
        } catch {
            throw .tooManyDigits
        }
    }

    private init(
        _ other: PriceRate, _ validity: Validity, _ counting: Counting, _ source: String
    ) {
        meter = other.meter
        conditions = other.conditions
        rate = other.rate
        self.validity = validity
        self.counting = counting
        self.source = source
        traits = Traits(other.conditions, validity)
    }

    /// The same price at another time, counted in another way, or read elsewhere.
    public func copy(
        validity: Validity? = nil, counting: Counting? = nil, source: String? = nil
    ) -> PriceRate {
        PriceRate(
            self, validity ?? self.validity, counting ?? self.counting, source ?? self.source)
    }

    /// USD for ``per`` units: 2.50 for 1,000,000 tokens.
    public var price: ExactDecimal { rate.price }

    /// How many of the meter's units ``price`` buys.
    public var per: Int64 { rate.per / meter.scale }

    /// The price of one unit, for showing; nil for none that was ever made.
    var unitCost: Cost? {
        do throws(AmountOverflow) {
            return try rate.cost(of: meter.scale)
        } catch {
            return nil
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
            && lhs.counting == rhs.counting && lhs.source == rhs.source
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(meter)
        hasher.combine(price)
        hasher.combine(per)
        hasher.combine(conditions)
        hasher.combine(validity)
    }
}

extension PriceRate {
    /// What no two rates of a model share: which meter, under which conditions, from when on.
    struct Row: Hashable {
        let meter: Meter
        let conditions: RateConditions
        let from: Instant

        init(_ rate: PriceRate) {
            (meter, conditions, from) = (rate.meter, rate.conditions, rate.validity.from)
        }
    }
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
