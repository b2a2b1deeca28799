// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Pricing
import Upkeep
import Vocabulary

extension Commands {
    /// `florin pricing books`.
    public func listPriceBooks(limit: Int, before number: Int64?) async throws -> Report {
        try await visitPrices { house, _ in
            let now = house.clock.now
            let (page, inForce) = try await house.database.read { connection in
                (
                    try PriceBooks.list(before: number, limit: limit, on: connection),
                    try PriceBooks.record(inForceAt: now, on: connection)
                )
            }
            var table = TextTable(
                ["book", "in force from", "models", "changed", "cause"], right: [0, 2, 3])
            for record in page.items {
                let mark = record.number == inForce?.number ? " (in force)" : ""
                table.add([
                    "\(record.number)", PriceWords.brief(record.effectiveAt),
                    "\(record.modelCount)", "\(record.changeCount)", record.cause.rawValue + mark,
                ])
            }
            return Report(
                more(page, "--before", table.lines()),
                [
                    "inForce": .count(inForce?.number),
                    "books": .array(page.items.map { .priceBook($0) }),
                    "nextCursor": .text(page.next),
                ])
        }
    }

    /// `florin pricing diff`.
    public func diffPriceBooks(_ old: Int64, _ new: Int64, limit: Int) async throws -> Report {
        try await visitPrices { house, _ in
            let (before, after) = try await house.database.read { connection in
                for number in [old, new]
                where try PriceBooks.record(number, on: connection) == nil {
                    throw CommandFailure(
                        "there is no price book \(number)", code: "resource_not_found")
                }
                return (
                    try PriceBooks.models(of: old, on: connection),
                    try PriceBooks.models(of: new, on: connection)
                )
            }
            let view = PriceDiffView(PriceDiff(from: before, to: after))
            let heading = "book \(old) → book \(new): "
            return Report(
                ([heading + view.summary] + view.lines(limit: limit)).joined(separator: "\n"),
                ["from": .count(old), "to": .count(new), "changes": view.json])
        }
    }

    /// `florin pricing runs`.
    public func listPriceRuns(limit: Int, before run: PriceRunArgument?) async throws -> Report {
        try await visitPrices { house, _ in
            let page = try await house.database.read {
                try PriceRuns.list(before: run?.id, limit: limit, on: $0)
            }
            var table = TextTable(
                ["run", "ended", "source", "status", "models", "changed", "held", "book"],
                right: [4, 5, 6, 7])
            for run in page.items {
                table.add([
                    run.id.description, PriceWords.brief(run.endedAt), run.source,
                    run.status.rawValue, "\(run.counts.modelsOut)", "\(run.counts.changed)",
                    "\(run.counts.heldBack)", run.book.map(String.init) ?? "-",
                ])
            }
            return Report(
                more(page, "--before", table.lines()),
                [
                    "runs": .array(page.items.map { .priceRun($0) }),
                    "nextCursor": .text(page.next),
                ])
        }
    }

    /// `florin pricing runs ID`.
    public func showPriceRun(_ argument: PriceRunArgument) async throws -> Report {
        try await visitPrices { house, _ in
            guard
                let run = try await house.database.read({
                    try PriceRuns.find(argument.id, on: $0)
                })
            else {
                throw CommandFailure("there is no run \(argument.id)", code: "resource_not_found")
            }
            var table = TextTable()
            table.add(["run", run.id.description])
            table.add(["source", run.source])
            table.add(["cause", run.cause.rawValue])
            table.add(["time", "\(run.startedAt) to \(run.endedAt)"])
            table.add(["status", run.status.rawValue])
            if let failure = run.failure { table.add(["failure", failure]) }
            table.add(["book", run.book.map(String.init) ?? "-"])
            table.add(["entries in", "\(run.counts.entriesIn)"])
            table.add(["models out", "\(run.counts.modelsOut)"])
            table.add(["rates out", "\(run.counts.ratesOut)"])
            table.add(["skipped", "\(run.counts.skipped)"])
            table.add(["changed", "\(run.counts.changed)"])
            table.add(["held back", "\(run.counts.heldBack)"])
            let notes = run.notes.isEmpty ? [] : ["", "notes of the reader"]
            let lines = table.lines() + notes + run.notes.map { "  \($0)" }
            return Report(
                lines.joined(separator: "\n"),
                .object(JSON.priceRun(run, notes: true).object ?? [:]))
        }
    }

    /// `florin pricing sources`.
    public func listPriceSources() async throws -> Report {
        try await visitPrices { house, _ in
            let known = try await house.database.read { try PriceSources.all(on: $0) }
            let asked = Set(configuration.pricing.sources.map(\.name))
            let view = PriceSourcesView(known: known, configured: configuration.pricing.sources)
            return Report(
                view.lines.joined(separator: "\n"),
                [
                    "sources": .array(
                        known.map { .priceSource($0, isRefreshed: asked.contains($0.source.name)) })
                ])
        }
    }

    /// The lines of a page, and how to go on.
    func more<Element>(_ page: Page<Element>, _ option: String, _ lines: [String]) -> String {
        (lines + (page.next.map { ["more: \(option) \($0)"] } ?? [])).joined(separator: "\n")
    }
}

/// Where prices came from, and where they will be looked for.
private struct PriceSourcesView {
    let known: [PriceSourceStatus]
    let configured: [PriceSource]

    var lines: [String] {
        var table = TextTable(
            ["source", "format", "models", "looked at", "changed", "location"], right: [2])
        for status in known {
            let source = status.source
            table.add([
                source.name, source.format.rawValue, "\(status.modelCount)",
                status.checkedAt.map(PriceWords.brief) ?? "never",
                status.changedAt.map(PriceWords.brief) ?? "-", source.location,
            ])
        }
        let names = known.map(\.source.name)
        for source in configured where !names.contains(source.name) {
            table.add([source.name, source.format.rawValue, "0", "never", "-", source.location])
        }
        let failures = known.filter(\.hasFailed).map {
            "\($0.source.name) failed at \(PriceWords.brief($0.failedAt ?? .epoch)): "
                + ($0.failure ?? "no reason is known")
        }
        let refreshed = configured.isEmpty ? "none" : configured.map(\.name).joined(separator: ", ")
        return table.lines() + failures + ["", "refreshed by themselves: \(refreshed)"]
    }
}

extension JSON {
    static func priceRun(_ run: PriceRun, notes: Bool = false) -> JSON {
        var json: JSONObject = [
            "id": .text(run.id), "source": .string(run.source),
            "cause": .string(run.cause.rawValue), "author": .text(run.author),
            "startedAt": .time(run.startedAt), "endedAt": .time(run.endedAt),
            "status": .string(run.status.rawValue), "failure": .text(run.failure),
            "book": .count(run.book), "entriesIn": .count(run.counts.entriesIn),
            "modelsOut": .count(run.counts.modelsOut), "ratesOut": .count(run.counts.ratesOut),
            "skipped": .count(run.counts.skipped), "changed": .count(run.counts.changed),
            "heldBack": .count(run.counts.heldBack),
        ]
        if notes { json["notes"] = .array(run.notes.map { .string($0) }) }
        return .object(json)
    }

    fileprivate static func priceSource(_ status: PriceSourceStatus, isRefreshed: Bool) -> JSON {
        [
            "name": .string(status.source.name), "format": .string(status.source.format.rawValue),
            "location": .string(status.source.location), "refreshed": .bool(isRefreshed),
            "models": .count(status.modelCount), "contentHash": .text(status.contentHash),
            "changedAt": .time(status.changedAt), "checkedAt": .time(status.checkedAt),
            "failedAt": .time(status.failedAt), "failure": .text(status.failure),
            "failed": .bool(status.hasFailed),
        ]
    }
}
