// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Pricing
import Upkeep
import Vocabulary

/// Which prices `florin pricing quarantine list` shows.
public enum QuarantineStatusArgument: String, CaseIterable, Sendable {
    case pending, approved, rejected, superseded, all

    var status: QuarantinedPrice.Status? { QuarantinedPrice.Status(rawValue: rawValue) }
}

extension Commands {
    /// `florin pricing quarantine list`.
    public func listQuarantine(
        _ status: QuarantineStatusArgument, limit: Int, before id: QuarantineArgument?
    ) async throws -> Report {
        try await visitPrices { house, _ in
            let page = try await house.database.read {
                try Quarantine.list(status.status, before: id?.id, limit: limit, on: $0)
            }
            var lines = page.items.flatMap { price in
                ["\(price.id)  \(price.key)  (\(price.source), \(price.status.rawValue))"]
                    + price.reasons.map { "    \($0)" }
            }
            if lines.isEmpty { lines = ["no price waits for a decision"] }
            return Report(
                more(page, "--before", lines),
                [
                    "prices": .array(page.items.map { .quarantined($0) }),
                    "nextCursor": .text(page.next),
                ])
        }
    }

    /// `florin pricing quarantine show`.
    public func showQuarantined(_ argument: QuarantineArgument) async throws -> Report {
        try await visitPrices { house, prices in
            let now = house.clock.now
            let found = try await house.database.read { connection in
                try Quarantine.find(argument.id, on: connection).map { price in
                    (price, try PriceBooks.proposal(of: price, at: now, on: connection))
                }
            }
            guard let (price, proposal) = found else {
                throw CommandFailure(
                    "no price has the id \(argument.id)", code: "resource_not_found")
            }
            var lines = ["\(price.key)  (\(price.source), \(price.status.rawValue))"]
            lines += price.reasons.map { "  \($0)" }
            lines += [""] + comparison(price, proposal, at: now, prices.watch.shelf.markups)
            if let note = price.note { lines += ["", "note: \(note)"] }
            var json = JSON.quarantined(price).object ?? [:]
            json["inForce"] = proposal.inForce?.catalogJSON ?? .null
            json["proposed"] = proposal.proposed?.catalogJSON ?? .null
            return Report(lines.joined(separator: "\n"), .object(json))
        }
    }

    private func words(_ book: PriceBookRecord) -> String {
        let isLater = book.effectiveAt > book.createdAt
        let time = isLater ? ", in force from \(PriceWords.brief(book.effectiveAt))" : ""
        return "price book \(book.number)\(time)"
    }

    private func comparison(
        _ price: QuarantinedPrice, _ proposal: PriceProposal, at now: Instant,
        _ markups: MarkupTable
    ) -> [String] {
        guard price.proposal == .nothing else {
            let view = PriceDiffView(proposal.diff)
            return ["in force → proposed: \(view.summary)"] + view.lines(limit: 1)
        }
        guard let inForce = proposal.inForce else { return ["nothing in force, nothing proposed"] }
        let table = PriceTableView(instant: now, markups: markups)
        return ["nothing is proposed; in force:"] + table.whole([inForce])
    }

    /// `florin pricing quarantine approve` and `reject`.
    public func decideQuarantined(
        _ argument: QuarantineArgument, approve: Bool, note: String
    ) async throws -> Report {
        try await visitPrices { _, prices in
            let ending = try await prices.books.decide(
                argument.id, approve: approve, note: note, PriceBooks.Occasion(.decision))
            guard case .done(let decision) = ending else { throw PriceRefusal.alreadyDecided }
            let book = decision.book.map(words) ?? "no new book"
            let key = decision.price.key
            let hasPrice = decision.price.standing != nil
            let kept = hasPrice ? "keeps the price that it has" : "has no price"
            return Report(
                approve ? "approved: \(key), \(book)" : "rejected: \(key) \(kept)",
                [
                    "price": .quarantined(decision.price),
                    "book": decision.book.map { .priceBook($0) } ?? .null,
                ])
        }
    }
}

extension QuarantinedPrice {
    /// Why it was held back, and where nothing is proposed, what the model costs meanwhile.
    fileprivate var reasons: [String] {
        let later = effectiveAt.map { ["is for \(PriceWords.brief($0)) and later"] } ?? []
        let sentences = alarms.map(\.sentence) + later
        guard proposal == .nothing else { return sentences }
        switch standing {
        case nil: return sentences + ["the model has no price"]
        case source: return sentences + ["the price that \(source) stated before stays in force"]
        case .some(let other): return sentences + ["the price of \(other) stands"]
        }
    }
}

extension JSON {
    static func quarantined(_ price: QuarantinedPrice) -> JSON {
        [
            "id": .text(price.id), "model": .text(price.key),
            "provider": .string(price.key.provider), "source": .string(price.source),
            "status": .string(price.status.rawValue), "createdAt": .time(price.createdAt),
            "effectiveAt": .time(price.effectiveAt), "decidedAt": .time(price.decidedAt),
            "decidedBy": .text(price.decidedBy),
            "note": .text(price.note), "proposal": .string(price.proposal.rawValue),
            "standing": .text(price.standing),
            "alarms": .array(
                price.alarms.map { ["code": .string($0.code), "message": .string($0.sentence)] }),
        ]
    }
}
