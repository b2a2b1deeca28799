// SPDX-License-Identifier: Apache-2.0

import Billing
import Money
import Pricing
import Testing
import Vocabulary

@Suite("past usage priced by another book")
struct PricePreviewTests {
    private func preview(_ stage: PriceStage, limit: Int = 1_000) async throws -> PricePreview {
        try await stage.shelf.refresh()
        return try await stage.books.preview(
            of: stage.shelf.book, since: stage.now.adding(seconds: -86_400),
            until: stage.now.adding(seconds: 1), markups: stage.shelf.markups, limit: limit)
    }

    @Test("revenue and upstream cost before and after, model by model")
    func revenue() async throws {
        try await withPrices { stage in
            try await stage.list(["m": #"[{"requests": 1}]"#, "n": #"[{"requests": 1}]"#])
            for _ in 0..<3 { try await stage.charge("m", 2) }
            try await stage.charge("n", 1)
            try await stage.list(["m": #"[{"requests": 2}]"#, "n": #"[{"requests": 1}]"#])
            let preview = try await preview(stage)
            #expect(preview.charges == 4)
            #expect(preview.isComplete)
            let rows = preview.rows
            #expect(rows.map(\.key.name) == ["m", "n"])
            #expect(rows[0].charges == 3)
            #expect(rows[0].revenueBefore.description == "7.2")
            #expect(rows[0].revenueAfter.description == "14.4")
            #expect(rows[0].costBefore.description == "6")
            #expect(rows[0].costAfter.description == "12")
            #expect(rows[1].revenueBefore == rows[1].revenueAfter)
        }
    }

    @Test("usage that the book has no price for is counted, with the reason")
    func unpriced() async throws {
        try await withPrices { stage in
            try await stage.list(["m": #"[{"requests": 1}]"#])
            try await stage.charge("m", 1)
            try await stage.list(["n": #"[{"requests": 1}]"#])
            let waiting = try await stage.pending()
            try await stage.decide(try #require(waiting.first), approve: true)
            let row = try #require(try await preview(stage).rows.first)
            #expect(row.unpriced == 1)
            #expect(row.refusal == "No price is known for the model \"m\" of the provider \"p\".")
            #expect(row.revenueAfter == .zero)
        }
    }

    @Test("a preview that did not look at everything says so")
    func limited() async throws {
        try await withPrices { stage in
            try await stage.list(["m": #"[{"requests": 1}]"#])
            for _ in 0..<3 { try await stage.charge("m", 1) }
            let preview = try await preview(stage, limit: 2)
            #expect(preview.charges == 2)
            #expect(!preview.isComplete)
        }
    }
}
