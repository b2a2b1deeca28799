// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Pricing
import Testing
import Vocabulary

@Suite("an entry whose price is none")
struct UnusablePriceLifeTests {
    @Test("waits with a reason and nothing to approve, and the price before stays in force")
    func waits() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1", "n": "1"])
            let run = try await stage.deliver(["m": "-1", "n": "2"])
            #expect(run.counts.skipped == 1 && run.counts.heldBack == 1)
            #expect(try await stage.price(of: "m") == "1")
            #expect(try await stage.price(of: "n") == "2")
            let row = try #require(try await stage.pending().first)
            #expect(row.key == ModelKey(provider: "p", name: "m") && row.proposal == .nothing)
            #expect(row.alarms.map(\.code) == ["sentinel_price"])
            #expect(
                row.alarms.map(\.sentence) == [
                    "m input_cost_per_request is -1, a sentinel: a price is a decimal number from 0"
                ])
            #expect(row.source == PriceStage.openai.name && row.standing == row.source)
            let proposal = try await stage.proposal(of: row)
            #expect(proposal.inForce?.rates.count == 1 && proposal.proposed == nil)
            #expect(proposal.diff.changes.isEmpty)
        }
    }

    @Test("stands once in the list, however often its source repeats it")
    func once() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1"])
            for day in 0..<5 {
                let run = try await stage.deliver(["m": #""NaN""#])
                #expect(run.counts.heldBack == (day == 0 ? 1 : 0))
                stage.wait(seconds: 86_400)
            }
            // Another source's look leaves it alone.
            try await stage.deliver(["other": "1"], at: PriceStage.other)
            #expect(try await stage.all().map(\.status) == [.pending])
            #expect(try await stage.price(of: "m") == "1", "unused, and kept all the same")
        }
    }

    @Test("cannot be approved, and the answer says why")
    func approved() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1"])
            try await stage.deliver(["m": "-2"])
            let row = try #require(try await stage.pending().first)
            let reason =
                "m input_cost_per_request is -2, which is negative: "
                + "a price is a decimal number from 0"
            await #expect(throws: PriceRefusal.nothingToApprove(reason)) {
                try await stage.decide(row, approve: true)
            }
            #expect(try await stage.pending() == [row])
            #expect(try await stage.price(of: "m") == "1")
        }
    }

    @Test("is not listed again once it was turned down, as long as its source says the same")
    func dismissed() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1"])
            try await stage.deliver(["m": "-2"])
            try await stage.decide(try #require(try await stage.pending().first), approve: false)
            let again = try await stage.deliver(["m": "-2"])
            #expect(again.counts.heldBack == 0)
            #expect(try await stage.pending().isEmpty)
            #expect(try await stage.price(of: "m") == "1")
            try await stage.deliver(["m": "-3"])
            let news = try #require(try await stage.pending().first)
            try await stage.decide(news, approve: false)
            try await stage.deliver(["m": "1"])
            try await stage.deliver(["m": "-3"])
            #expect(try await stage.pending().count == 1, "it was mended meanwhile")
            #expect(try await stage.all().map(\.status) == [.pending, .rejected, .rejected])
        }
    }

    @Test("ends by itself when its source states a price, which goes live like any other")
    func mended() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1"])
            try await stage.deliver(["m": "-1"])
            let run = try await stage.deliver(["m": "2"])
            #expect(run.counts.changed == 1 && run.counts.heldBack == 0)
            #expect(try await stage.price(of: "m") == "2")
            #expect(try await stage.all().map(\.status) == [.superseded])
        }
    }

    @Test("a price that comes after it is compared with the one in force")
    func mendedTooFar() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1"])
            try await stage.deliver(["m": "-1"])
            try await stage.deliver(["m": "9"])
            #expect(try await stage.pending().flatMap(\.alarms).map(\.code) == ["rose"])
            #expect(try await stage.price(of: "m") == "1")
            try await stage.deliver(["m": "-1"])
            #expect(
                try await stage.pending().map(\.proposal).contains(.nothing),
                "beside the proposal that its source made before")
            #expect(try await stage.price(of: "m") == "1")
        }
    }

    @Test("of a model that has no price is listed too, and leaves it without one")
    func new() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "-1", "n": "1"])
            let row = try #require(try await stage.pending().first)
            #expect(row.standing == nil)
            #expect(try await stage.price(of: "m") == "none")
            try await stage.deliver(["n": "1"])
            #expect(try await stage.all().map(\.status) == [.superseded], "its entry is gone")
        }
    }

    @Test("leaves another source's price in force, and the row says whose it is")
    func otherSource() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1"], at: PriceStage.other)
            try await stage.deliver(["m": "-1"])
            let row = try #require(try await stage.pending().first)
            #expect(row.source == PriceStage.openai.name)
            #expect(row.standing == PriceStage.other.name)
            #expect(try await stage.price(of: "m") == "1")
            try await stage.deliver(["m": "2"], at: PriceStage.other)
            #expect(try await stage.price(of: "m") == "2")
            #expect(try await stage.pending() == [row])
        }
    }

    @Test("what a source said before is no objection to what another says now")
    func noRival() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1"])
            try await stage.deliver(["m": "1"], at: PriceStage.other)
            try await stage.deliver(["m": "-1"], at: PriceStage.other)
            let run = try await stage.deliver(["m": "2"])
            #expect(run.counts.changed == 1 && run.counts.heldBack == 0)
            #expect(try await stage.price(of: "m") == "2")
        }
    }

    @Test("keeps its model, while one whose entry is gone is dropped")
    func kept() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1", "n": "1", "o": "1"])
            try await stage.deliver(["m": "-1", "n": "1"])
            #expect(try await stage.price(of: "m") == "1")
            #expect(try await stage.price(of: "o") == "none")
            try await stage.deliver(["n": "1"])
            #expect(try await stage.price(of: "m") == "none")
        }
    }

    @Test("an override goes before the price that stands meanwhile")
    func overridden() async throws {
        try await withPrices { stage in
            try await stage.deliver(["m": "1"])
            try await stage.deliver(["m": "-1"])
            let catalog = try stage.catalog(["m": #"[{"requests": 5}]"#])
            let wanted = PriceBooks.OverrideRequest(
                model: try #require(catalog.models.first), reason: "theirs is broken",
                expiresAt: .never)
            _ = try await stage.books.override(wanted, PriceBooks.Occasion(.override))
            #expect(try await stage.price(of: "m") == "5")
            try await stage.decide(try #require(try await stage.pending().first), approve: false)
            #expect(try await stage.price(of: "m") == "5")
        }
    }

    @Test("a model that OpenRouter calls dynamic now waits: what it is billed by has changed")
    func dynamic() async throws {
        try await withPrices { stage in
            let source = PriceSource(name: "openrouter", format: .openrouter, location: "a test")
            func list(_ price: String) throws -> PriceBooks.Delivery {
                let text = #"{"data": [{"id": "v/m", "pricing": {"request": "\#(price)"}}]}"#
                return PriceBooks.Delivery(
                    source,
                    try ImportedCatalog(
                        parsing: Array(text.utf8), format: .openrouter, source: "a test"),
                    contentHash: text, startedAt: stage.now)
            }
            _ = try await stage.books.take(list("1"), PriceBooks.Occasion(.refresh))
            _ = try await stage.books.take(list("-1"), PriceBooks.Occasion(.refresh))
            let row = try #require(try await stage.pending().first)
            #expect(row.alarms.map(\.code) == ["unit_changed"])
            #expect(
                row.alarms.map(\.sentence) == [
                    "it is billed by upstream_cost and no longer by requests"
                ])
            #expect(try await stage.price(of: "v/m") == "1")
        }
    }
}

extension PriceStage {
    /// Lets a source state prices of a request in LiteLLM's format, each as JSON has it.
    @discardableResult
    fileprivate func deliver(
        _ prices: KeyValuePairs<String, String>, at source: PriceSource = openai
    ) async throws -> PriceRun {
        let entries = prices.map {
            #""\#($0.key)": {"litellm_provider": "p", "input_cost_per_request": \#($0.value)}"#
        }
        let text = "{\(entries.joined(separator: ", "))}"
        let catalog = try ImportedCatalog(
            parsing: Array(text.utf8), format: .litellm, source: source.name)
        return try await books.take(
            PriceBooks.Delivery(source, catalog, contentHash: text, startedAt: now),
            PriceBooks.Occasion(.refresh))
    }

    /// The whole quarantine, newest first.
    fileprivate func all() async throws -> [QuarantinedPrice] {
        try await database.read { connection in
            try Quarantine.list(nil, before: nil, limit: 200, on: connection).items
        }
    }

    fileprivate func proposal(of price: QuarantinedPrice) async throws -> PriceProposal {
        let now = now
        return try await database.read { connection in
            try PriceBooks.proposal(of: price, at: now, on: connection)
        }
    }
}
