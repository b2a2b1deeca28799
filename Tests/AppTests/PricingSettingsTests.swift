// SPDX-License-Identifier: Apache-2.0

import App
import Billing
import Money
import Pricing
import Testing

@Suite("settings of prices")
struct PricingSettingsTests {
    @Test("a sandbox asks nobody for prices, and a server with an upstream the public lists")
    func defaults() async throws {
        try await withTemporaryFolder { folder in
            let sandbox = try configuration(in: folder).pricing
            #expect(sandbox.sources.isEmpty && sandbox.markup.percent.description == "20")
            #expect(sandbox.refreshInterval == .seconds(86_400))
            #expect(sandbox.staleAfterSeconds == 259_200)
            let real = try configuration(
                in: folder, ["FLORIN_UPSTREAM_URL": "https://host/v1"]
            ).pricing
            #expect(real.sources.map(\.name) == ["litellm", "models.dev", "openrouter", "vercel"])
            #expect(real.sources.allSatisfy { $0.location.hasPrefix("https://") })
        }
    }

    @Test("sources are named by their format, with a URL or a file each")
    func sources() async throws {
        try await withTemporaryFolder { folder in
            let pricing = try configuration(
                in: folder,
                [
                    "FLORIN_PRICING_SOURCES":
                        "litellm=https://host/a?b=c, florin-fal=fal.yaml,models.dev-x=x.json",
                    "FLORIN_MARKUP": "-12.5", "FLORIN_PRICING_REFRESH_HOURS": "1",
                ]
            ).pricing
            #expect(pricing.sources.map(\.name) == ["litellm", "florin-fal", "models.dev-x"])
            #expect(pricing.sources.map(\.format.rawValue) == ["litellm", "florin", "models.dev"])
            let locations = pricing.sources.map(\.location)
            #expect(locations == ["https://host/a?b=c", "fal.yaml", "x.json"])
            #expect(pricing.markup.percent.description == "-12.5")
            #expect(pricing.refreshInterval == .seconds(3_600))
        }
    }

    @Test("off is off, with an upstream too")
    func off() async throws {
        try await withTemporaryFolder { folder in
            let pricing = try configuration(
                in: folder,
                ["FLORIN_UPSTREAM_URL": "https://host/v1", "FLORIN_PRICING_SOURCES": "off"]
            ).pricing
            #expect(pricing.sources.isEmpty)
        }
    }
}
