// SPDX-License-Identifier: Apache-2.0

public import Pricing

/// Why a change of prices is not made.
public enum PriceRefusal: Error, Hashable, Sendable {
    /// There is no such proposal, override, rule or book.
    case notFound
    /// The proposal was decided, or the override or rule taken back, before.
    case alreadyDecided
    /// What the source states is no price, for these reasons.
    case nothingToApprove(String)
    /// Somebody changed prices at the same time, again and again.
    case busy
    /// The models make no book together.
    case book(PriceBookRefusal)
}

extension PriceRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFound: "There is no such price."
        case .alreadyDecided: "That has been decided before."
        case .nothingToApprove(let reasons):
            "There is no price to approve: \(reasons). Override the price, or reject the entry."
        case .busy: "Prices are being changed by somebody else; try again."
        case .book(let refusal): "These prices make no price book: \(refusal)."
        }
    }
}
