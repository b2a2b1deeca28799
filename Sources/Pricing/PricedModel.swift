// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A model as one provider sells it: its names, what is known of it, and its rates.
///
/// Immutable, and a class only so that finding one copies nothing.
public final class PricedModel: Sendable {
    /// Who serves it: `openai`, `azure`, `groq`.
    public let provider: String
    /// The provider's name for it.
    public let name: String
    /// Who made it. Where several providers sell one name, its vendor's price is meant.
    public let vendor: String
    /// Other names that the provider answers to: dated ones, older ones.
    public let aliases: [String]
    public let operations: [Operation]
    /// The most tokens of input and output together, nil when unknown.
    public let contextWindow: Int64?
    /// The most tokens of one answer, nil when unknown.
    public let maxOutputTokens: Int64?
    /// Whether the rates are what an upstream takes, so that the markup goes on top; false for the
    /// platform's own prices, which are final.
    public let takesMarkup: Bool
    /// In the order of the meters, and for each meter first the rate that is meant when several
    /// hold.
    public let rates: [PriceRate]
    /// Where each meter's rates start in ``rates``; one more than there are meters.
    private let starts: [UInt16]

    public init(_ identity: Identity, rates: [PriceRate]) {
        provider = identity.provider
        name = identity.name
        vendor = identity.vendor ?? identity.provider
        aliases = identity.aliases
        operations = identity.operations
        contextWindow = identity.contextWindow
        maxOutputTokens = identity.maxOutputTokens
        takesMarkup = identity.takesMarkup
        let ordered = rates.sorted(by: PricedModel.comesFirst)
        self.rates = ordered
        var starts: [UInt16] = []
        var next = 0
        for meter in Meter.allCases {
            while next < ordered.count, ordered[next].meter < meter { next += 1 }
            starts.append(UInt16(clamping: next))
        }
        starts.append(UInt16(clamping: ordered.count))
        self.starts = starts
    }

    /// What a model is called and what is known of it, apart from its prices.
    public struct Identity: Hashable, Sendable {
        public var provider: String
        public var name: String
        public var vendor: String?
        public var aliases: [String] = []
        public var operations: [Operation] = []
        public var contextWindow: Int64?
        public var maxOutputTokens: Int64?
        public var takesMarkup = true

        public init(provider: String, name: String) {
            self.provider = provider
            self.name = name
        }
    }

    /// The name that no other provider's model has: `openai/gpt-4o`.
    public var qualifiedName: String {
        name.hasPrefix(provider + "/") ? name : provider + "/" + name
    }

    /// The most rates that one model may have; a list of sizes and qualities has dozens.
    public static let ratesMax = 10_000

    private static func comesFirst(_ left: PriceRate, _ right: PriceRate) -> Bool {
        if left.meter != right.meter { return left.meter < right.meter }
        let (ours, theirs) = (left.conditions, right.conditions)
        if ours.specificity != theirs.specificity { return ours.specificity > theirs.specificity }
        let (over, otherOver) = (ours.context?.over ?? -1, theirs.context?.over ?? -1)
        if over != otherOver { return over > otherOver }
        if left.validity.from != right.validity.from {
            return left.validity.from > right.validity.from
        }
        if left.isDearer(than: right) != right.isDearer(than: left) {
            return left.isDearer(than: right)
        }
        return ours.description < theirs.description
    }
}

extension PricedModel {
    /// The positions of the meter's rates, whatever their conditions.
    func positions(of meter: Meter) -> Range<Int> {
        let index = Int(meter.rawValue)
        return Int(starts[index])..<Int(starts[index + 1])
    }

    /// The position of the rate that the meter is billed at: its own, or that of the nearest meter
    /// that it is a part of.
    func position(
        of meter: Meter, in circumstances: borrowing Circumstances
    ) throws(PricingRefusal) -> Int {
        if let own = firstThatHolds(positions(of: meter), circumstances) { return own }
        for substitute in meter.substitutes {
            if let position = firstThatHolds(positions(of: substitute), circumstances) {
                return position
            }
        }
        throw refusal(of: meter)
    }

    func firstThatHolds(_ range: Range<Int>, _ circumstances: borrowing Circumstances) -> Int? {
        for position in range where rates[position].holds(in: circumstances) { return position }
        return nil
    }

    func refusal(of meter: Meter) -> PricingRefusal {
        let known = ([meter] + meter.substitutes).flatMap { positions(of: $0) }
            .map { rates[$0].conditions.description }
        // A list that a person reads: enough to see the shape of what is missing.
        let shown = 12
        return known.isEmpty
            ? .meterHasNoRate(meter, model: name)
            : .noRateApplies(meter, model: name, known: Array(known.prefix(shown)))
    }
}
