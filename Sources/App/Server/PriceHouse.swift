// SPDX-License-Identifier: Apache-2.0

import API
import Billing
import CMalloc
import Database
import Feeds
import HTTPEdge
import JSON
import Logging
import Pricing
import Upkeep
import Vocabulary

/// Everything about prices, put together: for the server, and for each command that needs it.
struct PriceHouse: Sendable {
    let books: PriceBooks
    let watch: PriceWatch
    let refresh: PriceRefresh
    private let refreshInterval: Duration

    /// - Parameter metrics: Where failures are counted; a command's are in its report.
    init(
        _ settings: PricingSettings, _ house: House, _ logger: Logger, metrics: Metrics = Metrics()
    ) throws {
        books = PriceBooks(database: house.fenced, clock: house.clock, ids: house.ids)
        // Until the database has been looked at nothing is priced.
        let shelf = PriceShelf(
            database: house.database, clock: house.clock,
            fallback: try PriceBook(number: 0, models: []), standard: settings.markup)
        watch = PriceWatch(
            shelf,
            PriceHealth.Rule(
                sources: settings.sources, staleAfterSeconds: settings.staleAfterSeconds),
            database: house.database, clock: house.clock, logger: logger)
        let failures = metrics.counter(
            "florin_pricing_refresh_failures_total", help: "Looks at price sources that failed.")
        refresh = PriceRefresh(
            settings.sources,
            with: PriceRefresh.Tools(
                books: books, database: house.database, clock: house.clock,
                reader: PriceListReader(yaml: jsonOfYAML(_:))),
            logger: logger, noteFailure: { _ in failures.add(1) })
        refreshInterval = settings.refreshInterval
    }

    var desk: PriceDesk { PriceDesk(books: books, watch: watch, refresh: refresh) }

    var job: Job { refresh.job(every: refreshInterval) { [watch] in try await watch.refresh() } }

    /// Sees to it that there are prices: those inside the program first, then all that are stored.
    func open() async throws {
        let bytes = BuiltinCatalog.text.withUTF8Buffer { Array($0) }
        let run = try await books.seed(contentHash: PriceBooks.contentHash(of: bytes)) {
            try Catalog(parsing: bytes)
        }
        // Thousands of models were taken apart, once; the allocator would keep their room for ever.
        if run != nil { florin_trim_memory() }
        try await watch.refresh()
    }

    func measure(in metrics: Metrics) {
        metrics.gauge("florin_price_book_number", help: "The number of the book in force.") {
            [watch] in watch.shelf.book.number
        }
        metrics.gauge("florin_price_book_models", help: "Models of the book in force.") {
            [watch] in Int64(watch.shelf.book.models.count)
        }
        metrics.gauge(
            "florin_price_age_seconds",
            help: "Since the last successful look at the source that was longest not looked at."
        ) { [watch] in watch.ageSeconds }
        metrics.gauge(
            "florin_price_quarantine_pending", help: "Prices that wait for an operator's decision."
        ) { [watch] in watch.health?.quarantined }
    }
}

/// Florin's own price lists may be YAML; their numbers keep their digits.
@Sendable
private func jsonOfYAML(_ bytes: [UInt8]) throws -> [UInt8] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw CommandFailure("it is not UTF-8", code: "validation_error")
    }
    return try JSON(yaml: text).encoded()
}
