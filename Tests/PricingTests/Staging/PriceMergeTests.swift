// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing

@Suite("what several price lists say together")
struct PriceMergeTests {
    private let key = ModelKey(provider: "p", name: "m")

    private func merged(_ lists: [PricedModel]...) throws -> PricedModel {
        let sources = lists.enumerated().map {
            SourceList(name: "\($0.offset)", models: $0.element)
        }
        return try #require(PriceMerge(sources).proposals[key]).model
    }

    private func prices(_ model: PricedModel) -> [String] {
        model.rates.map { rate in
            let conditions = rate.conditions.description
            return "\(rate.meter)\(conditions.isEmpty ? "" : " [\(conditions)]") \(rate.price)"
        }
    }

    @Test("the list that is trusted most prices the model")
    func firstWins() throws {
        let model = try merged(
            [model("m", #"[{"input_tokens": 2}]"#)], [model("m", #"[{"input_tokens": 1}]"#)])
        #expect(prices(model) == ["input_tokens 2"])
    }

    @Test("of its own models a provider's list is trusted most, but for what an operator wrote")
    func home() throws {
        let lists = [
            SourceList(name: "any", models: [try model("m", #"[{"requests": 1}]"#)]),
            SourceList(name: "own", models: [try model("m", #"[{"requests": 2}]"#)], home: "p"),
        ]
        let byHand = SourceList(
            name: "hand", models: [try model("m", #"[{"requests": 3}]"#)], isByHand: true)
        #expect(PriceMerge(lists).proposals[key]?.source == "own")
        #expect(PriceMerge(lists + [byHand]).proposals[key]?.source == "hand")
    }

    @Test("a list that agrees adds the searches and the service tiers that the first does not know")
    func completed() throws {
        let model = try merged(
            [model("m", #"[{"input_tokens": 2, "output_tokens": 8}]"#)],
            [
                model(
                    "m",
                    """
                    [{"input_tokens": 2, "web_searches": 0.01},
                     {"when": {"service_tier": "flex"}, "input_tokens": 1}]
                    """)
            ])
        #expect(
            prices(model) == [
                "input_tokens [service_tier=flex] 1", "input_tokens 2", "output_tokens 8",
                "web_searches 0.01",
            ])
    }

    @Test("a list that differs in one price may be an older one, and adds nothing")
    func notCompleted() throws {
        let model = try merged(
            [model("m", #"[{"input_tokens": 2, "output_tokens": 8}]"#)],
            [model("m", #"[{"input_tokens": 2, "output_tokens": 9, "web_searches": 0.01}]"#)])
        #expect(prices(model) == ["input_tokens 2", "output_tokens 8"])
    }

    @Test("a minimum that another list states holds for the price of the first")
    func countings() throws {
        let model = try merged(
            [model("m", #"[{"per": 3600, "audio_seconds": 0.111}]"#)],
            [model("m", #"[{"per": 3600, "minimum": 10, "audio_seconds": 0.2}]"#)])
        #expect(model.rates.first?.counting.minimum == 10_000_000)
        #expect(model.rates.first?.price == decimal("0.111"))
    }

    @Test("an alias belongs to the model that is called so, or to the first that claims it")
    func aliases() throws {
        let lists = SourceList(
            name: "a",
            models: [
                try model("a", others: #""aliases": ["b", "x"],"#),
                try model("b", others: #""aliases": ["x", "p/a"],"#),
            ])
        let models = PriceMerge([lists]).proposals
        #expect(models[ModelKey(provider: "p", name: "a")]?.model.aliases == ["x"])
        #expect(models[ModelKey(provider: "p", name: "b")]?.model.aliases == [])
        let book = try PriceBook(number: 1, models: models.values.map(\.model))
        #expect(try book.model(named: "x").name == "a")
    }
}
