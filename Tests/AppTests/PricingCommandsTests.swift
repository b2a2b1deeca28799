// SPDX-License-Identifier: Apache-2.0

import App
import Foundation
import JSON
import Testing

@Suite("commands of prices")
struct PricingCommandsTests {
    @Test("a price list in YAML keeps its digits from the file to the quote")
    func yaml() async throws {
        try await withPriceCommands { commands, folder in
            let path = try write(Self.fal, to: folder + "/fal.yaml")
            let request = ImportRequest(path: path, format: .florin)
            let told = try json(try await commands.importPrices(request))
            #expect(told["source"]?.string == "florin-fal" && told["book"]?.int64 == 2)
            #expect(told["modelsOut"]?.int64 == 2 && told["ratesOut"]?.int64 == 4)
            let quote = try await quote(
                commands, "clip", ["video_seconds=7"], dimensions: ["resolution=1080p"])
            #expect(quote["upstreamCost"]?.number?.text == "1.0500000000000000000000000007")
            #expect(quote["priceBook"]?.int64 == 2)
        }
    }

    @Test("a dry run tells what would happen, and nothing does")
    func dryRun() async throws {
        try await withPriceCommands { commands, folder in
            var request = ImportRequest(
                path: try write(Self.fal, to: folder + "/fal.yaml"), format: .florin)
            request.isDryRun = true
            let report = try await commands.importPrices(request)
            let told = try json(report)
            #expect(told["dryRun"]?.bool == true && told["book"]?.int64 == 2)
            #expect(told["changed"]?.int64 == 2 && told["run"]?.isNull == true)
            #expect(report.text.contains("+ fal-test/clip"))
            let books = try json(try await commands.listPriceBooks(limit: 50, before: nil))
            #expect(books["books"]?.array?.count == 1)
            request.effectiveAt = TimeArgument(argument: "2999-01-01")
            let later = try await commands.importPrices(request)
            #expect(later.text.contains("price book 2, in force from 2999-01-01; nothing was"))
            request.effectiveAt = nil
            request.isDryRun = false
            let done = try json(try await commands.importPrices(request))
            #expect(done["changed"] == told["changed"] && done["book"] == told["book"])
        }
    }

    @Test("a price that moves too far waits, is approved by its id, and then holds")
    func quarantine() async throws {
        try await withPriceCommands { commands, folder in
            try await take(commands, Self.price("1.00"), folder)
            let moved = try await take(commands, Self.price("9.00"), folder)
            #expect(moved["heldBack"]?.int64 == 1 && moved["book"]?.isNull == true)
            let held = try #require(moved["held"]?.array?.first)
            #expect(held["alarms"]?.array?.first?["code"]?.string == "rose")
            let listed = try await commands.listQuarantine(.pending, limit: 50, before: nil)
            #expect(listed.text.contains("own-test/thing"))
            let id = try #require(QuarantineArgument(argument: held["id"]?.string ?? ""))
            let shown = try await commands.showQuarantined(id)
            #expect(shown.text.contains("$1.00 / request → $9.00 / request"))
            _ = try await commands.decideQuarantined(id, approve: true, note: "announced")
            let quote = try await quote(commands, "thing", ["requests=1"])
            #expect(quote["upstreamCost"]?.number?.text == "9")
            await #expect(throws: (any Error).self) {
                try await commands.decideQuarantined(id, approve: false, note: "again")
            }
        }
    }

    @Test("an override goes before the list until it is taken back")
    func override() async throws {
        try await withPriceCommands { commands, folder in
            try await take(commands, Self.price("1.00"), folder)
            let price = try #require(PriceArgument(argument: "requests=250/1K"))
            let request = OverrideRequest(
                provider: "own-test", model: "thing", prices: [price], reason: "our contract")
            let made = try json(try await commands.overridePrice(request))
            #expect(
                try await quote(commands, "thing", ["requests=2"])["upstreamCost"]?.number?.text
                    == "0.5")
            let text = try #require(made["override"]?["id"]?.string)
            let id = try #require(OverrideArgument(argument: text))
            #expect(try await commands.listOverrides(limit: 50, before: nil).text.contains(text))
            _ = try await commands.revokeOverride(id)
            #expect(
                try await quote(commands, "thing", ["requests=2"])["upstreamCost"]?.number?.text
                    == "2")
        }
    }

    @Test("a markup holds for whom it is made, and old books stay as they were")
    func markup() async throws {
        try await withPriceCommands { commands, folder in
            try await take(commands, Self.price("1.00"), folder)
            let percent = try #require(PercentArgument(argument: "12.5%"))
            var request = MarkupRequest(percent: percent, reason: "a test")
            request.provider = "own-test"
            let set = try json(try await commands.setMarkup(request))
            #expect(
                try await quote(commands, "thing", ["requests=1"])["total"]?.number?.text == "1.125"
            )
            let id = try #require(MarkupArgument(argument: set["markup"]?["id"]?.string ?? ""))
            _ = try await commands.revokeMarkup(id)
            #expect(
                try await quote(commands, "thing", ["requests=1"])["total"]?.number?.text == "1.2")
            try await take(commands, Self.price("2.00"), folder)
            let old = try await quote(commands, "thing", ["requests=1"], book: 2)
            #expect(old["upstreamCost"]?.number?.text == "1" && old["priceBook"]?.int64 == 2)
            let diff = try await commands.diffPriceBooks(2, 3, limit: 50)
            #expect(diff.text.contains("$1.00 / request → $2.00 / request"))
            request.provider = "nobody"
            await #expect(throws: CommandFailure.self) { try await commands.setMarkup(request) }
        }
    }

    @Test("what is exported is imported again without a difference")
    func export() async throws {
        try await withPriceCommands { commands, folder in
            let report = try await commands.exportPrices(provider: nil, names: nil, book: nil)
            #expect(try json(report.text) == json(report.json))
            var request = ImportRequest(
                path: try write(report.text, to: folder + "/all.json"), format: .florin)
            request.isDryRun = true
            let told = try json(try await commands.importPrices(request))
            #expect(told["book"]?.isNull == true && told["heldBack"]?.int64 == 0)
        }
    }

    @Test("what a person asks for is found, in lines that fit", arguments: ["gpt-4o", "image"])
    func show(words: String) async throws {
        try await withPriceCommands { commands, _ in
            var question = PriceQuestion()
            question.query = words
            let report = try await commands.showPrices(question)
            #expect(report.isSuccess && report.text.contains(" / "))
            question.query = "no such model anywhere"
            let unknown = question
            await #expect(throws: CommandFailure.self) { try await commands.showPrices(unknown) }
        }
    }

    @Test("prices on the command line are read as people write them")
    func arguments() {
        #expect(PriceArgument(argument: "input_tokens=2.5/1M") != nil)
        #expect(PriceArgument(argument: "input_tokens=2.5/1000000") != nil)
        #expect(PriceArgument(argument: "audio_minutes=0.006") != nil)
        for text in [
            "input_tokens", "nothing=1", "images=-1", "images=1/0", "images=x", "images=1/2/3",
        ] {
            #expect(PriceArgument(argument: text) == nil, "\(text)")
        }
        for text in ["-100.1", "10001", "much", ""] {
            #expect(PercentArgument(argument: text) == nil, "\(text)")
        }
    }

    private static let fal = """
        format: florin.catalog/1
        source: a page of a vendor, 2026-11-25
        models:
          - provider: fal-test
            model: picture
            operations: [image]
            prices:
              - { megapixels: 0.025, minimum: 1, step: 1 }
          - provider: fal-test
            model: clip
            operations: [video]
            prices:
              - { video_seconds: 0.10 }
              - { when: { resolution: 1080p }, video_seconds: 0.1500000000000000000000000001 }
              - { when: { resolution: 720, audio: false }, video_seconds: 0.05 }
        """

    private static func price(_ price: String) -> String {
        """
        format: florin.catalog/1
        source: a test
        models: [{ provider: own-test, model: thing, prices: [{ requests: \(price) }] }]
        """
    }

    @discardableResult
    private func take(_ commands: Commands, _ list: String, _ folder: String) async throws -> JSON {
        let path = try write(list, to: folder + "/own.yaml")
        return try json(
            try await commands.importPrices(ImportRequest(path: path, format: .florin)))
    }

    private func quote(
        _ commands: Commands, _ model: String, _ usage: [String], dimensions: [String] = [],
        book: Int64? = nil
    ) async throws -> JSON {
        var question = QuoteQuestion(
            model: model, usage: usage.compactMap { PairArgument(argument: $0) })
        question.dimensions = dimensions.compactMap { PairArgument(argument: $0) }
        question.choice.number = book
        return try json(try await commands.quotePrice(question))
    }

    private func write(_ text: String, to path: String) throws -> String {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func json(_ report: Report) throws -> JSON { try json(report.json) }

    private func json(_ text: String) throws -> JSON {
        try JSON(parsing: Array(text.utf8), limits: .catalog)
    }
}

/// Commands on a database of their own that has the prices inside the program.
private func withPriceCommands(_ body: (Commands, String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
        let commands = Commands(try configuration(in: folder))
        _ = try await commands.migrate()
        try await body(commands, folder)
    }
}
