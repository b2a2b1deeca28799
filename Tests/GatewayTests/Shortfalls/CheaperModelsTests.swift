// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import Money
import Pricing
import Testing
import Vocabulary

@testable import Gateway

/// Which models would do for less.
struct CheaperModelsTests {
    private let now = Instant(microseconds: 20_000 * 86_400_000_000)

    private func model(
        _ name: String, _ dollars: String, for operation: Pricing.Operation = .chat
    ) throws -> PricedModel {
        var identity = PricedModel.Identity(provider: "maker", name: name)
        identity.operations = [operation]
        let price = try ExactDecimal(text: dollars)
        return PricedModel(
            identity,
            rates: try [Meter.inputTokens, .outputTokens].map {
                try PriceRate($0, price: price, per: 1_000_000, source: "test")
            })
    }

    @Test("models are told for what they do and in the order of their prices, if they are taken")
    func sorted() throws {
        let book = try PriceBook(
            number: 1,
            models: [
                model("dear", "10"), model("cheap", "0.1"), model("away", "0.01"),
                model("middle", "1"), model("vectors", "0.001", for: .embeddings),
            ])
        let models = CheaperModels()
        func names(_ operation: ModelOperation) -> [String] {
            models.models(for: operation, in: book, at: now) { $0.name != "away" }.map(\.name)
        }
        #expect(names(.chat) == ["cheap", "middle", "dear"])
        #expect(names(.embedding) == ["vectors"])
        #expect(names(.image) == [])
    }

    @Test("who takes chats need not take messages, though their prices are the same")
    func operations() throws {
        let models = CheaperModels()
        let book = try PriceBook(number: 1, models: [model("one", "1")])
        #expect(models.models(for: .chat, in: book, at: now) { _ in true }.count == 1)
        #expect(models.models(for: .message, in: book, at: now) { _ in false }.isEmpty)
    }

    @Test("they are sorted once for a book, and anew for the next")
    func once() throws {
        let models = CheaperModels()
        let book = try PriceBook(number: 1, models: [model("one", "1")])
        var looks = 0
        for _ in 1...3 {
            _ = models.models(for: .chat, in: book, at: now) { _ in
                looks += 1
                return true
            }
        }
        #expect(looks == 1)
        let next = try PriceBook(number: 2, models: [model("two", "1")])
        let found = models.models(for: .chat, in: next, at: now) { _ in true }
        #expect(found.map(\.name) == ["two"])
    }
}

/// What a refusal names of them: what this server would serve now.
struct CheaperOfferTests {
    private let chat = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}"#

    /// The models that a call is told of which the credits do not suffice for, with their prices.
    private func offers(
        _ body: String, _ operation: ModelOperation = .chat,
        by upstreams: [(inout UpstreamSettings) -> Void],
        before: (Gateway) -> Void = { _ in }
    ) async throws -> [(model: PricedModel, price: Credits)] {
        var offers: [(PricedModel, Credits)] = []
        try await withGateway { stage in
            let address = try #require(UpstreamAddress("http://127.0.0.1:9/v1"))
            let gateway = try stage.gateway(
                upstreams: upstreams.enumerated().map { index, change in
                    var settings = UpstreamSettings(name: "u\(index)", address: address)
                    change(&settings)
                    return settings
                })
            before(gateway)
            let call = try await stage.open(body, operation)
            let required = try call.terms.ceiling(output: call.terms.covered(after: 0))
            let error = gateway.shortfall(
                call.terms, required: required,
                available: Credits(nanocredits: required.nanocredits - 1))
            for offer in error.details["cheaperModels"]?.array ?? [] {
                let name = try #require(offer["model"]?.string)
                let price = try #require(offer["price"]?.number?.text)
                offers.append((try stage.book.model(named: name), try Credits(text: price)))
            }
            await call.release()
            for upstream in gateway.upstreams.upstreams { try await upstream.shutdown() }
        }
        return offers
    }

    @Test("who is asked for everything is taken to sell what the provider does that was asked")
    func everything() async throws {
        let offers = try await offers(chat, by: [{ _ in }])
        #expect(offers.count == 5)
        #expect(offers.allSatisfy { $0.model.provider == "openai" && $0.price.isPositive })
        #expect(offers.allSatisfy { $0.model.operations.contains(.chat) })
        #expect(offers.map(\.price) == offers.map(\.price).sorted())
    }

    @Test("who is asked for some models by their names is taken to have these")
    func named() async throws {
        let offers = try await offers(
            chat, by: [{ $0.models = [ModelPattern("groq/*")!] }, { $0.models = [.any] }])
        #expect(offers.contains { $0.model.provider == "groq" })
        #expect(offers.allSatisfy { ["openai", "groq"].contains($0.model.provider) })
    }

    @Test("a model that no upstream takes for this very operation is not named")
    func operation() async throws {
        let claude: (inout UpstreamSettings) -> Void = {
            $0.models = [ModelPattern("anthropic/*")!]
            $0.wireProtocol = .anthropic
        }
        let gpt: (inout UpstreamSettings) -> Void = { $0.models = [ModelPattern("openai/*")!] }
        let chats = try await offers(chat, by: [claude, gpt])
        #expect(chats.allSatisfy { $0.model.provider == "openai" } && !chats.isEmpty)
        let message = """
            {"model":"claude-opus-4-7","max_tokens":100,
             "messages":[{"role":"user","content":"Hello"}]}
            """
        let messages = try await offers(
            message, .message,
            by: [
                claude,
                { settings in
                    gpt(&settings)
                    settings.operations = ["chat/completions"]
                },
            ])
        #expect(messages.allSatisfy { $0.model.provider == "anthropic" } && !messages.isEmpty)
    }

    @Test("nothing is offered of an upstream that is set aside")
    func aside() async throws {
        let offers = try await offers(
            chat,
            by: [
                { $0.models = [ModelPattern("openai/*")!] },
                { $0.models = [ModelPattern("groq/*")!] },
            ]
        ) { gateway in
            for _ in 0..<Breaker.failuresMax {
                gateway.upstreams.upstreams[0].failed(.lost("reset"))
            }
        }
        #expect(offers.allSatisfy { $0.model.provider == "groq" } && !offers.isEmpty)
    }

    @Test("a picture's cheaper models are sold by the picture, too")
    func pictures() async throws {
        let body = #"{"model":"dall-e-3","prompt":"a coin","quality":"hd","size":"1024x1792"}"#
        let offers = try await offers(body, .image, by: [{ _ in }])
        #expect(offers.contains { $0.model.name == "dall-e-2" })
        #expect(offers.allSatisfy { $0.model.operations.contains(.image) })
        #expect(offers.map(\.price) == offers.map(\.price).sorted())
    }
}
