// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing

/// What differs between two books, as text and as JSON.
struct PriceDiffView {
    private let diff: PriceDiff

    init(_ diff: PriceDiff) {
        self.diff = diff
    }

    /// `3 added, 1 removed, 12 changed`.
    var summary: String {
        guard !diff.changes.isEmpty else { return "no difference" }
        let kinds: [PriceDiff.Kind] = [.added, .removed, .changed]
        return kinds.compactMap { kind in
            let count = diff.changes.count { $0.kind == kind }
            return count > 0 ? "\(count) \(kind.rawValue)" : nil
        }.joined(separator: ", ")
    }

    func lines(limit: Int) -> [String] {
        var lines: [String] = []
        for change in diff.changes.prefix(limit) {
            let mark =
                switch change.kind {
                case .added: "+"
                case .removed: "-"
                case .changed: "~"
                }
            lines.append("\(mark) \(change.key)")
            guard change.kind != .removed else { continue }
            if change.rates.isEmpty { lines.append("    names or limits only") }
            lines += rates(change)
        }
        if diff.changes.count > limit { lines.append("and \(diff.changes.count - limit) more") }
        return lines
    }

    private func rates(_ change: PriceDiff.ModelChange) -> [String] {
        var table = TextTable()
        for rate in change.rates {
            guard let shown = rate.after ?? rate.before else { continue }
            let before = rate.before.map(PriceWords.price)
            let after = rate.after.map(PriceWords.price)
            let price =
                switch (before, after) {
                case (nil, let after?): change.kind == .added ? after : "new: \(after)"
                case (let before?, nil): "\(before) → none"
                case (let before?, let after?): "\(before) → \(after)"
                case (nil, nil): ""
                }
            table.add([shown.meter.name, price, PriceWords.terms(of: shown)])
        }
        return table.lines(indent: 4)
    }

    var json: JSON {
        .array(
            diff.changes.map { change in
                [
                    "model": .string(change.key.description),
                    "provider": .string(change.key.provider), "kind": .string(change.kind.rawValue),
                    "rates": .array(change.rates.map(json)),
                ]
            })
    }

    private func json(_ change: PriceDiff.RateChange) -> JSON {
        let shown = change.after ?? change.before
        return [
            "meter": .text(shown?.meter), "conditions": .text(shown?.conditions),
            "before": change.before.map(price) ?? .null, "after": change.after.map(price) ?? .null,
        ]
    }

    private func price(_ rate: PriceRate) -> JSON {
        ["price": .number(JSONNumber(rate.price)), "per": .count(rate.per)]
    }
}
