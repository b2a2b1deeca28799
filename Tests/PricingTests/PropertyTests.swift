// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing
import Vocabulary

/// What holds for every price list, however odd, and every usage.
@Suite struct PropertyTests {
    @Test("no quote of a usage within an estimate is above its ceiling", arguments: 0..<150)
    func ceiling(seed: Int) throws {
        try withQuotes(seed: seed) { book, counts, quote, random in
            let ceiling = try book.ceiling(of: counts.estimate(&random), markup: .standard)
            #expect(quote.total <= ceiling.total)
        }
    }

    @Test("a cost is never negative, and the sum of its lines", arguments: 0..<50)
    func sum(seed: Int) throws {
        try withQuotes(seed: seed) { _, _, quote, _ in
            var sum = Cost.zero
            for line in quote.lines {
                #expect(!line.cost.isNegative && line.quantity > 0)
                sum = try sum.adding(line.cost)
            }
            #expect(sum == quote.upstreamCost)
            let price = try sum.markedUp(by: .standard).rounded()
            #expect(quote.total == max(price, quote.minimumCharge ?? price))
        }
    }

    @Test("the order in which a usage states its meters does not matter", arguments: 0..<50)
    func order(seed: Int) throws {
        try withQuotes(seed: seed) { book, counts, quote, random in
            for _ in 0..<3 {
                let again = try book.quote(request(counts.usage(&random)), markup: .standard)
                #expect(again == quote)
            }
        }
    }

    @Test("the order in which a list states its rates does not matter", arguments: 0..<50)
    func orderOfRates(seed: Int) throws {
        try withQuotes(seed: seed) { book, counts, quote, random in
            let model = book.models[0]
            let shuffled = PricedModel(
                model.identity, rates: model.rates.shuffled(using: &random))
            #expect(shuffled == model)
            let other = try PriceBook(number: 7, models: [shuffled])
            let again = try other.quote(request(counts.usage(&random)), markup: .standard)
            #expect(again == quote)
        }
    }

    @Test("more of a part never costs less, within a tier", arguments: 0..<50)
    func monotone(seed: Int) throws {
        try withQuotes(seed: seed, within: isWithinTier) { book, counts, quote, random in
            var more = counts
            guard let meter = counts.shares.keys.sorted().randomElement(using: &random) else {
                return
            }
            more.shares[meter, default: 0] += .random(in: 1...20, using: &random)
            guard let dearer = try self.quote(more.usage(&random), by: book) else { return }
            #expect(dearer.total >= quote.total)
        }
    }

    @Test("two usages cost together what they cost apart, within a tier", arguments: 0..<50)
    func additive(seed: Int) throws {
        let isProportional = { (rate: PriceRate) in
            isWithinTier(rate) && rate.counting == .plain && rate.conditions.context == nil
                && rate.meter != .requests
        }
        try withQuotes(seed: seed, within: isProportional) { book, counts, quote, random in
            let other = RandomUsage(&random)
            var (second, both) = (counts, counts)
            second.shares = other.shares
            both.shares.merge(other.shares) { $0 + $1 }
            guard let added = try self.quote(second.usage(&random), by: book),
                let sum = try self.quote(both.usage(&random), by: book)
            else { return }
            #expect(try quote.upstreamCost.adding(added.upstreamCost) == sum.upstreamCost)
        }
    }

    @Test(
        "a usage that has a quote has the same one from the list written and read again",
        arguments: 0..<50)
    func rendered(seed: Int) throws {
        try withQuotes(seed: seed) { book, counts, quote, random in
            let read = try PricedModel(catalogJSON: book.models[0].catalogJSON)
            let other = try PriceBook(number: 7, models: [read])
            let again = try other.quote(request(counts.usage(&random)), markup: .standard)
            #expect(again == quote)
        }
    }

    /// Whether a rate is for all quantities alike.
    private func isWithinTier(_ rate: PriceRate) -> Bool {
        rate.conditions.context?.mode != .cliff && rate.conditions.thresholds.isEmpty
            && rate.counting.coveredBy.isEmpty
    }

    private func request(_ usage: Usage) -> QuoteRequest {
        QuoteRequest(model: "m", operation: .chat, usage: usage, at: noon)
    }

    /// Random models and usages; those that are refused tell nothing here.
    private func withQuotes(
        seed: Int, within isWanted: (PriceRate) -> Bool = { _ in true },
        _ check: (PriceBook, RandomUsage, Quote, inout SeededRandom) throws -> Void
    ) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var model = try PricedModel.random(&random)
        model = PricedModel(model.identity, rates: model.rates.filter(isWanted))
        let book = try PriceBook(number: 7, models: [model])
        for _ in 0..<20 {
            let counts = RandomUsage(&random)
            let usage = try counts.usage(&random)
            if let quote = try quote(usage, by: book) { try check(book, counts, quote, &random) }
        }
    }

    /// Nil when the book does not price the usage.
    private func quote(_ usage: Usage, by book: PriceBook) throws -> Quote? {
        do {
            return try book.quote(request(usage), markup: .standard)
        } catch PricingRefusal.noRateApplies, PricingRefusal.meterHasNoRate {
            return nil
        }
    }
}
