// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Money
import Pricing
import Upkeep
import Vocabulary

extension Commands {
    /// Looking at a million charges takes some seconds.
    private static let previewChargesMax = 1_000_000

    /// `florin pricing preview`.
    ///
    /// - Parameter number: Nil for the latest book, in force or not yet.
    public func previewPrices(book number: Int64?, days: Int) async throws -> Report {
        try await visitPrices { house, prices in
            defer { Console.stage(nil) }
            let latest = try await house.database.read { try PriceBooks.latest(on: $0)?.number }
            let opened = try await prices.book(BookChoice(number: number ?? latest), in: house)
            let now = house.clock.now
            let since = now.adding(seconds: -Int64(days) * 86_400)
            Console.stage("pricing the charges of \(counted(days, "day")) again")
            let preview = try await prices.books.preview(
                of: opened.book, since: since, until: now, markups: prices.watch.shelf.markups,
                limit: Self.previewChargesMax)
            return try PricePreviewView(preview, days: days).report
        }
    }
}

/// A preview as text and as JSON.
private struct PricePreviewView {
    private struct Line {
        let name: String
        let charges: Int64
        let revenue: (before: Credits, after: Credits)
        let margin: (before: Credits, after: Credits)
    }

    private let preview: PricePreview
    private let days: Int
    private let lines: [Line]
    private let sum: Line

    init(_ preview: PricePreview, days: Int) throws {
        self.preview = preview
        self.days = days
        var (charges, before, after) = (Int64(0), Credits.zero, Credits.zero)
        var (marginBefore, marginAfter) = (Credits.zero, Credits.zero)
        var lines: [Line] = []
        for row in preview.rows {
            let margin = (
                before: try row.revenueBefore.subtracting(row.costBefore.rounded()),
                after: try row.revenueAfter.subtracting(row.costAfter.rounded())
            )
            lines.append(
                Line(
                    name: row.key.description, charges: row.charges,
                    revenue: (row.revenueBefore, row.revenueAfter), margin: margin))
            charges += row.charges
            before = try before.adding(row.revenueBefore)
            after = try after.adding(row.revenueAfter)
            marginBefore = try marginBefore.adding(margin.before)
            marginAfter = try marginAfter.adding(margin.after)
        }
        self.lines = lines
        sum = Line(
            name: "all", charges: charges, revenue: (before, after),
            margin: (marginBefore, marginAfter))
    }

    var report: Report {
        get throws {
            guard !lines.isEmpty else {
                return Report(
                    "nothing was charged by price in \(counted(days, "day"))", try json)
            }
            var table = TextTable(
                ["model", "charges", "revenue", "by book \(preview.book)", "margin", "then"],
                right: [1, 2, 3, 4, 5])
            for line in lines + [sum] {
                table.add([
                    line.name, "\(line.charges)", "\(line.revenue.before)",
                    "\(line.revenue.after)", "\(line.margin.before)", "\(line.margin.after)",
                ])
            }
            let unpriced = preview.rows.filter { $0.unpriced > 0 }.map {
                "\($0.key): \(counted($0.unpriced, "charge")) without a price: \($0.refusal ?? "")"
            }
            let cut = preview.isComplete ? [] : ["there were more charges than were looked at"]
            return Report((table.lines() + unpriced + cut).joined(separator: "\n"), try json)
        }
    }

    private var json: JSON {
        get throws {
            [
                "book": .count(preview.book), "days": .count(days),
                "charges": .count(preview.charges), "complete": .bool(preview.isComplete),
                "models": .array(
                    zip(preview.rows, lines).map { row, line in
                        var json = json(line).object ?? [:]
                        json["unpriced"] = .count(row.unpriced)
                        json["refusal"] = .text(row.refusal)
                        return .object(json)
                    }),
                "total": json(sum),
            ]
        }
    }

    private func json(_ line: Line) -> JSON {
        [
            "model": .string(line.name), "charges": .count(line.charges),
            "revenueBefore": .credits(line.revenue.before),
            "revenueAfter": .credits(line.revenue.after),
            "marginBefore": .credits(line.margin.before),
            "marginAfter": .credits(line.margin.after),
        ]
    }
}
