// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing

extension CallPrice {
    /// The most that a call can cost whose size was counted; nil when it was not.
    ///
    /// - Throws: As a quote does, ``PricingRefusal/meterHasNoRate(_:model:)`` for one.
    func ceilingOfCounts(_ measure: CallMeasure) throws(PricingRefusal) -> Credits? {
        guard var counts = measure.counts else { return nil }
        counts.isCeiling = true
        var measure = measure
        measure.counts = counts
        return try dearest(measure, counts, reported: nil).quote.total
    }

    /// What a call comes to: by what its upstream reported, and for what that leaves open by what
    /// was counted.
    func quote(_ usage: CallUsage, of measure: CallMeasure) throws(PricingRefusal) -> PricedCall {
        var measure = measure
        for (name, value) in usage.dimensions { measure.dimensions[name] = value }
        if let tier = usage.serviceTier {
            measure.dimensions[ServiceTier.dimension] = ServiceTier.priced(tier)
        }
        measure.openDimensions.removeAll { measure.dimensions[$0.name] != nil }
        let counts = (measure.counts ?? CallCounts()).replaced(by: usage.counted)
        return try dearest(measure, counts, reported: usage.believable)
    }

    /// What the request and the answer leave open may be whatever costs most: it is never billed
    /// low.
    private func dearest(
        _ measure: CallMeasure, _ counts: CallCounts, reported: ReportedUsage?
    ) throws(PricingRefusal) -> PricedCall {
        var dearest: PricedCall?
        var refusal: PricingRefusal?
        for dimensions in model.possibilities(of: measure.openDimensions, in: measure.dimensions) {
            do throws(PricingRefusal) {
                let quote = try quote(counts, reported, dimensions)
                if dearest.map({ $0.quote.total < quote.quote.total }) ?? true { dearest = quote }
            } catch {
                refusal = refusal ?? error
            }
        }
        if let dearest { return dearest }
        throw refusal ?? .modelNotFound(model: model.name, provider: model.provider)
    }

    private func quote(
        _ counts: CallCounts, _ reported: ReportedUsage?, _ dimensions: [String: String]
    ) throws(PricingRefusal) -> PricedCall {
        let works = counts.works(of: operation, dimensions)
        let needed = works.filter { !$0.isOptional }.flatMap(\.ways)
        guard needed.contains(where: { model.prices($0.meter) }) || model.prices(.requests) else {
            throw .meterHasNoRate(needed.first?.meter ?? .requests, model: model.name)
        }
        var quantities = try reported?.usage(dimensions: [:]).quantities ?? []
        quantities.removeAll { !model.prices($0.meter) || $0.meter == .upstreamCost }
        var isEstimated = false
        for work in works where !work.isStated(by: quantities) {
            guard let way = work.ways.first(where: { model.prices($0.meter) }) else { continue }
            guard way.count > 0 else { continue }
            quantities.append(Usage.Quantity(way.count, of: way.meter))
            isEstimated = isEstimated || !way.isExact
        }
        let usage = try Usage(quantities, dimensions: dimensions)
        let request = QuoteRequest(
            model: model.name, provider: model.provider, operation: operation.priced, usage: usage,
            at: instant)
        return PricedCall(
            quote: try book.quote(request, markup: markup), usage: usage, isEstimated: isEstimated)
    }
}

extension CallWork {
    /// Whether a report says how much of this there was, in whichever way.
    fileprivate func isStated(by quantities: [Usage.Quantity]) -> Bool {
        quantities.contains { quantity in
            quantity.count > 0
                && ways.contains { way in
                    way.meter == quantity.meter || way.meter.isPart(of: quantity.meter)
                        || quantity.meter.isPart(of: way.meter)
                }
        }
    }
}

extension PricedModel {
    /// The combinations of values that open dimensions may have, each with what is known.
    fileprivate func possibilities(
        of open: [CallMeasure.OpenDimension], in known: [String: String]
    ) -> [[String: String]] {
        var possibilities = [known]
        for dimension in open {
            let values = values(of: dimension)
            guard !values.isEmpty else { continue }
            possibilities = possibilities.flatMap { known in
                values.map { known.merging([dimension.name: $0]) { $1 } }
            }
        }
        return possibilities
    }

    /// The values that prices depend on, or the one that is meant when nothing is said. Models that
    /// are priced by tokens choose themselves then.
    private func values(of dimension: CallMeasure.OpenDimension) -> [String] {
        let conditions = rates.lazy.flatMap(\.conditions.dimensions)
        let values = Set(conditions.filter { $0.name == dimension.name }.map(\.value))
        if let standard = dimension.standard, values.contains(standard),
            !prices(.outputImageTokens)
        {
            return [standard]
        }
        return values.sorted()
    }
}
