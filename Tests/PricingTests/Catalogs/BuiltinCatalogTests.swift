// SPDX-License-Identifier: Apache-2.0

import Foundation
import Money
import Pricing
import Testing

@Suite struct BuiltinCatalogTests {
    let book = QuoteTests.builtin

    @Test("the text that is compiled in is builtin.json: run Scripts/embed")
    func embedded() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/Pricing/Catalogs/builtin.json")
        let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        #expect("\(BuiltinCatalog.text)\n" == text)
    }

    @Test("the built-in book has more than three hundred models, and some of every kind")
    func size() {
        #expect(book.models.count >= 300)
        let operations = Set(book.models.flatMap(\.operations))
        #expect(
            operations.isSuperset(of: [
                .chat, .embeddings, .image, .video, .speech, .transcription, .rerank, .moderation,
                .ocr, .container, .knowledge, Operation(rawValue: "realtime"),
                Operation(rawValue: "search"), Operation(rawValue: "voice-clone"),
            ]))
    }

    @Test("every hard case comes out right", arguments: BuiltinHardCase.all)
    func hard(hard: BuiltinHardCase) throws {
        guard let total = hard.total else {
            #expect(throws: PricingRefusal.self) { try hard.quote(from: book) }
            return
        }
        // Compared before the rounding, so that no digit is lost.
        let quote = try hard.quote(from: book)
        #expect(quote.upstreamCost.description == total)
        #expect(quote.unmatched.isEmpty)
    }

    @Test("every hard case of the facts is in the book")
    func allHard() {
        #expect(Set(BuiltinHardCase.all.map(\.number)) == Set(1...46))
    }

    @Test("every model has a price, and every rate a source")
    func complete() {
        for model in book.models {
            #expect(!model.rates.isEmpty, "\(model.name)")
            #expect(model.rates.allSatisfy { !$0.source.isEmpty })
        }
    }

    @Test("every chat model prices input and output without any conditions")
    func chat() throws {
        for model in book.models
        where model.operations == [.chat] && !model.identity.isDynamic {
            let usage = try Usage([.inputTokens: 1, .outputTokens: 1])
            let request = QuoteRequest(
                model: model.name, provider: model.provider, usage: usage, at: noon)
            #expect(throws: Never.self) { try book.quote(request, markup: .none) }
        }
    }

    @Test("every model is found by its name and its provider's")
    func names() throws {
        for model in book.models {
            let found = try book.model(named: model.name, provider: model.provider)
            #expect(found === model)
        }
    }

    @Test("a name that its vendor sells means the vendor's own model")
    func vendors() throws {
        for model in book.models where model.provider == model.vendor {
            let sellers = book.models.filter {
                $0.vendor == $0.provider && ([$0.name] + $0.aliases).contains(model.name)
            }
            guard sellers.count == 1 else { continue }
            #expect(try book.model(named: model.name) === model, "\(model.qualifiedName)")
        }
    }

    /// USD for a million tokens of input, cached input and output, as they stand in the catalogs
    /// that the file was made from.
    @Test(
        "prices are those of the catalogs that they were read from",
        arguments: [
            ("gpt-4o", "2.5", "1.25", "10"), ("gpt-4o-mini", "0.15", "0.075", "0.6"),
            ("gpt-4.1", "2", "0.5", "8"), ("gpt-5", "1.25", "0.125", "10"),
            ("gpt-5-nano", "0.05", "0.005", "0.4"), ("o3", "2", "0.5", "8"),
            ("o4-mini", "1.1", "0.275", "4.4"), ("claude-opus-4-7", "5", "0.5", "25"),
            ("claude-sonnet-4-5", "3", "0.3", "15"), ("claude-haiku-4-5", "1", "0.1", "5"),
            ("gemini-2.5-flash", "0.3", "0.03", "2.5"), ("grok-4.20", "1.25", "0.2", "2.5"),
            ("mistral-large-2512", "0.5", "0.05", "1.5"),
            ("deepseek-reasoner", "0.28", "0.028", "0.42"),
            ("groq/openai/gpt-oss-120b", "0.15", "0.075", "0.6"), ("florin/echo", "1", "0.5", "2"),
        ])
    func prices(model: String, input: String, cached: String, output: String) throws {
        let million: Int64 = 1_000_000
        let prices: [(Meter, String)] = [
            (.inputTokens, input), (.cachedInputTokens, cached), (.outputTokens, output),
        ]
        for (meter, price) in prices {
            let model = try book.model(named: model)
            let rate = try #require(
                model.rates.first { $0.meter == meter && $0.conditions.isEmpty })
            #expect((rate.price, rate.per) == (decimal(price), million))
        }
    }

    @Test("an alias has the prices of its model")
    func alias() throws {
        #expect(try book.model(named: "gpt-4o-2024-08-06").name == "gpt-4o")
        #expect(try book.model(named: "claude-sonnet-4-5-20250929").name == "claude-sonnet-4-5")
    }
}
