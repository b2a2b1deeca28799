// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing
import Vocabulary

@Suite struct CatalogTests {
    @Test("a model is read with everything that is known of it")
    func model() throws {
        let catalog = try catalog(
            """
            {"provider": "azure", "model": "gpt", "vendor": "openai", "aliases": ["gpt-1"],
             "operations": ["chat"], "contextWindow": 128000, "maxOutputTokens": 4096,
             "prices": [{"per": 1000, "when": {"service_tier": "flex"}, "contextOver": 10,
               "from": "2026-01-01", "until": "2026-02-01T00:00:00Z", "source": "a page",
               "input_tokens": 2.50}]}
            """)
        let model = try #require(catalog.models.first)
        #expect((model.provider, model.name, model.vendor) == ("azure", "gpt", "openai"))
        #expect((model.aliases, model.operations) == (["gpt-1"], [.chat]))
        #expect((model.contextWindow, model.maxOutputTokens) == (128_000, 4_096))
        #expect(model.takesMarkup && model.qualifiedName == "azure/gpt")
        let rate = try #require(model.rates.first)
        #expect((rate.meter, rate.price, rate.per) == (.inputTokens, decimal("2.5"), 1_000))
        #expect(rate.conditions.dimensions == [.init("service_tier", "flex")])
        #expect(rate.conditions.context == .init(over: 10, mode: .cliff))
        #expect(rate.validity.until == Instant(iso8601: "2026-02-01"))
        #expect((rate.source, catalog.source) == ("a page", "a test"))
    }

    @Test(
        "what does not belong in a catalog is refused, and the place is named",
        arguments: [
            (#"{"model": "m", "prices": []}"#, "models[0].provider"),
            (#"{"provider": "p", "model": "m"}"#, "models[0].prices"),
            (#"{"provider": "p", "model": "m", "prices": [], "note": "x"}"#, "models[0].note"),
            (price(#""input_tokns": 1"#), "models[0].prices[0].input_tokns"),
            (price(#""input_tokens": "1""#), "models[0].prices[0].input_tokens"),
            (price(#""input_tokens": null"#), "models[0].prices[0].input_tokens"),
            (price(#""input_tokens": 1e400"#), "models[0].prices[0].input_tokens"),
            (price(#""images": 1, "when": {"size": [1]}"#), "models[0].prices[0].when.size"),
            (price(#""images": 1, "when": []"#), "models[0].prices[0].when"),
            (price(#""images": 1, "mode": "steps""#), "models[0].prices[0].mode"),
            (price(#""images": 1, "from": "soon""#), "models[0].prices[0].from"),
            (price(#""images": 1, "contextOver": -1"#), "models[0].prices[0].contextOver"),
            (price(#""images": 1, "hours": "16:30""#), "models[0].prices[0].hours"),
            (price(#""images": 1, "hours": "16:60-18:00""#), "models[0].prices[0].hours"),
            (price(#""images": 1, "hours": "+6:30-18:00""#), "models[0].prices[0].hours"),
            (price(#""images": 1, "hours": "18:00-18:00""#), "models[0].prices[0].hours"),
            (price(#""images": 1, "days": ["someday"]"#), "models[0].prices[0].days"),
            (price(#""images": 1, "over": {"results": 0.5}"#), "models[0].prices[0].over.results"),
            (price(#""images": 1, "over": {"pages": 0.5}"#), "models[0].prices[0].over.pages"),
            (price(#""images": 1, "over": 3"#), "models[0].prices[0].over"),
            (price(#""images": 1, "minimum": 0.5"#), "models[0].prices[0].minimum"),
            (price(#""images": 1, "step": 0"#), "models[0].prices[0].minimum"),
            (price(#""images": 1, "maximum": -1"#), "models[0].prices[0].maximum"),
            (price(#""images": 1, "coveredBy": ["token"]"#), "models[0].prices[0].coveredBy"),
            (stating(#""minimumCharge": -1"#), "models[0].minimumCharge"),
            (stating(#""minimumCharge": 0.0000000001"#), "models[0].minimumCharge"),
            (stating(#""dynamic": 1"#), "models[0].dynamic"),
            (stating(#""multipliers": [{"factor": 2}]"#), "models[0].multipliers[0].when"),
            (
                stating(#""multipliers": [{"when": {"a": "1", "b": "1"}, "factor": 2}]"#),
                "models[0].multipliers[0].when"
            ),
            (
                stating(#""multipliers": [{"when": {"a": "1"}, "factor": -2}]"#),
                "models[0].multipliers[0].factor"
            ),
            (
                stating(#""multipliers": [{"when": {"a": "1"}, "factor": 2, "meter": []}]"#),
                "models[0].multipliers[0].meter"
            ),
        ])
    func malformed(model: String, place: String) {
        let error = #expect(throws: CatalogRefusal.self) { try catalog(model) }
        guard case .malformed(let path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == place)
    }

    @Test(
        "a price that is none is refused",
        arguments: [
            (#""images": -1"#, PriceRateRefusal.negative),
            (#""images": 1, "per": 0"#, .perOutOfRange),
            (#""audio_seconds": 1, "per": 9223372036854775807"#, .perOutOfRange),
            (#""images": 1e-38, "per": 1000000"#, .tooManyDigits),
        ])
    func prices(column: String, refusal: PriceRateRefusal) {
        let meter = column.contains("audio") ? "audio_seconds" : "images"
        #expect(throws: CatalogRefusal.price(path: "models[0].prices[0].\(meter)", refusal)) {
            try catalog(price(column))
        }
    }

    @Test("another format, and what is no JSON, is refused")
    func format() {
        #expect(throws: CatalogRefusal.self) {
            try Catalog(parsing: Array(#"{"format": "x", "source": "y", "models": []}"#.utf8))
        }
        #expect(throws: CatalogRefusal.self) { try Catalog(parsing: Array("{".utf8)) }
    }

    private func catalog(_ model: String) throws -> Catalog {
        let text = #"{"format": "florin.catalog/1", "source": "a test", "models": ["#
        return try Catalog(parsing: Array((text + model + "]}").utf8))
    }
}

private func stating(_ member: String) -> String {
    #"{"provider": "p", "model": "m", "prices": [], "# + member + "}"
}

private func price(_ column: String) -> String {
    #"{"provider": "p", "model": "m", "prices": [{"# + column + "}]}"
}
