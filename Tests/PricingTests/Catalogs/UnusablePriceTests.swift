// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing

@Suite("what a list states where a price belongs, and what is none")
struct UnusablePriceTests {
    private static let litellm = #"{"m": {"litellm_provider": "p", "input_cost_per_token": $}}"#
    private static let openrouter = #"{"data": [{"id": "v/m", "pricing": {"prompt": $}}]}"#
    private static let vercel = #"{"data": [{"id": "v/m", "pricing": {"input": $}}]}"#
    private static let modelsDev = #"{"p": {"models": {"m": {"cost": {"input": $}}}}}"#

    private func prices(
        _ list: String, _ format: CatalogFormat, stating value: String
    ) throws -> [ModelKey: [UnusablePrice]] {
        let text = list.split(separator: "$").joined(separator: value)
        let catalog = try ImportedCatalog(parsing: Array(text.utf8), format: format, source: "test")
        #expect(catalog.models.isEmpty)
        #expect(catalog.report.skipped.count == 1)
        return catalog.report.unusablePrices
    }

    @Test(
        "it is known of which model it is, where it stands, and what is wrong with it",
        arguments: [
            (litellm, .litellm, "p/m", "m input_cost_per_token"),
            (openrouter, .openrouter, "openrouter/v/m", "v/m pricing.prompt"),
            (vercel, .vercel, "vercel/v/m", "v/m pricing.input"),
            (modelsDev, .modelsDev, "p/m", "p/m cost.input"),
        ] as [(String, CatalogFormat, String, String)])
    func known(list: String, format: CatalogFormat, model: String, place: String) throws {
        let cases: [(String, UnusablePrice.Flaw, String)] = [
            ("-0.5", .negative, "-0.5, which is negative"),
            (#""-0.50""#, .negative, "-0.5, which is negative"),
            (#""NaN""#, .unreadable, #""NaN""#), (#""-Infinity""#, .unreadable, #""-Infinity""#),
            (#""call us""#, .unreadable, #""call us""#), ("1e400", .unreadable, "1e400"),
            ("true", .unreadable, "true"), ("{}", .unreadable, "{}"),
        ]
        for (value, flaw, stated) in cases {
            let found = try prices(list, format, stating: value)
            #expect(found.keys.map(\.description) == [model])
            let price = try #require(found.values.first?.first)
            #expect(price.flaw == flaw)
            #expect("\(price)" == "\(place) is \(stated): a price is a decimal number from 0")
        }
    }

    @Test(
        "-1 is a sentinel, but for OpenRouter, where it means that the upstream says the price",
        arguments: [(litellm, .litellm), (vercel, .vercel), (modelsDev, .modelsDev)]
            as [(String, CatalogFormat)])
    func sentinel(list: String, format: CatalogFormat) throws {
        for value in ["-1", #""-1""#, "-1.0"] {
            let price = try #require(try prices(list, format, stating: value).values.first?.first)
            #expect(price.flaw == .sentinel && price.stated == "-1")
        }
        let text = Self.openrouter.split(separator: "$").joined(separator: #""-1""#)
        let router = try ImportedCatalog(
            parsing: Array(text.utf8), format: .openrouter, source: "test")
        #expect(router.report.unusablePrices.isEmpty)
        #expect(router.models.first?.identity.isDynamic == true)
    }

    @Test(
        "no price at all, what is no model, and what is of another shape are none of them",
        arguments: [
            (#"{"m": {"litellm_provider": "p", "input_cost_per_token": null}}"#, .litellm),
            (#"{"m": {"litellm_provider": "p"}, "sample_spec": {"a": -1}}"#, .litellm),
            (#"{"m": {"input_cost_per_token": -1}}"#, .litellm),
            (#"{"m": {"litellm_provider": "p", "tiered_pricing": -1}}"#, .litellm),
            (#"{"data": [{"id": "v/m"}]}"#, .openrouter),
            (#"{"data": [{"id": "v/m", "pricing": {"prompt": null}}]}"#, .openrouter),
            (#"{"data": [{"pricing": {"prompt": -2}}]}"#, .openrouter),
            (#"{"data": [{"id": "v/m", "pricing": {"peak_pricing": -1}}]}"#, .vercel),
            (#"{"p": {"models": {"m": {"cost": {"tiers": -1}}}}}"#, .modelsDev),
        ] as [(String, CatalogFormat)])
    func others(list: String, format: CatalogFormat) throws {
        let catalog = try ImportedCatalog(parsing: Array(list.utf8), format: format, source: "test")
        #expect(catalog.models.isEmpty)
        #expect(!catalog.report.skipped.isEmpty)
        #expect(catalog.report.unusablePrices.isEmpty)
    }

    @Test("what a list states is quoted, and cut where it goes on")
    func long() throws {
        let word = String(repeating: "x", count: 100_000)
        let found = try prices(Self.litellm, .litellm, stating: "\"\\u001b[2J\(word)\"")
        let price = try #require(found.values.first?.first)
        #expect(price.stated.unicodeScalars.count == 40)
        #expect(price.stated.hasPrefix(#""\u001b[2J"#))
    }
}
