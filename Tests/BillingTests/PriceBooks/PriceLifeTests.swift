// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Pricing
import Testing
import Vocabulary

@Suite("the life of a price")
struct PriceLifeTests {
    private static let one = #"[{"requests": 1}]"#
    private static let two = #"[{"requests": 2}]"#
    private static let nine = #"[{"requests": 9}]"#

    @Test("what a source lists goes live as a new numbered book")
    func listed() async throws {
        try await withPrices { stage in
            let first = try await stage.list(["m": Self.one])
            #expect(first.status == .published)
            #expect(first.book == 1)
            #expect(try await stage.price(of: "m") == "1")
            let second = try await stage.list(["m": Self.two])
            #expect(second.book == 2)
            #expect(second.counts.changed == 1)
            #expect(try await stage.price(of: "m") == "2")
        }
    }

    @Test("the same list again makes no book")
    func unchanged() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            let again = try await stage.list(["m": Self.one])
            #expect(again.status == .unchanged)
            #expect(again.book == nil)
        }
    }

    @Test("a model that is held back gives up the name of one that is listed by itself now")
    func name() async throws {
        try await withPrices { stage in
            func list(_ models: String) async throws -> PriceRun {
                let text = """
                    {"format": "florin.catalog/1", "source": "a test", "models": [\(models)]}
                    """
                let catalog = try Catalog(parsing: Array(text.utf8))
                return try await stage.books.take(
                    PriceBooks.Delivery(
                        PriceStage.openai, ImportedCatalog(catalog, source: "a test"),
                        contentHash: text, startedAt: stage.now), PriceBooks.Occasion(.refresh))
            }
            func model(_ name: String, _ more: String, _ price: Int) -> String {
                """
                {"provider": "p", "model": "\(name)", \(more) "prices": [{"requests": \(price)}]}
                """
            }
            _ = try await list(model("m", #""aliases": ["m-1", "m-2"],"#, 1))
            let run = try await list(model("m", "", 9) + "," + model("m-1", "", 2))
            #expect(run.status == .published && run.counts.heldBack == 1)
            #expect(try await stage.price(of: "m") == "1")
            #expect(try await stage.price(of: "m-1") == "2")
            #expect(try await stage.price(of: "m-2") == "1")
        }
    }

    @Test("a price that moved too far waits, and the old one stays until somebody approves it")
    func quarantined() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one, "n": Self.one])
            let run = try await stage.list(["m": Self.nine, "n": Self.two])
            #expect(run.counts.heldBack == 1)
            #expect(try await stage.price(of: "m") == "1")
            #expect(try await stage.price(of: "n") == "2")
            let waiting = try await stage.pending()
            #expect(waiting.map(\.key.name) == ["m"])
            #expect(waiting.first?.alarms.map(\.code) == ["rose"])
            try await stage.decide(try #require(waiting.first), approve: true)
            #expect(try await stage.price(of: "m") == "9")
            #expect(try await stage.pending().isEmpty)
            #expect(try await stage.audit() == ["pricing.price_approved"])
        }
    }

    @Test("the same suspicious price again waits once, and a rejected one never comes back")
    func rejected() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            try await stage.list(["m": Self.nine])
            try await stage.list(["m": Self.nine])
            let waiting = try await stage.pending()
            #expect(waiting.count == 1)
            try await stage.decide(try #require(waiting.first), approve: false)
            try await stage.list(["m": Self.nine])
            #expect(try await stage.pending().isEmpty)
            #expect(try await stage.price(of: "m") == "1")
        }
    }

    @Test("a decision is made once")
    func decidedTwice() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            try await stage.list(["m": Self.nine])
            let price = try #require(try await stage.pending().first)
            try await stage.decide(price, approve: false)
            await #expect(throws: PriceRefusal.alreadyDecided) {
                try await stage.decide(price, approve: true)
            }
            #expect(try await stage.price(of: "m") == "1")
        }
    }

    @Test("a proposal that its source takes back waits no longer")
    func withdrawn() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            try await stage.list(["m": Self.nine])
            try await stage.list(["m": Self.one])
            #expect(try await stage.pending().isEmpty)
            let all = try await stage.database.read { connection in
                try Quarantine.list(nil, before: nil, limit: 10, on: connection).items
            }
            #expect(all.map(\.status) == [.superseded])
        }
    }

    @Test("a price about which two sources differ is not sold at, until somebody decides")
    func sourcesDisagree() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one], at: PriceStage.other)
            try await stage.list(["m": Self.two])
            #expect(try await stage.price(of: "m") == "1")
            let waiting = try await stage.pending()
            #expect(waiting.first?.alarms.map(\.code) == ["sources_disagree"])
            #expect(waiting.first?.source == PriceStage.openai.name)
        }
    }

    @Test("an unused model that no source lists any more is dropped; one in use waits")
    func vanished() async throws {
        try await withPrices { stage in
            try await stage.list(["used": Self.one, "unused": Self.one, "kept": Self.one])
            try await stage.charge("used", 1)
            try await stage.list(["kept": Self.one])
            #expect(try await stage.price(of: "unused") == "none")
            #expect(try await stage.price(of: "used") == "1")
            let waiting = try await stage.pending()
            #expect(waiting.map(\.key.name) == ["used"])
            #expect(waiting.first?.alarms.map(\.code) == ["vanished_in_use"])
            try await stage.decide(try #require(waiting.first), approve: true)
            #expect(try await stage.price(of: "used") == "none")
        }
    }

    @Test("a use of more than 30 days ago keeps no model")
    func longUnused() async throws {
        try await withPrices { stage in
            try await stage.list(["used": Self.one, "kept": Self.one])
            try await stage.charge("used", 1)
            stage.wait(seconds: 31 * 86_400)
            try await stage.list(["kept": Self.one])
            #expect(try await stage.price(of: "used") == "none")
        }
    }

    @Test("a book for later is in force from its moment on, and no later book comes before it")
    func effectiveLater() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            let tomorrow = stage.now.adding(seconds: 86_400)
            try await stage.list(["m": Self.two], effectiveAt: tomorrow)
            #expect(try await stage.price(of: "m") == "1")
            #expect(try await stage.price(of: "m", at: tomorrow) == "2")
            // Made now, from the book for tomorrow: it cannot hold before that one.
            try await stage.list(["m": Self.two, "n": Self.one])
            #expect(try await stage.price(of: "n") == "none")
            stage.wait(seconds: 86_400)
            #expect(try await stage.price(of: "m") == "2")
            #expect(try await stage.price(of: "n") == "1")
        }
    }

    @Test("a held back price for later keeps its day when it is approved before")
    func heldBackForLater() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            let tomorrow = stage.now.adding(seconds: 86_400)
            try await stage.list(["m": Self.nine], effectiveAt: tomorrow)
            let waiting = try #require(try await stage.pending().first)
            #expect(waiting.effectiveAt == tomorrow)
            try await stage.decide(waiting, approve: true)
            #expect(try await stage.price(of: "m") == "1")
            #expect(try await stage.price(of: "m", at: tomorrow) == "9")
        }
    }

    @Test("approved after its day, it holds at once", arguments: [true, false])
    func heldBackTooLong(hasDay: Bool) async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            let tomorrow = hasDay ? stage.now.adding(seconds: 86_400) : nil
            try await stage.list(["m": Self.nine], effectiveAt: tomorrow)
            stage.wait(seconds: 2 * 86_400)
            try await stage.decide(try #require(try await stage.pending().first), approve: true)
            #expect(try await stage.price(of: "m") == "9")
        }
    }

    @Test("an old book is read as it was, for ever")
    func oldBooks() async throws {
        try await withPrices { stage in
            for price in [Self.one, Self.two, #"[{"requests": 3}]"#] {
                try await stage.list(["m": price, "n": Self.one])
            }
            try await stage.list(["n": Self.one])
            for (number, expected) in [(1, "1"), (2, "2"), (3, "3"), (4, "none")] {
                let book = try #require(try await stage.shelf.book(numbered: Int64(number)))
                #expect(book.number == Int64(number))
                #expect(try stage.cost(of: "m", in: book, at: stage.now) == expected)
                #expect(try stage.cost(of: "n", in: book, at: stage.now) == "1")
            }
            #expect(try await stage.shelf.book(numbered: 5) == nil)
        }
    }

    @Test("a failed look leaves the book in force, and is written down")
    func failure() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            let run = try await stage.books.noteFailure(
                "it does not answer", of: PriceStage.openai, startedAt: stage.now,
                PriceBooks.Occasion(.refresh))
            #expect(run.status == .failed)
            #expect(try await stage.price(of: "m") == "1")
            #expect(try await stage.audit() == ["pricing.refresh_failed"])
            let source = try await stage.database.read { try PriceSources.all(on: $0) }
            #expect(source.map(\.failure) == ["it does not answer"])
            #expect(source.map(\.modelCount) == [1])
        }
    }

    @Test("lists that come at the same moment are all taken, one after the other")
    func concurrently() async throws {
        try await withPrices { stage in
            try await stage.list(["m": Self.one])
            try await withThrowingTaskGroup { group in
                for number in 0..<4 {
                    group.addTask {
                        let source = PriceSource(
                            name: "list-\(number)", format: .florin, location: "a test")
                        try await stage.list(["m\(number)": Self.one], at: source)
                    }
                }
                try await group.waitForAll()
            }
            for number in 0..<4 { #expect(try await stage.price(of: "m\(number)") == "1") }
            let books = try await stage.database.read { connection in
                try PriceBooks.list(before: nil, limit: 10, on: connection).items
            }
            #expect(books.map(\.number) == [5, 4, 3, 2, 1])
        }
    }

    @Test("the list inside the program makes the first book, and is not even read at a later start")
    func seeded() async throws {
        try await withPrices { stage in
            let catalog = try stage.catalog(["m": Self.one])
            let run = try await stage.books.seed(contentHash: "a") { catalog }
            #expect(run?.book == 1)
            let again = try await stage.books.seed(contentHash: "a") {
                Issue.record("it is read again")
                return catalog
            }
            #expect(again == nil)
            #expect(try await stage.price(of: "m") == "1")
        }
    }

    @Test("a newer program's list is checked like any other, and trusted less")
    func newerProgram() async throws {
        try await withPrices { stage in
            let first = try stage.catalog(["m": Self.one, "n": Self.one])
            _ = try await stage.books.seed(contentHash: "a") { first }
            try await stage.list(["n": Self.two])
            let second = try stage.catalog(["m": Self.nine, "n": Self.one, "o": Self.one])
            let run = try await stage.books.seed(contentHash: "b") { second }
            #expect(run?.counts.heldBack == 1)
            #expect(try await stage.price(of: "m") == "1")
            #expect(try await stage.price(of: "n") == "2")
            #expect(try await stage.price(of: "o") == "1")
        }
    }
}
