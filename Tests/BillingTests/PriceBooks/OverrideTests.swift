// SPDX-License-Identifier: Apache-2.0

import Billing
import Money
import Pricing
import Testing
import Vocabulary

@Suite("an operator's own prices")
struct OverrideTests {
    private static let one = #"[{"requests": 1, "images": 5}]"#

    private func override(
        _ stage: PriceStage, _ prices: String, until: Instant = .never
    ) async throws -> PriceOverride {
        let model = try stage.catalog(["m": prices]).models[0]
        let ending = try await stage.books.override(
            PriceBooks.OverrideRequest(model: model, reason: "a test", expiresAt: until),
            PriceBooks.Occasion(.override))
        guard case .done(let change) = ending else { throw PriceRefusal.notFound }
        return change.override
    }

    @Test("an override holds at once, for the meters that it names, whatever sources say")
    func overridden() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            _ = try await override(stage, #"[{"requests": 7}]"#)
            #expect(try await stage.price(of: "m") == "7")
            let usage = try Usage([.images: 1])
            let quote = try stage.shelf.book.quote(
                QuoteRequest(model: "m", usage: usage, at: stage.now), markup: .none)
            #expect(quote.lines.map(\.rate.price.description).sorted() == ["5", "7"])
            try await stage.list(["m": #"[{"requests": 2, "images": 5}]"#])
            #expect(try await stage.price(of: "m") == "7")
        }
    }

    @Test("an override ends by itself, in the middle of a book")
    func expired() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            let end = stage.now.adding(seconds: 3_600)
            _ = try await override(stage, #"[{"requests": 7}]"#, until: end)
            #expect(try await stage.price(of: "m", at: end.adding(seconds: -1)) == "7")
            #expect(try await stage.price(of: "m", at: end) == "1")
        }
    }

    @Test("taken back, the sources' price holds again, and the audit trail knows both")
    func revoked() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            let override = try await override(stage, #"[{"requests": 7}]"#)
            _ = try await stage.books.revokeOverride(override.id, PriceBooks.Occasion(.override))
            #expect(try await stage.price(of: "m") == "1")
            #expect(
                try await stage.audit() == ["pricing.override_revoked", "pricing.override_created"])
            await #expect(throws: PriceRefusal.alreadyDecided) {
                _ = try await stage.books.revokeOverride(
                    override.id, PriceBooks.Occasion(.override))
            }
        }
    }

    @Test("a model that no source lists can be sold by an override alone")
    func alone() async throws {
        try await withPrices { stage in
            try await stage.list(["other": Self.one])
            _ = try await override(stage, #"[{"requests": 7}]"#)
            #expect(try await stage.price(of: "m") == "7")
        }
    }

    @Test("the same request under one key overrides once and is answered the same")
    func idempotent() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            let model = try stage.catalog(["m": #"[{"requests": 7}]"#]).models[0]
            let request = PriceBooks.OverrideRequest(
                model: model, reason: "a test", expiresAt: .never)
            let claim = IdempotencyClaim(
                key: "k", method: "POST", path: "/overrides", canonicalBody: [1])
            var replays = 0
            for _ in 0..<3 {
                let ending = try await stage.books.override(
                    request, PriceBooks.Occasion(.override),
                    once: PriceBooks.Once(claim) { change in
                        Answer(status: 201, body: Array(change.override.id.description.utf8))
                    })
                if case .replayed = ending { replays += 1 }
            }
            #expect(replays == 2)
            #expect(try await stage.audit() == ["pricing.override_created"])
        }
    }
}
