// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// What is to be priced: a model's name, what was used, and when.
public struct QuoteRequest: Hashable, Sendable {
    public var model: String
    /// Nil when the model's name says enough.
    public var provider: String?
    /// Decides only between rates that are for one operation.
    public var operation: Operation?
    public var usage: Usage
    /// The moment whose prices hold: that of the request, not of its settlement.
    public var instant: Instant

    public init(
        model: String, provider: String? = nil, operation: Operation? = nil, usage: Usage,
        at instant: Instant
    ) {
        self.model = model
        self.provider = provider
        self.operation = operation
        self.usage = usage
        self.instant = instant
    }
}

/// The price of a usage, line by line, with no effect on any account.
///
/// A quote is a value: the gateway shows it, a hold is sized by it, a charge keeps it. The same
/// usage under the same book at the same instant always gives the same quote.
public struct Quote: Hashable, Sendable {
    /// A quantity that is billed at one rate.
    ///
    /// Its meter may hold counts of parts that have no price of their own; parts that have one are
    /// lines of theirs, and not counted here again.
    public struct Line: Hashable, Sendable {
        /// Always the meter of ``rate``.
        public var meter: Meter { rate.meter }
        /// What is billed, in the meter's smallest parts; ``Meter/text(of:)`` shows it in units.
        public let quantity: Int64
        /// What was counted: different where the rate has a minimum, a step or a maximum.
        public let counted: Int64
        public let rate: PriceRate
        /// Exact: `quantity × rate`.
        public let cost: Cost
    }

    public let provider: String
    public let model: String
    /// In the order of the meters.
    public let lines: [Line]
    /// What the upstream takes: the sum of the lines, exact.
    public let upstreamCost: Cost
    /// None where the price is the platform's own.
    public let markup: Markup
    /// What anything costs at least, where that is more than the marked-up cost; nil where not.
    public let minimumCharge: Credits?
    /// The marked-up cost, rounded half-up once, or ``minimumCharge``.
    public let total: Credits
    /// What was asked for and is in no price of the model, so that its usual prices are taken. In
    /// the order of the names.
    public let unmatched: [RateConditions.Dimension]
    /// The number of the book whose rates these are.
    public let priceBook: Int64
    public let instant: Instant
}
