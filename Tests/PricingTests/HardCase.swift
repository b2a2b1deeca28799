// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing
import Vocabulary

/// A usage whose price is known: from facts/pricing-data.md, section 7.
struct HardCase: CustomTestStringConvertible, Sendable {
    let number: Int
    let what: String
    /// The columns of the model's prices, and what else a catalog says of it.
    let prices: String
    var others = ""
    let usage: String
    var dimensions: [String: String] = [:]
    var operation: String?
    var time = "2026-11-23T12:00:00Z"
    /// USD without markup; nil when the usage must be refused.
    let total: String?

    var testDescription: String { "\(number): \(what)" }

    func quote() throws -> Quote {
        let model = try model("m", prices, others: others)
        let usage = try Usage(
            JSON(parsing: Array(usage.utf8)),
            dimensions: .object(JSONObject(dictionary: dimensions)))
        return try PriceBook(number: 1, models: [model]).quote(
            QuoteRequest(
                model: "m", operation: operation.map(Operation.init(rawValue:)), usage: usage,
                at: try #require(Instant(iso8601: time))),
            markup: .none)
    }
}

extension JSONObject {
    fileprivate init(dictionary: [String: String]) {
        self.init()
        for (name, value) in dictionary { self[name] = .string(value) }
    }
}
