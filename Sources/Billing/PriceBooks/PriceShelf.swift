// SPDX-License-Identifier: Apache-2.0

public import Database
public import Money
public import Pricing
import Synchronization
public import Vocabulary

/// The books in force and the markups, in memory: quotes never wait for a database.
///
/// What others write, a command or another node, is seen at the next ``refresh()``, which costs two
/// small reads when nothing has changed.
public final class PriceShelf: Sendable {
    private struct Contents {
        /// In force now or later, in the order of their numbers.
        var books: [(effectiveAt: Instant, book: PriceBook)]
        var markups: MarkupTable
        var mark: Mark
        /// Older books that somebody asked for, the last ones first.
        var older: [PriceBook] = []
    }

    /// Changes whenever books or markups do.
    private struct Mark: Hashable {
        let book: Int64
        let markups: String
    }

    private let database: any Database
    private let clock: Clock
    private let contents: Mutex<Contents>
    /// Without a rule.
    private let standard: Markup

    /// A book of thousands of models is some megabytes.
    private static let olderMax = 4

    /// - Parameter fallback: What is in force while the database has no book.
    public init(
        database: any Database, clock: Clock, fallback: PriceBook, standard: Markup = .standard
    ) {
        self.database = database
        self.clock = clock
        self.standard = standard
        contents = Mutex(
            Contents(
                books: [(Instant(microseconds: .min), fallback)],
                markups: .uniform(standard), mark: Mark(book: 0, markups: "")))
    }

    /// The book in force at a moment that is not long ago.
    public func book(at instant: Instant) -> PriceBook {
        contents.withLock { contents in
            let book = contents.books.last { $0.effectiveAt <= instant }
            return (book ?? contents.books[0]).book
        }
    }

    /// The book in force now.
    public var book: PriceBook { book(at: clock.now) }

    public var markups: MarkupTable { contents.withLock { $0.markups } }

    /// A book by its number, whenever it was in force; nil when there is none of this number.
    public func book(numbered number: Int64) async throws -> PriceBook? {
        let known = contents.withLock { contents in
            (contents.books.map(\.book) + contents.older).first { $0.number == number }
        }
        if let known { return known }
        let book = try await database.read { connection -> PriceBook? in
            guard try PriceBooks.record(number, on: connection) != nil else { return nil }
            return try PriceBooks.book(number, on: connection)
        }
        guard let book else { return nil }
        contents.withLock { contents in
            contents.older.insert(book, at: 0)
            if contents.older.count > Self.olderMax { contents.older.removeLast() }
        }
        return book
    }

    /// Takes over what has changed in the database.
    ///
    /// - Returns: Whether anything has.
    @discardableResult
    public func refresh() async throws -> Bool {
        let now = clock.now
        let mark = try await database.read { try Self.mark(on: $0) }
        let known = contents.withLock { ($0.mark, $0.books) }
        // Books that are no longer in force go with the next change; they are few.
        guard mark != known.0, mark.book > 0 || !mark.markups.isEmpty else { return false }
        let (standard, loaded) = (standard, known.1)
        let fresh = try await database.read { connection -> Contents in
            let books = try PriceBooks.current(at: now, on: connection).map { record in
                let same = loaded.first { $0.book.number == record.number && known.0.book > 0 }
                return (
                    record.effectiveAt,
                    try same?.book ?? PriceBooks.book(record.number, on: connection)
                )
            }
            return Contents(
                books: books.isEmpty ? loaded : books,
                markups: try MarkupRules.table(standard: standard, on: connection),
                mark: try Self.mark(on: connection))
        }
        contents.withLock { contents in
            // A slower refresh must not bring older prices back.
            guard fresh.mark.book >= contents.mark.book else { return }
            let older = contents.older
            contents = fresh
            contents.older = older
        }
        return true
    }

    private static func mark(on connection: any Connection) throws -> Mark {
        let markups = try connection.first(
            "SELECT max(id), count(*), count(revoked_at) FROM markup_rule"
        ) { "\($0.textOrNull(0) ?? "") \($0.integer(1)) \($0.integer(2))" }
        return Mark(
            book: try PriceBooks.latest(on: connection)?.number ?? 0, markups: markups ?? "")
    }
}
