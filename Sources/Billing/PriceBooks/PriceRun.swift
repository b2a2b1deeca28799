// SPDX-License-Identifier: Apache-2.0

public import Database
import JSON
import Pricing
public import Vocabulary

/// One look at a source: what it said, what became of it.
public struct PriceRun: Hashable, Sendable {
    public enum Status: String, CaseIterable, Hashable, Sendable {
        /// A new book was made.
        case published
        /// It was read, and nothing that goes live differs.
        case unchanged
        /// The source says that it is as it was.
        case notModified = "not_modified"
        /// It could not be fetched or read; the book before stays in force.
        case failed
    }

    public let id: PriceRunID
    public let source: String
    public let cause: PriceCause
    public let author: KeyID?
    public let startedAt: Instant
    public let endedAt: Instant
    public let status: Status
    public let failure: String?
    /// The book that came of it.
    public let book: Int64?
    public let counts: Counts
    /// What the reader left out or interpreted; at most ``notesMax`` of each.
    public let notes: [String]

    public struct Counts: Hashable, Sendable {
        public var entriesIn: Int64 = 0
        public var modelsOut: Int64 = 0
        public var ratesOut: Int64 = 0
        /// Entries that make no model.
        public var skipped: Int64 = 0
        /// Models that differ in the new book.
        public var changed: Int64 = 0
        /// Models that wait in quarantine since this run.
        public var heldBack: Int64 = 0

        public init() {}

        init(_ report: ImportReport) {
            entriesIn = Int64(report.entriesIn)
            modelsOut = Int64(report.modelsOut)
            ratesOut = Int64(report.ratesOut)
            skipped = Int64(report.skipped.count)
        }
    }

    /// A list of thousands has thousands of oddities; a person reads the first of them.
    public static let notesMax = 500

    static func notes(of report: ImportReport) -> [String] {
        let skipped = report.skipped.prefix(notesMax).map { "\($0.entry): skipped, \($0.reason)" }
        let read = report.notes.prefix(notesMax).map { note in
            "\(note.entry)\(note.field.isEmpty ? "" : " \(note.field)"): \(note.reason)"
        }
        return skipped + read
    }
}

/// The table of runs.
public enum PriceRuns {
    private static let columns = """
        id, source, cause, author, started_at, ended_at, status, failure, book, entries_in, \
        models_out, rates_out, skipped, changed, held_back, report
        """

    /// A page of runs, newest first.
    public static func list(
        before cursor: PriceRunID?, limit: Int, on connection: any Connection
    ) throws -> Page<PriceRun> {
        let found = try connection.query(
            "SELECT \(columns) FROM price_run WHERE id < $1 ORDER BY id DESC LIMIT $2",
            [.text(before: cursor), .integer(Int64(limit) + 1)], decode)
        return Page(found, limit: limit) { $0.id.description }
    }

    public static func find(_ id: PriceRunID, on connection: any Connection) throws -> PriceRun? {
        try connection.first(
            "SELECT \(columns) FROM price_run WHERE id = $1", [.id(id)], decode)
    }

    static func insert(_ run: PriceRun, on connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO price_run (\(columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """,
            [
                .id(run.id), .text(run.source), .text(run.cause.rawValue), .id(run.author),
                .instant(run.startedAt), .instant(run.endedAt), .text(run.status.rawValue),
                .text(run.failure), .integer(run.book), .integer(run.counts.entriesIn),
                .integer(run.counts.modelsOut), .integer(run.counts.ratesOut),
                .integer(run.counts.skipped), .integer(run.counts.changed),
                .integer(run.counts.heldBack),
                .text(JSON.array(run.notes.map { .string($0) }).text),
            ])
    }

    private static func decode(_ row: any Row) throws -> PriceRun {
        guard let cause = PriceCause(rawValue: row.text(2)),
            let status = PriceRun.Status(rawValue: row.text(6))
        else { throw DatabaseFailure.corrupt("run \(row.text(0)) has unknown cause or status") }
        var counts = PriceRun.Counts()
        counts.entriesIn = row.integer(9)
        counts.modelsOut = row.integer(10)
        counts.ratesOut = row.integer(11)
        counts.skipped = row.integer(12)
        counts.changed = row.integer(13)
        counts.heldBack = row.integer(14)
        return PriceRun(
            id: try row.id(0), source: row.text(1), cause: cause, author: try row.idOrNull(3),
            startedAt: row.instant(4), endedAt: row.instant(5), status: status,
            failure: row.textOrNull(7), book: row.integerOrNull(8), counts: counts,
            notes: try storedTexts(row.text(15)))
    }
}

/// A list of texts that was stored as JSON.
func storedTexts(_ text: String) throws -> [String] {
    do throws(JSONRefusal) {
        return try JSON(parsing: Array(text.utf8), limits: .catalog).array?.compactMap(\.string)
            ?? []
    } catch {
        throw DatabaseFailure.corrupt("a stored list cannot be read: \(error)")
    }
}
