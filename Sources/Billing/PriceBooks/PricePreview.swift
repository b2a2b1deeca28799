// SPDX-License-Identifier: Apache-2.0

import Database
import JSON
public import Money
public import Pricing
import Vocabulary

/// A charge with the quote that explains it.
struct PricedCharge: Sendable {
    let id: String
    let key: ModelKey
    let operation: String
    let amount: Credits
    let quote: String
}

/// What past usage would have cost and brought in under another book, model by model.
public struct PricePreview: Sendable {
    public struct Row: Sendable {
        public let key: ModelKey
        public internal(set) var charges: Int64 = 0
        /// What upstreams took, by the book of then and by the one that is looked at.
        public internal(set) var costBefore = Cost.zero
        public internal(set) var costAfter = Cost.zero
        /// What customers paid, and would pay.
        public internal(set) var revenueBefore = Credits.zero
        public internal(set) var revenueAfter = Credits.zero
        /// Charges that the book has no price for, and the first reason.
        public internal(set) var unpriced: Int64 = 0
        public internal(set) var refusal: String?
    }

    /// The number of the book that is looked at.
    public let book: Int64
    public private(set) var charges = 0
    /// False when there were more charges than were looked at.
    public private(set) var isComplete = true
    private var rowsByKey: [ModelKey: Row] = [:]
    private let prices: PriceBook
    private let markups: MarkupTable

    init(book: PriceBook, markups: MarkupTable) {
        self.book = book.number
        prices = book
        self.markups = markups
    }

    /// Those that would bring in less or more first.
    public var rows: [Row] {
        rowsByKey.values.sorted { left, right in
            let (ours, theirs) = (left.movement.magnitude, right.movement.magnitude)
            return ours == theirs ? left.key < right.key : ours > theirs
        }
    }

    func cut() -> PricePreview {
        var preview = self
        preview.isComplete = false
        return preview
    }

    /// - Throws: `DatabaseFailure.corrupt` when the stored quote cannot be read, or sums are larger
    ///   than an amount.
    mutating func add(_ charge: PricedCharge, of organization: OrganizationID) throws {
        charges += 1
        var row = rowsByKey[charge.key] ?? Row(key: charge.key)
        row.charges += 1
        do {
            let stored = try StoredQuote(charge.quote)
            row.revenueBefore = try row.revenueBefore.adding(charge.amount)
            row.costBefore = try row.costBefore.adding(Cost(stored.upstreamCost))
            do throws(PricingRefusal) {
                let quote = try price(stored, charge, organization)
                row.costAfter = try row.sum(row.costAfter, quote.upstreamCost)
                row.revenueAfter = try row.sum(row.revenueAfter, quote.total)
            } catch {
                row.unpriced += 1
                row.refusal = row.refusal ?? error.description
            }
        } catch {
            throw DatabaseFailure.corrupt("the quote of \(charge.id) cannot be read: \(error)")
        }
        rowsByKey[charge.key] = row
    }

    private func price(
        _ stored: StoredQuote, _ charge: PricedCharge, _ organization: OrganizationID
    ) throws(PricingRefusal) -> Quote {
        let operation =
            charge.operation.isEmpty ? nil : Pricing.Operation(rawValue: charge.operation)
        let markup = markups.markup(
            for: MarkupTable.Call(
                organization: organization.description, provider: charge.key.provider,
                model: charge.key.name, operation: operation), at: stored.instant)
        return try prices.quote(
            QuoteRequest(
                model: charge.key.name, provider: charge.key.provider, operation: operation,
                usage: stored.usage, at: stored.instant), markup: markup)
    }
}

extension PricePreview.Row {
    fileprivate var movement: Int64 {
        let (difference, overflow) = revenueAfter.nanocredits.subtractingReportingOverflow(
            revenueBefore.nanocredits)
        return overflow ? .max : difference
    }

    fileprivate func sum(_ left: Cost, _ right: Cost) throws(PricingRefusal) -> Cost {
        do throws(AmountOverflow) { return try left.adding(right) } catch { throw .totalTooLarge }
    }

    fileprivate func sum(_ left: Credits, _ right: Credits) throws(PricingRefusal) -> Credits {
        do throws(AmountOverflow) { return try left.adding(right) } catch { throw .totalTooLarge }
    }
}

/// What a charge's quote says that is needed to price its usage again.
private struct StoredQuote {
    let usage: Usage
    let upstreamCost: ExactDecimal
    let instant: Instant

    init(_ text: String) throws {
        let json = try JSON(parsing: Array(text.utf8))
        guard let usage = json["usage"], let cost = json["upstreamCost"]?.number,
            let time = json["pricedAt"]?.string.flatMap({ Instant(iso8601: $0) })
        else { throw DatabaseFailure.corrupt("usage, upstreamCost or pricedAt is missing") }
        self.usage = try Usage(usage, dimensions: json["dimensions"])
        upstreamCost = try cost.decimal
        instant = time
    }
}
