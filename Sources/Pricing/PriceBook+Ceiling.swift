// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// A model call that has not run yet, by the most that it can use.
public struct CallEstimate: Hashable, Sendable {
    public var model: String
    public var provider: String?
    public var operation: Operation?
    /// No fewer than the input will turn out to have.
    public var inputTokens: Int64
    public var outputTokens: Int64
    /// What the request asked for: its service tier, for one.
    public var dimensions: [String: String]
    /// What tokens may turn out to be besides plain text: each is reckoned at the dearest of its
    /// possible prices. Whoever sends audio or pictures adds those meters.
    public var possibleParts: [Meter]
    public var instant: Instant

    public init(
        model: String, provider: String? = nil, operation: Operation? = nil, inputTokens: Int64,
        outputTokens: Int64, dimensions: [String: String] = [:],
        possibleParts: [Meter] = CallEstimate.textParts, at instant: Instant
    ) {
        self.model = model
        self.provider = provider
        self.operation = operation
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.dimensions = dimensions
        self.possibleParts = possibleParts
        self.instant = instant
    }

    /// Text may be written to a cache or read from it, or be thought before it is said.
    public static let textParts: [Meter] = [
        .cachedInputTokens, .cacheWriteTokens, .cacheWrite1hTokens, .reasoningTokens,
    ]
}

extension PriceBook {
    /// The most that a call can cost: all input at the dearest price that input can have (the tier
    /// above, no cache hit), all output likewise, and the fee for the request.
    ///
    /// No quote of a usage within the estimate is higher.
    public func ceiling(
        of call: CallEstimate, markup: Markup
    ) throws(PricingRefusal) -> Quote {
        let model = try model(named: call.model, provider: call.provider)
        let circumstances = Circumstances(
            operation: call.operation, dimensions: call.dimensions, inputTokens: call.inputTokens,
            instant: call.instant, counts: [])
        var bill = Bill()
        let counts = [(Meter.inputTokens, call.inputTokens), (.outputTokens, call.outputTokens)]
        for (whole, count) in counts {
            guard (0...Usage.countMax).contains(count) else { throw .quantityOutOfRange(whole) }
            guard count > 0 else { continue }
            let meters = [whole] + call.possibleParts.filter { $0.isPart(of: whole) }
            let possible = meters.flatMap { model.positionsMeant(of: $0, upTo: circumstances) }
            guard let dearest = model.dearest(among: possible) else {
                throw model.refusal(of: whole)
            }
            bill.add(count, at: dearest)
        }
        let fees = model.positionsMeant(of: .requests, upTo: circumstances)
        if let fee = model.dearest(among: fees) { bill.add(1, at: fee) }
        return try makeQuote(bill, of: model, markup: markup, in: circumstances)
    }
}

extension PricedModel {
    /// The meter's rates that a call may be billed at when its context may turn out smaller than
    /// it was reckoned: the highest tier need not be the dearest.
    fileprivate func positionsMeant(of meter: Meter, upTo circumstances: Circumstances) -> [Int] {
        let thresholds = positions(of: meter).compactMap { rates[$0].conditions.context?.over }
        let contexts = [0] + thresholds.map { $0 + 1 }.filter { $0 <= circumstances.inputTokens }
        return contexts.compactMap { inputTokens in
            var circumstances = circumstances
            circumstances.inputTokens = inputTokens
            guard case .rate(let position) = choice(of: meter, in: circumstances) else {
                return nil
            }
            return position
        }
    }

    fileprivate func dearest(among positions: [Int]) -> Int? {
        positions.max { rates[$1].isDearer(than: rates[$0]) }
    }
}
