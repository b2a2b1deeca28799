// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Pricing
import Upkeep
import Vocabulary

extension Commands {
    /// Opens the database and its prices, for one command.
    func visitPrices<Result: Sendable>(
        _ body: (House, PriceHouse) async throws -> Result
    ) async throws -> Result {
        try await House.visit(configuration) { house in
            let prices = try PriceHouse(configuration.pricing, house, .quiet)
            try await prices.open()
            return try await body(house, prices)
        }
    }
}

extension PriceHouse {
    /// A book, what is known of it, and the moment at which it is looked at.
    struct Opened {
        let record: PriceBookRecord
        let book: PriceBook
        let instant: Instant
    }

    func book(_ choice: BookChoice, in house: House) async throws -> Opened {
        let now = house.clock.now
        let instant = choice.at?.instant ?? now
        let record = try await house.database.read { connection in
            guard let number = choice.number else {
                return try PriceBooks.record(inForceAt: instant, on: connection)
            }
            return try PriceBooks.record(number, on: connection)
        }
        guard let record, let book = try await watch.shelf.book(numbered: record.number) else {
            let what =
                choice.number.map { "price book \($0)" } ?? "price book in force at \(instant)"
            throw CommandFailure("there is no \(what)", code: "resource_not_found")
        }
        // A book that is only looked at is looked at as of the time when it holds.
        let moment = choice.at == nil ? max(now, record.effectiveAt) : instant
        return Opened(record: record, book: book, instant: moment)
    }
}

extension PriceBook {
    /// The models that a person may mean: first what is called so, then what its maker sells, and
    /// for the rest in the order of the names.
    ///
    /// - Parameter query: Words that all must be somewhere in a model's names or operations.
    func models(matching query: String?, of provider: String?) -> [PricedModel] {
        let words = (query ?? "").lowercased().split(separator: " ")
        let asked = provider.map { Providers.canonicalName(of: $0) }
        return models.filter { model in
            guard asked == nil || Providers.canonicalName(of: model.provider) == asked else {
                return false
            }
            let names =
                [model.qualifiedName, model.vendor, model.identity.displayName ?? ""]
                + model.aliases + model.operations.map(\.rawValue)
            let text = names.joined(separator: "\n").lowercased()
            return words.allSatisfy { text.contains($0) }
        }.sorted { left, right in
            let ranks = (rank(left, query), rank(right, query))
            return ranks.0 == ranks.1 ? left.key < right.key : ranks.0 < ranks.1
        }
    }

    private func rank(_ model: PricedModel, _ query: String?) -> Int {
        guard let query else { return 0 }
        let isMaker = model.provider == model.vendor
        return (model.name == query ? 0 : 2) + (isMaker ? 0 : 1)
    }
}

extension JSON {
    static func time(_ instant: Instant?) -> JSON {
        instant.map { $0 == .never ? .null : .string($0.description) } ?? .null
    }

    static func count(_ number: (some BinaryInteger)?) -> JSON {
        number.map { .number(JSONNumber($0)) } ?? .null
    }

    static func text(_ text: (some CustomStringConvertible)?) -> JSON {
        text.map { .string($0.description) } ?? .null
    }

    static func priceBook(_ record: PriceBookRecord) -> JSON {
        [
            "number": .count(record.number), "effectiveAt": .time(record.effectiveAt),
            "createdAt": .time(record.createdAt), "cause": .string(record.cause.rawValue),
            "author": .text(record.author), "models": .count(record.modelCount),
            "changes": .count(record.changeCount),
        ]
    }
}
