// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// A model as one provider sells it: its names, what is known of it, and its rates.
///
/// Immutable, and a class only so that finding one copies nothing.
public final class PricedModel: Sendable {
    public let identity: Identity
    /// In the order of the meters, and for each meter first the rate that is meant when several
    /// hold.
    public let rates: [PriceRate]
    /// One bit for each meter that has rates.
    private let priced: UInt64
    /// Where the rates of each meter that has some start in ``rates``, and where the last ones end.
    private let starts: [UInt16]
    /// Whether some meter's quantity is divided into slices.
    let isGraduated: Bool

    /// - Parameter rates: In any order. A model whose price is dynamic gets the rate of
    ///   ``Meter/upstreamCost``, one dollar for a dollar, if it is not among them.
    public init(_ identity: Identity, rates: [PriceRate]) {
        let all = identity.isDynamic ? PricedModel.completed(rates) : rates
        let ordered = all.sorted(by: PriceRate.comesFirst)
        self.identity = identity
        self.rates = ordered
        isGraduated = ordered.contains { $0.traits.contains(.isGraduated) }
        var priced: UInt64 = 0
        var starts: [UInt16] = []
        for (index, rate) in ordered.enumerated() where priced & rate.meter.bit == 0 {
            priced |= rate.meter.bit
            starts.append(UInt16(clamping: index))
        }
        self.priced = priced
        self.starts = starts + [UInt16(clamping: ordered.count)]
    }

    /// What a model is called and what is known of it, apart from its prices.
    public struct Identity: Hashable, Sendable {
        /// Who serves it: `openai`, `azure`, `groq`.
        public var provider: String
        /// The provider's name for it.
        public var name: String
        /// The name for people, nil when it has no other.
        public var displayName: String?
        /// Who made it, nil when that is the provider.
        public var vendor: String?
        /// Other names that the provider answers to: dated ones, older ones.
        public var aliases: [String] = []
        public var operations: [Operation] = []
        /// The most tokens of input and output together, nil when unknown.
        public var contextWindow: Int64?
        /// The most tokens of one answer, nil when unknown.
        public var maxOutputTokens: Int64?
        /// Whether the rates are what an upstream takes, so that the markup goes on top; false for
        /// the platform's own prices, which are final.
        public var takesMarkup = true
        /// What anything costs at least, after the markup; nil for no such charge.
        public var minimumCharge: Credits?
        /// Whether only the upstream's answer says what a call cost.
        public var isDynamic = false
        /// When the provider stops serving it, nil when nothing is announced.
        public var deprecatedOn: Instant?

        public init(provider: String, name: String) {
            self.provider = provider
            self.name = name
        }
    }

    public var provider: String { identity.provider }
    public var name: String { identity.name }
    /// Who made it. Where several providers sell one name, its vendor's price is meant.
    public var vendor: String { identity.vendor ?? identity.provider }
    public var aliases: [String] { identity.aliases }
    public var operations: [Operation] { identity.operations }
    public var contextWindow: Int64? { identity.contextWindow }
    public var maxOutputTokens: Int64? { identity.maxOutputTokens }
    public var takesMarkup: Bool { identity.takesMarkup }

    /// The name that no other provider's model has: `openai/gpt-4o`.
    public var qualifiedName: String {
        name.hasPrefix(provider + "/") ? name : provider + "/" + name
    }

    /// The most rates that one model may have; a list of sizes and qualities has dozens.
    public static let ratesMax = 10_000

    private static func completed(_ rates: [PriceRate]) -> [PriceRate] {
        guard !rates.contains(where: { $0.meter == .upstreamCost }) else { return rates }
        do throws(PriceRateRefusal) {
            let dollar = ExactDecimal(coefficient: 1, scale: 0)
            return try rates + [
                PriceRate(.upstreamCost, price: dollar, source: "the upstream's own statement")
            ]
        } catch {
            return rates
        }
    }

    /// The positions of the meter's rates, whatever their conditions.
    func positions(of meter: Meter) -> Range<Int> {
        guard priced & meter.bit != 0 else { return 0..<0 }
        let index = (priced & (meter.bit - 1)).nonzeroBitCount
        return Int(starts[index])..<Int(starts[index + 1])
    }
}

extension PricedModel: Hashable {
    public static func == (lhs: PricedModel, rhs: PricedModel) -> Bool {
        lhs === rhs || lhs.identity == rhs.identity && lhs.rates == rhs.rates
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(identity)
        hasher.combine(rates)
    }
}

extension Meter {
    fileprivate var bit: UInt64 { 1 << UInt64(rawValue) }
}
