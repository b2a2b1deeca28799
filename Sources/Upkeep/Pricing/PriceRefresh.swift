// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Database
public import Feeds
public import Logging
public import Vocabulary

/// Looks at the price lists of the configuration and hands what they say to the books.
///
/// One that fails costs only itself: the others go on, and the book in force stays.
public struct PriceRefresh: Sendable {
    /// Those that are looked at by themselves, again and again.
    public let sources: [PriceSource]
    public let reader: PriceListReader
    private let books: PriceBooks
    private let database: any Database
    private let clock: Clock
    private let feed: Feed
    private let logger: Logger
    private let noteFailure: @Sendable (_ source: String) -> Void

    /// What it works with.
    public struct Tools: Sendable {
        let books: PriceBooks
        let database: any Database
        let clock: Clock
        let feed: Feed
        let reader: PriceListReader

        public init(
            books: PriceBooks, database: any Database, clock: Clock, feed: Feed = Feed(),
            reader: PriceListReader
        ) {
            self.books = books
            self.database = database
            self.clock = clock
            self.feed = feed
            self.reader = reader
        }
    }

    /// - Parameter noteFailure: Told of each look that failed.
    public init(
        _ sources: [PriceSource], with tools: Tools, logger: Logger,
        noteFailure: @escaping @Sendable (_ source: String) -> Void = { _ in }
    ) {
        self.sources = sources
        self.noteFailure = noteFailure
        self.logger = logger
        books = tools.books
        database = tools.database
        clock = tools.clock
        feed = tools.feed
        reader = tools.reader
    }

    /// - Parameter afterwards: What is to follow each run: those who watch prices look again.
    public func job(
        every interval: Duration, then afterwards: @escaping @Sendable () async throws -> Void = {}
    ) -> Job {
        Job(
            name: "pricing", purpose: "Looks at the price lists and publishes what has changed.",
            interval: interval,
            subject: sources.map { "\($0.name)=\($0.location)" }.joined(separator: ",")
        ) { _ in
            let runs = try await refresh()
            try await afterwards()
            return runs.reduce(0) { $0 + Int($1.counts.changed) }
        }
    }

    /// Looks at sources now.
    ///
    /// - Parameters:
    ///   - names: Nil for all.
    ///   - progress: Told of each look as it ends.
    /// - Returns: A run for each, the failed ones too.
    /// - Throws: What the database throws; nothing that a source does.
    public func refresh(
        _ names: Set<String>? = nil, by author: KeyID? = nil,
        progress: @Sendable (PriceRun) -> Void = { _ in }
    ) async throws -> [PriceRun] {
        let wanted = sources.filter { names?.contains($0.name) ?? true }
        let known = try await database.read { try PriceSources.all(on: $0) }
        var runs: [PriceRun] = []
        for look in await looks(at: wanted, knowing: known) {
            let run = try await settle(look, PriceBooks.Occasion(.refresh, by: author))
            progress(run)
            runs.append(run)
        }
        return runs
    }

    /// Fetches and reads a list that somebody names by hand.
    public func fetch(
        _ source: PriceSource
    ) async throws(PriceListRefusal) -> PriceBooks.Delivery {
        let startedAt = clock.now
        guard let location = FeedLocation(source.location) else {
            throw .notFetched(.notAURL(source.location))
        }
        let answer: FeedAnswer
        do throws(FeedFailure) {
            answer = try await feed.fetch(location)
        } catch {
            throw .notFetched(error)
        }
        switch answer {
        case .list(let bytes, let etag):
            return try reader.read(bytes, of: source, etag: etag, startedAt: startedAt)
        // Only who sends a mark is answered so.
        case .notModified: throw .notFetched(.refused(status: 304))
        }
    }
}

/// A look at a source, before anything is made of it.
private struct Look: Sendable {
    let source: PriceSource
    let startedAt: Instant
    let answer: Result<FeedAnswer, FeedFailure>
}

extension PriceRefresh {
    /// Asks all at once: a slow one does not make the others late.
    private func looks(
        at wanted: [PriceSource], knowing known: [PriceSourceStatus]
    ) async -> [Look] {
        await withTaskGroup(of: (Int, Look).self) { group in
            for (place, source) in wanted.enumerated() {
                // A mark is of one list at one place, read in one way.
                let etag = known.first { $0.source == source }?.etag
                group.addTask { (place, await look(at: source, unless: etag)) }
            }
            let looks = await group.reduce(into: []) { $0.append($1) }
            return looks.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func look(at source: PriceSource, unless etag: String?) async -> Look {
        let startedAt = clock.now
        guard let location = FeedLocation(source.location) else {
            let failure = FeedFailure.notAURL(source.location)
            return Look(source: source, startedAt: startedAt, answer: .failure(failure))
        }
        do throws(FeedFailure) {
            let answer = try await feed.fetch(location, unless: etag)
            return Look(source: source, startedAt: startedAt, answer: .success(answer))
        } catch {
            return Look(source: source, startedAt: startedAt, answer: .failure(error))
        }
    }

    private func settle(_ look: Look, _ occasion: PriceBooks.Occasion) async throws -> PriceRun {
        let run: PriceRun
        do {
            switch try look.answer.get() {
            case .notModified:
                return try await books.noteUnchanged(
                    look.source, startedAt: look.startedAt, occasion)
            case .list(let bytes, let etag):
                let delivery = try reader.read(
                    bytes, of: look.source, etag: etag, startedAt: look.startedAt)
                run = try await books.take(delivery, occasion)
            }
        } catch let failure as FeedFailure {
            return try await fail(look, failure.description, occasion)
        } catch let refusal as PriceListRefusal {
            return try await fail(look, refusal.description, occasion)
        } catch let refusal as PriceRefusal {
            return try await fail(look, refusal.description, occasion)
        }
        logger.info(
            """
            prices of \(run.source): \(run.counts.modelsOut) models, \
            \(run.counts.changed) changed, \(run.counts.heldBack) held back
            """)
        return run
    }

    private func fail(
        _ look: Look, _ reason: String, _ occasion: PriceBooks.Occasion
    ) async throws -> PriceRun {
        noteFailure(look.source.name)
        let source = look.source
        logger.error(
            "prices of \(source.name) could not be refreshed from \(source.location): \(reason)")
        return try await books.noteFailure(
            reason, of: look.source, startedAt: look.startedAt, occasion)
    }
}
