// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Pricing
import Vocabulary

/// What an import says when it is over.
struct ImportReportView {
    /// What became of the list, or would.
    struct Outcome {
        struct Held {
            let key: ModelKey
            /// Nil in a dry run.
            let id: QuarantineID?
            let alarms: [(code: String, sentence: String)]
        }

        let counts: PriceRun.Counts
        let book: Int64?
        let effectiveAt: Instant?
        let run: PriceRunID?
        let held: [Held]
        /// Of a dry run, what would go live.
        let diff: PriceDiff?

        init(_ trial: PriceTrial) {
            counts = trial.counts
            book = trial.book
            diff = trial.diff
            effectiveAt = trial.effectiveAt
            run = nil
            held = trial.held.map { held in
                let alarms = held.alarms.map { (code: $0.code, sentence: $0.description) }
                return Held(key: held.key, id: nil, alarms: alarms)
            }
        }

        init(_ run: PriceRun, _ book: PriceBookRecord?, _ held: [QuarantinedPrice]) {
            counts = run.counts
            self.book = run.book
            self.run = run.id
            effectiveAt = book?.effectiveAt
            diff = nil
            self.held = held.map { price in
                let alarms = price.alarms.map { (code: $0.code, sentence: $0.sentence) }
                return Held(key: price.key, id: price.id, alarms: alarms)
            }
        }
    }

    private let request: ImportRequest
    private let source: PriceSource
    private let imported: ImportReport
    private let outcome: Outcome

    /// Of many held back prices, how many are listed.
    private static let heldMax = 20
    private static let changesMax = 20

    init(_ request: ImportRequest, _ delivery: PriceBooks.Delivery, _ outcome: Outcome) {
        self.request = request
        source = delivery.source
        imported = delivery.catalog.report
        self.outcome = outcome
    }

    var report: Report { Report(lines.joined(separator: "\n"), json) }

    private var lines: [String] {
        var table = TextTable(right: [1])
        let origin = "of \(source.name) (\(source.format.rawValue))"
        table.add(["entries in", "\(imported.entriesIn)", origin])
        table.add(["models out", "\(imported.modelsOut)"])
        table.add(["rates out", "\(imported.ratesOut)"])
        table.add(["skipped", "\(imported.skipped.count)"])
        var lines = table.lines() + skipped.map { "  \($0)" }
        var fate = TextTable(right: [1])
        fate.add(["changed", "\(outcome.counts.changed)"])
        fate.add(["held back", "\(outcome.counts.heldBack)"])
        lines += fate.lines() + held.map { "  \($0)" }
        lines += ["", conclusion]
        if request.isDryRun { lines += changes }
        if request.showsNotes { lines += notes }
        return lines
    }

    /// Reasons, the most frequent first, each with an example.
    private var skipped: [String] {
        let reasons = Dictionary(grouping: imported.skipped) { $0.reason.kind }
        return reasons.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
            let others = $0.value.count > 1 ? " and others" : ""
            return "\($0.value.count) × \($0.key) (\($0.value[0].entry)\(others))"
        }
    }

    private var held: [String] {
        var lines = outcome.held.prefix(Self.heldMax).flatMap { held in
            ["\(held.id.map { "\($0)  " } ?? "")\(held.key)"]
                + held.alarms.map { "    \($0.sentence)" }
        }
        if outcome.held.count > Self.heldMax {
            lines.append("and \(outcome.held.count - Self.heldMax) more")
        }
        if let first = outcome.held.first, let id = first.id {
            lines.append("look: florin pricing quarantine show \(id)")
        }
        return lines
    }

    private var conclusion: String {
        guard let book = outcome.book else {
            return request.isDryRun
                ? "nothing would change, and nothing was written"
                : "no price changed: the book in force stays"
        }
        let time = outcome.effectiveAt.map { ", in force from \(PriceWords.brief($0))" } ?? ""
        guard !request.isDryRun else {
            return "this would be price book \(book)\(time); nothing was written"
        }
        return "price book \(book)\(time)"
            + (book > 1 ? " (florin pricing diff \(book - 1) \(book))" : "")
    }

    private var changes: [String] {
        guard let diff = outcome.diff else { return [] }
        let all = PriceDiffView(diff)
        return all.lines(limit: Self.changesMax)
    }

    private var notes: [String] {
        ["", "notes of the reader"]
            + imported.skipped.map { "  \($0.entry): skipped, \($0.reason)" }
            + imported.notes.map { note in
                "  \(note.entry)\(note.field.isEmpty ? "" : " \(note.field)"): \(note.reason)"
            }
    }

    private var json: JSON {
        var json: JSONObject = [
            "source": .string(source.name), "format": .string(source.format.rawValue),
            "dryRun": .bool(request.isDryRun), "run": .text(outcome.run),
            "book": .count(outcome.book), "effectiveAt": .time(outcome.effectiveAt),
            "entriesIn": .count(imported.entriesIn), "modelsOut": .count(imported.modelsOut),
            "ratesOut": .count(imported.ratesOut),
            "changed": .count(outcome.counts.changed), "heldBack": .count(outcome.counts.heldBack),
            "skipped": .array(imported.skipped.map { .note($0) }),
            "held": .array(outcome.held.map(held)),
        ]
        if let diff = outcome.diff { json["changes"] = PriceDiffView(diff).json }
        if request.showsNotes { json["notes"] = .array(imported.notes.map { .note($0) }) }
        return .object(json)
    }

    private func held(_ held: Outcome.Held) -> JSON {
        [
            "id": .text(held.id), "model": .string(held.key.description),
            "alarms": .array(
                held.alarms.map { ["code": .string($0.code), "message": .string($0.sentence)] }),
        ]
    }
}

extension ImportReport.Reason {
    /// The reason without what is special about one entry.
    fileprivate var kind: String {
        switch self {
        case .nameTwice: "means a model that another entry means too"
        case .negativePrice: "is negative"
        case .unreadablePrice: "is no price that can be held exactly"
        case .malformed: "is not of the shape that belongs there"
        default: description
        }
    }
}

extension JSON {
    fileprivate static func note(_ note: ImportReport.Note) -> JSON {
        [
            "entry": .string(note.entry), "field": .string(note.field),
            "reason": .string(note.reason.description),
        ]
    }
}
