// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Logging
import Money
import Pricing
import Synchronization
import TestSupport
import Testing
import Upkeep
import Vocabulary

@Suite("looking at price lists")
struct PriceRefreshTests {
    @Test("what a list says is in force after the look, and a second look changes nothing")
    func publishes() async throws {
        try await PriceSetting.run { setting in
            try setting.write("florin.json", list(price: "2.5"))
            let refresh = setting.refresh(["florin": "florin.json"])
            let first = try await refresh.refresh()
            #expect(first.map(\.status) == [.published] && first[0].counts.changed == 1)
            #expect(try await setting.price() == "2.5")
            let second = try await refresh.refresh()
            #expect(second.map(\.status) == [.unchanged] && second[0].counts.changed == 0)
        }
    }

    @Test("a list that cannot be fetched or read costs itself only, and what it said stays")
    func failures() async throws {
        try await PriceSetting.run { setting in
            try setting.write("florin.json", list(price: "2.5"))
            let failed = Mutex<[String]>([])
            let refresh = setting.refresh(
                [
                    "litellm": "garbage.json", "openrouter": "missing.json",
                    "florin": "florin.json",
                ], noteFailure: { source in failed.withLock { $0.append(source) } })
            try setting.write("garbage.json", "<html>moved</html>")
            let runs = try await refresh.refresh()
            #expect(runs.map(\.status) == [.failed, .failed, .published])
            #expect(runs[1].failure?.contains("missing.json cannot be read") == true)
            #expect(failed.withLock { $0 } == ["litellm", "openrouter"])
            try setting.write("florin.json", "{}")
            #expect(try await refresh.refresh(["florin"]).map(\.status) == [.failed])
            #expect(try await setting.price() == "2.5", "the book before stays in force")
            let events = try await setting.database.read { connection in
                try AuditTrail.list(
                    action: "pricing.refresh_failed", before: nil, limit: 10, on: connection)
            }
            #expect(events.items.map(\.subject) == ["florin", "openrouter", "litellm"])
        }
    }

    @Test("prices are stale when a source was not read for too long, and the failed ones are named")
    func health() async throws {
        try await PriceSetting.run { setting in
            try setting.write("florin.json", list(price: "2.5"))
            let refresh = setting.refresh(["florin": "florin.json"])
            #expect(try await setting.health(of: refresh).isStale, "never looked at")
            _ = try await refresh.refresh()
            let fresh = try await setting.health(of: refresh)
            #expect(!fresh.isStale && fresh.failed.isEmpty && fresh.checkedAt == setting.now)
            setting.wait(seconds: 3_601)
            #expect(try await setting.health(of: refresh).isStale)
            try setting.write("florin.json", "[")
            _ = try await refresh.refresh()
            let failed = try await setting.health(of: refresh)
            #expect(failed.isStale && failed.failed.map(\.source.name) == ["florin"])
            try setting.write("florin.json", list(price: "2.5"))
            _ = try await refresh.refresh()
            let mended = try await setting.health(of: refresh)
            #expect(!mended.isStale && mended.failed.isEmpty)
            #expect(
                try await !setting.health(of: setting.refresh([:])).isStale,
                "prices that nobody looks at are what the operator made them")
        }
    }

    @Test("what another process has published is in force at the next look of the watch")
    func watch() async throws {
        try await PriceSetting.run { setting in
            try setting.write("florin.json", list(price: "2.5"))
            let refresh = setting.refresh(["florin": "florin.json"])
            let watch = setting.watch(refresh)
            #expect(watch.shelf.book.number == 0 && watch.health == nil)
            _ = try await refresh.refresh()
            #expect(watch.shelf.book.number == 0)
            try await watch.refresh()
            #expect(watch.shelf.book.number == 1 && watch.health?.isStale == false)
            setting.wait(seconds: 90)
            #expect(watch.ageSeconds == 90)
        }
    }

    @Test("Florin's own lists may be YAML, whose reading is handed in")
    func yaml() throws {
        let json = list(price: "2.5")
        let source = PriceSource(name: "florin", format: .florin, location: "prices.yaml")
        let reader = PriceListReader { bytes in
            #expect(String(decoding: bytes, as: UTF8.self) == "format: …")
            return Array(json.utf8)
        }
        let delivery = try reader.read(
            Array("format: …".utf8), of: source, startedAt: .epoch)
        #expect(delivery.catalog.models.map(\.name) == ["m"])
        struct Broken: Error {}
        let broken = PriceListReader { _ in throw Broken() }
        #expect(throws: PriceListRefusal.notYAML("Broken()")) {
            try broken.read(Array("format: …".utf8), of: source, startedAt: .epoch)
        }
    }

    private func list(price: String) -> String {
        """
        {"format": "florin.catalog/1", "source": "a test", "models": [
          {"provider": "p", "model": "m", "operations": ["chat"],
           "prices": [{"requests": \(price)}]}]}
        """
    }
}

/// A database, a folder for lists, and a clock that the test moves.
private struct PriceSetting: Sendable {
    let database: any Database
    let folder: String
    private let time = Time()

    var clock: Clock { Clock { [time] in time.now.withLock { $0 } } }
    var now: Instant { clock.now }

    private final class Time: Sendable {
        let now = Mutex(Instant(microseconds: 1_800_000_000_000_000))
    }

    static func run(_ body: (PriceSetting) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await TestDatabase.open(path: folder.appending(path: "test.db").path)
        let migrator = Migrator(
            Organizations.migrations + Keys.migrations + Keeper.migrations
                + PriceBooks.migrations + AuditTrail.migrations)
        _ = try await migrator.migrate(database, at: 0)
        try await body(PriceSetting(database: database, folder: folder.path))
        await database.close()
    }

    func wait(seconds: Int64) { time.now.withLock { $0 = $0.adding(seconds: seconds) } }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    func refresh(
        _ files: KeyValuePairs<String, String>,
        noteFailure: @escaping @Sendable (String) -> Void = { _ in }
    ) -> PriceRefresh {
        let sources = files.compactMap { name, file in
            CatalogFormat(rawValue: name).map {
                PriceSource(name: name, format: $0, location: "\(folder)/\(file)")
            }
        }
        let ids = IDSource(clock: clock) { UInt64.random(in: 0 ... .max) }
        return PriceRefresh(
            sources,
            with: PriceRefresh.Tools(
                books: PriceBooks(database: database, clock: clock, ids: ids), database: database,
                clock: clock, reader: PriceListReader { $0 }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            noteFailure: noteFailure)
    }

    func watch(_ refresh: PriceRefresh) -> PriceWatch {
        do {
            let shelf = PriceShelf(
                database: database, clock: clock, fallback: try PriceBook(number: 0, models: []))
            return PriceWatch(
                shelf, rule(refresh), database: database, clock: clock,
                logger: Logger(label: "test"))
        } catch {
            preconditionFailure("an empty book is a book: \(error)")
        }
    }

    func health(of refresh: PriceRefresh) async throws -> PriceHealth {
        let (rule, now) = (rule(refresh), now)
        return try await database.read { try PriceHealth.read(rule, at: now, on: $0) }
    }

    private func rule(_ refresh: PriceRefresh) -> PriceHealth.Rule {
        PriceHealth.Rule(sources: refresh.sources, staleAfterSeconds: 3_600)
    }

    /// What one request costs by the book in force.
    func price() async throws -> String {
        let shelf = PriceShelf(
            database: database, clock: clock, fallback: try PriceBook(number: 0, models: []))
        try await shelf.refresh()
        let request = QuoteRequest(model: "m", usage: try Usage([.requests: 1]), at: now)
        return try shelf.book.quote(request, markup: .none).total.description
    }
}
