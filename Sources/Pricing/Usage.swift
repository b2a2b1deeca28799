// SPDX-License-Identifier: Apache-2.0

/// Measured quantities by meter, with the dimensions under which they were measured.
///
/// A usage that exists adds up: cached tokens are among the input tokens, and the parts of a whole
/// are together no more than the whole. A whole that is not stated is the sum of its parts.
public struct Usage: Hashable, Sendable {
    /// So many of a meter's smallest parts: tokens, microseconds, pixels.
    public struct Quantity: Hashable, Sendable {
        public let meter: Meter
        public let count: Int64

        public init(_ count: Int64, of meter: Meter) {
            self.meter = meter
            self.count = count
        }
    }

    /// What was stated, in the order of the meters.
    public let quantities: [Quantity]
    /// What a price may depend on: `["resolution": "1080p", "service_tier": "flex"]`.
    public let dimensions: [String: String]
    /// What each meter counts that no other stated meter counts too, without zeros: plain input
    /// without its cached part. Every count of the usage is in exactly one of them.
    package let shares: [Quantity]
    /// All input tokens, which decide the context tier.
    package let inputTokens: Int64

    /// - Throws: ``PricingRefusal/meterStatedTwice(_:)``,
    ///   ``PricingRefusal/quantityOutOfRange(_:)`` or
    ///   ``PricingRefusal/contradictoryUsage(parts:whole:)``, in this order.
    public init(
        _ quantities: [Quantity], dimensions: [String: String] = [:]
    ) throws(PricingRefusal) {
        let ordered =
            Usage.isOrdered(quantities)
            ? quantities : quantities.sorted { $0.meter < $1.meter }
        for (index, quantity) in ordered.enumerated() {
            guard index == 0 || ordered[index - 1].meter != quantity.meter else {
                throw .meterStatedTwice(quantity.meter)
            }
            guard (0...Usage.countMax).contains(quantity.count) else {
                throw .quantityOutOfRange(quantity.meter)
            }
        }
        self.quantities = ordered
        self.dimensions = dimensions
        shares = try Usage.shares(of: ordered)
        inputTokens = Usage.inputTokens(stated: ordered, shares: shares)
    }

    /// Creates a usage from a literal: `Usage([.inputTokens: 1_000, .outputTokens: 200])`.
    public init(
        _ quantities: KeyValuePairs<Meter, Int64>, dimensions: [String: String] = [:]
    ) throws(PricingRefusal) {
        try self.init(
            quantities.map { Quantity($0.value, of: $0.key) }, dimensions: dimensions)
    }

    /// So large that all meters together cannot overflow, of which there are at most 63: nobody
    /// uses 10¹⁷ of anything at once.
    public static let countMax = Int64.max / 64

    /// The stated count of `meter`, nil when it is not stated.
    public func count(of meter: Meter) -> Int64? {
        quantities.first { $0.meter == meter }?.count
    }

    private static func isOrdered(_ quantities: [Quantity]) -> Bool {
        for index in quantities.indices.dropFirst()
        where quantities[index].meter <= quantities[index - 1].meter {
            return false
        }
        return true
    }

    /// Takes the shares of the parts out of their wholes, from the most special meter to the most
    /// general, so that what two parts have in common (cached audio) is taken out once.
    private static func shares(of ordered: [Quantity]) throws(PricingRefusal) -> [Quantity] {
        var shares: [Quantity] = []
        shares.reserveCapacity(ordered.count)
        for whole in ordered.reversed() {
            var share = whole.count
            for part in shares where part.meter.isPart(of: whole.meter) { share -= part.count }
            guard share >= 0 else { throw contradiction(in: ordered, whole: whole) }
            if share > 0 { shares.append(Quantity(share, of: whole.meter)) }
        }
        shares.reverse()
        return shares
    }

    private static func contradiction(in stated: [Quantity], whole: Quantity) -> PricingRefusal {
        let parts = stated.filter { $0.count > 0 && $0.meter.isPart(of: whole.meter) }
        let larger = parts.first { $0.count > whole.count }
        return .contradictoryUsage(
            parts: larger.map { [$0.meter] } ?? parts.map(\.meter), whole: whole.meter)
    }

    private static func inputTokens(stated: [Quantity], shares: [Quantity]) -> Int64 {
        if let first = stated.first, first.meter == .inputTokens { return first.count }
        return shares.reduce(0) { $1.meter.isPart(of: .inputTokens) ? $0 + $1.count : $0 }
    }
}
