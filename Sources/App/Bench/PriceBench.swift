// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Vocabulary

/// What prices cost: reading a list, holding a book in memory, quoting.
public struct PriceBench: Sendable {
    private let bytes: [UInt8]
    /// As many models as the large book has.
    private let models: Int

    /// - Parameters:
    ///   - list: The path of LiteLLM's map, the largest list there is.
    ///   - models: How many models the large book has.
    public static func run(list: String, models: Int) throws -> Report {
        guard let text = Files.text(at: list) else {
            throw CommandFailure("cannot read \(list)", code: "validation_error")
        }
        return try PriceBench(bytes: Array(text.utf8), models: models).report()
    }

    private func report() throws -> Report {
        let large = try largeBook()
        let started = ContinuousClock.now
        let catalog = try ImportedCatalog(parsing: bytes, format: .litellm, source: "bench")
        let book = try PriceBook(number: 1, models: catalog.models)
        let imported = nanoseconds(ContinuousClock.now - started)
        let quote = try quoteNanoseconds(from: book)
        let exchange = try exchangeNanoseconds(with: book)
        let megabytes = large.bytes.map { "\($0 / 1_000_000) MB resident" } ?? "not measured here"
        return Report(
            """
            a quote of a chat: \(quote) ns; from JSON to JSON \(exchange) ns
            the list of \(book.models.count) models: read in \(imported / 1_000_000) ms
            a book of \(large.book.models.count) models: \(megabytes)
            """,
            [
                "quoteNanoseconds": .number(JSONNumber(quote)),
                "exchangeNanoseconds": .number(JSONNumber(exchange)),
                "importMicroseconds": .number(JSONNumber(imported / 1_000)),
                "importedModels": .number(JSONNumber(book.models.count)),
                "bookModels": .number(JSONNumber(large.book.models.count)),
                "bookRates": .number(
                    JSONNumber(large.book.models.reduce(0) { $0 + $1.rates.count })),
                "bookBytes": large.bytes.map { .number(JSONNumber($0)) } ?? .null,
            ])
    }

    /// A large book, and by how much the process grew for it.
    ///
    /// The second of two that stay alive: reading a list needs memory that the process keeps for
    /// the next time, and the first book grows into that.
    private func largeBook() throws -> (book: PriceBook, bytes: Int64?) {
        let first = try makeLargeBook()
        let before = residentBytes()
        let second = try makeLargeBook()
        let after = residentBytes()
        return withExtendedLifetime(first) {
            (second, before.flatMap { before in after.map { $0 - before } })
        }
    }

    /// The list's models, repeated under other names.
    private func makeLargeBook() throws -> PriceBook {
        var found: [PricedModel] = []
        var round = 0
        while found.count < models {
            round += 1
            // Read again each time, so that no two models share a rate.
            let catalog = try ImportedCatalog(parsing: bytes, format: .litellm, source: "bench")
            guard !catalog.models.isEmpty else {
                throw CommandFailure("the list has no models", code: "validation_error")
            }
            for model in catalog.models.prefix(models - found.count) {
                var identity = model.identity
                identity.name += "-\(round)"
                identity.aliases = identity.aliases.map { "\($0)-\(round)" }
                found.append(PricedModel(identity, rates: model.rates))
            }
        }
        return try PriceBook(number: 1, models: found)
    }

    private static let model = "gpt-4o"

    /// The gateway's case: the usage is there already, as the upstream stated it.
    private func quoteNanoseconds(from book: PriceBook) throws -> Int64 {
        let usage = try Usage([
            .inputTokens: 1_000, .cachedInputTokens: 600, .outputTokens: 200,
        ])
        let request = QuoteRequest(model: Self.model, usage: usage, at: .epoch)
        return try medianNanoseconds {
            try book.quote(request, markup: .standard).total.nanocredits
        }
    }

    /// The API's case, but for HTTP: the usage is read from JSON, the quote is written to it.
    private func exchangeNanoseconds(with book: PriceBook) throws -> Int64 {
        let text = """
            {"input_tokens": 1000, "cached_input_tokens": 600, "output_tokens": 200}
            """
        let body = Array(text.utf8)
        return try medianNanoseconds {
            let usage = try Usage(JSON(parsing: body))
            let request = QuoteRequest(model: Self.model, usage: usage, at: .epoch)
            return Int64(try book.quote(request, markup: .standard).json.encoded().count)
        }
    }

    /// The time of one call: of many rounds, the one in the middle.
    private func medianNanoseconds(of body: () throws -> Int64) throws -> Int64 {
        let (rounds, calls) = (51, 2_000)
        var times: [Int64] = []
        // What the calls give is added up, so that no compiler leaves them out.
        var sum: Int64 = 0
        for _ in 0..<rounds {
            let started = ContinuousClock.now
            for _ in 0..<calls { sum &+= try body() }
            times.append(nanoseconds(ContinuousClock.now - started) / Int64(calls))
        }
        guard sum != 0 else { throw CommandFailure("nothing was quoted") }
        return times.sorted()[rounds / 2]
    }
}

private func nanoseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
}
