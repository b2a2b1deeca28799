// SPDX-License-Identifier: Apache-2.0

public import Money

extension PriceBook {
    /// The most that a call can cost: all input at the dearest price that input can have (the tier
    /// above, no cache hit), all output likewise, and the fee for the request.
    ///
    /// No quote of a usage within the estimate is higher.
    /// - Throws: ``PricingRefusal``, as a quote does; ``PricingRefusal/dynamicPrice(model:)`` for
    ///   a model that has no price before the upstream has answered; see
    ///   ``ceiling(of:pickedBy:markup:)``.
    public func ceiling(
        of call: CallEstimate, markup: Markup
    ) throws(PricingRefusal) -> Quote {
        let model = try model(named: call.model, provider: call.provider)
        guard !model.identity.isDynamic else { throw .dynamicPrice(model: model.name) }
        return try most(call, of: model, markup: markup)
    }

    /// The ceiling by the model's own rates, which of a router are no more than its fees.
    func most(
        _ call: CallEstimate, of model: PricedModel, markup: Markup
    ) throws(PricingRefusal) -> Quote {
        let counts = [
            Usage.Quantity(call.inputTokens, of: .inputTokens),
            Usage.Quantity(call.outputTokens, of: .outputTokens),
        ]
        let circumstances = Circumstances(
            operation: call.operation, dimensions: call.dimensions, inputTokens: call.inputTokens,
            instant: call.instant, counts: counts)
        let contexts = model.contexts(upTo: call.inputTokens)
        var bill = Bill()
        for count in counts {
            guard (0...Usage.countMax).contains(count.count) else {
                throw .quantityOutOfRange(count.meter)
            }
            guard count.count > 0 else { continue }
            let meters = [count.meter] + call.possibleParts.filter { $0.isPart(of: count.meter) }
            let candidates = model.candidates(
                for: meters, of: count.count, in: circumstances, contexts)
            let isPriced = bill.addMost(of: count.count, at: candidates, of: model)
            guard isPriced || model.identity.isDynamic else {
                throw model.refusal(of: count.meter)
            }
        }
        let fees = model.candidates(for: [.requests], of: 1, in: circumstances, contexts)
        _ = bill.addMost(of: 1, at: fees, of: model)
        return try makeQuote(bill, of: model, markup: markup, in: circumstances)
    }
}

extension Bill {
    /// Adds the most that `count` can cost, however it is divided among the rates at `positions`.
    ///
    /// Each part is billed at a rate of its own, which for a graduated tier begins at a threshold
    /// of the part: no token costs more than the dearest rate that begins before its place in the
    /// whole. Rates that do not bill what is counted are taken to bill the whole besides.
    /// - Returns: Whether there is such a price.
    fileprivate mutating func addMost(
        of count: Int64, at positions: [Int], of model: PricedModel
    ) -> Bool {
        let plain = positions.filter { model.rates[$0].counting.isPlain }
        let counted = positions.filter { !model.rates[$0].counting.isPlain }
        for position in counted { add(count, at: position) }
        func start(of position: Int) -> Int64 {
            let rate = model.rates[position]
            return rate.traits.contains(.isGraduated) ? rate.contextOver : 0
        }
        let starts =
            model.isGraduated
            ? Set(plain.map(start)).union([0]).filter { $0 < count }.sorted() : [0]
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : count
            let begun = plain.filter { position in
                let rate = model.rates[position]
                return !rate.traits.contains(.isGraduated) || rate.contextOver <= start
            }
            let dearest = begun.max { model.rates[$1].isDearer(than: model.rates[$0]) }
            if let dearest {
                add(end - start, at: dearest)
            } else if counted.isEmpty {
                return false
            }
        }
        return true
    }
}

extension PricedModel {
    /// The positions of all rates that one of the meters may be billed at, for up to `count` of
    /// it: the context may turn out smaller than it was reckoned, and so may what a threshold
    /// counts. The highest tier need not be the dearest.
    ///
    /// - Parameter contexts: Numbers of input tokens, one for each tier that they can be in.
    fileprivate func candidates(
        for meters: [Meter], of count: Int64, in circumstances: Circumstances, _ contexts: [Int64]
    ) -> [Int] {
        var found: [Int] = []
        var circumstances = circumstances
        for inputTokens in contexts {
            circumstances.inputTokens = inputTokens
            for meter in meters {
                if collect(meter, of: count, in: circumstances, into: &found) { continue }
                // What may have no price of its own may be billed as what it is a part of.
                for substitute in meter.substitutes {
                    if collect(substitute, of: count, in: circumstances, into: &found) { break }
                }
            }
        }
        return found
    }

    /// Numbers of input tokens, one for each tier that up to `most` of them can be in.
    fileprivate func contexts(upTo most: Int64) -> [Int64] {
        var contexts: [Int64] = [0]
        for rate in rates where rate.traits.contains(.hasContext) {
            let first = rate.contextOver + 1
            if first <= most, !rate.traits.contains(.isGraduated), !contexts.contains(first) {
                contexts.append(first)
            }
        }
        return contexts
    }

    /// Adds the rates of the meter that may be meant, in their order, to the first that must be.
    ///
    /// - Returns: Whether one of them is meant in any case.
    private func collect(
        _ meter: Meter, of count: Int64, in circumstances: Circumstances,
        into found: inout [Int]
    ) -> Bool {
        let range = positions(of: meter)
        for position in range where mayHold(rates[position], of: count, in: circumstances) {
            if !found.contains(position) { found.append(position) }
            let rate = rates[position]
            let depends = rate.traits.contains(.isGraduated) || rate.countsMeters
            if !depends {
                return !range[(position + 1)...].contains { other in
                    rates[other].contextOver > rate.contextOver
                        && rates[other].conditions.specificity < rate.conditions.specificity
                        && mayHold(rates[other], of: count, in: circumstances)
                }
            }
        }
        return false
    }

    private func mayHold(
        _ rate: PriceRate, of count: Int64, in circumstances: Circumstances
    ) -> Bool {
        let size = rate.traits.contains(.isGraduated) ? count : circumstances.inputTokens
        return rate.matches(circumstances) && size > rate.contextOver
            && rate.conditions.thresholds.allSatisfy(circumstances.mayExceed)
    }
}

extension PriceRate {
    /// Whether it depends on counts that are not known before the call.
    fileprivate var countsMeters: Bool {
        conditions.thresholds.contains { threshold in
            if case .meter = threshold.quantity { true } else { false }
        }
    }
}

extension Circumstances {
    /// Whether the threshold may be passed by a part of what is counted here.
    fileprivate func mayExceed(_ threshold: Threshold) -> Bool {
        guard case .meter(let meter) = threshold.quantity else { return exceeds(threshold) }
        return counts.contains { whole in
            (meter == whole.meter || meter.isPart(of: whole.meter))
                && whole.count > threshold.over
        }
    }
}
