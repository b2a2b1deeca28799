// SPDX-License-Identifier: Apache-2.0

import Money

extension LiteLLMEntry {
    /// Whether this entry counts and not the other, which says that it is the same model.
    ///
    /// LiteLLM has models twice, with and without the provider in the name, and sometimes with
    /// other prices: an experiment that was free once, a beta. Then the dearer one counts, as a
    /// price that is too low is lost for good. Of equal ones the one that says more.
    func isMeant(before other: LiteLLMEntry) -> Bool {
        for meter in [Meter.inputTokens, .outputTokens, .images, .cachedInputTokens] {
            guard let ours = unconditionalPrice(of: meter),
                let theirs = other.unconditionalPrice(of: meter), ours != theirs
            else { continue }
            return ours > theirs
        }
        return prices.count > other.prices.count
    }

    private func unconditionalPrice(of meter: Meter) -> ExactDecimal? {
        prices.first { $0.meter == meter && $0.isUnconditional }?.price
    }
}

extension LiteLLMReader.Group {
    /// All entries as one model; nil when that cannot be, and the report says why.
    func model(
        source: String, names: inout NamesTaken, pool: inout ConditionsPool,
        report: inout ImportReport
    ) -> PricedModel? {
        guard let first = byDimensions[[:]] ?? entries.indices.first else { return nil }
        var identity = identities[first]
        do throws(PriceRateRefusal) {
            let plain = try rates(source: source, pool: &pool, report: &report)
            let multipliers = entries[first].multipliers
            // Multipliers of two dimensions combine: 16 of them make at most 81 times as many.
            guard plain.count * (multipliers.isEmpty ? 1 : 81) <= PricedModel.ratesMax else {
                report.skipped += entries.map { note($0, .tooManyPrices) }
                return nil
            }
            let rates = try plain.multiplied(by: multipliers)
            identity.aliases = keys.filter {
                $0 != model && !$0.isEmpty && names.take($0, of: provider)
            }
            return PricedModel(identity, rates: rates)
        } catch {
            report.skipped += entries.map { note($0, .unreadablePrice("a price times a factor")) }
            return nil
        }
    }

    /// The rates of all entries under what their keys add, each place once.
    private func rates(
        source: String, pool: inout ConditionsPool, report: inout ImportReport
    ) throws(PriceRateRefusal) -> [PriceRate] {
        struct Place: Hashable {
            let meter: Meter
            let conditions: RateConditions
        }
        let isOutputPicture = entries.contains { $0.isOutputPicture }
        var places: Set<Place> = []
        var rates: [PriceRate] = []
        for entry in entries {
            let further = conditions(of: entry)
            if !further.isEmpty { report.notes.append(folding(entry, further)) }
            for price in entry.prices + pricesOfParts(missingFrom: entry, further) {
                let rate = try price.rate(
                    with: further, isOutputPicture: isOutputPicture, source: source, pool: &pool)
                let place = Place(meter: rate.meter, conditions: rate.conditions)
                if places.insert(place).inserted {
                    rates.append(rate)
                } else {
                    report.notes.append(note(entry, .saidTwice))
                }
            }
        }
        return rates
    }

    /// Where the model is sold only everywhere at once, that is no condition.
    private func conditions(of entry: LiteLLMEntry) -> [String: String] {
        let dimensions = entry.name.dimensions
        let isEverywhere = dimensions == ["region": "global"] && byDimensions[[:]] == nil
        return isEverywhere ? [:] : dimensions
    }

    /// What has a price of its own in the model itself, and none in an entry for a region: there
    /// it costs what it is a part of, and not what it costs elsewhere.
    private func pricesOfParts(
        missingFrom entry: LiteLLMEntry, _ further: [String: String]
    ) -> [LiteLLMPrice] {
        guard !further.isEmpty, let base = byDimensions[[:]] else { return [] }
        return entries[base].prices.compactMap { price in
            guard price.isUnconditional, !entry.hasPrice(of: price.meter) else { return nil }
            let wholes = price.meter.substitutes.lazy.compactMap { whole in
                entry.prices.first { $0.meter == whole && $0.isUnconditional }
            }
            guard var part = wholes.first else { return nil }
            part.meter = price.meter
            return part
        }
    }

    private func folding(
        _ entry: LiteLLMEntry, _ further: [String: String]
    ) -> ImportReport.Note {
        let conditions = further.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: ", ")
        return note(entry, .readAs("\(provider)/\(model) with \(conditions)"))
    }

    private func note(
        _ entry: LiteLLMEntry, _ reason: ImportReport.Reason
    ) -> ImportReport.Note {
        let key = ModelKey(provider: provider, name: model)
        return ImportReport.Note(entry: entry.key, of: key, field: "", reason: reason)
    }
}
