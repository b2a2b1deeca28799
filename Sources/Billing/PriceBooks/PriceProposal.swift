// SPDX-License-Identifier: Apache-2.0

public import Database
public import Pricing
public import Vocabulary

/// A held back price beside the one in force.
public struct PriceProposal: Sendable {
    /// Nil when the model has no price until now.
    public let inForce: PricedModel?
    /// Nil when the proposal is to drop the model.
    public let proposed: PricedModel?
    private let key: ModelKey

    init(key: ModelKey, inForce: PricedModel?, proposed: PricedModel?) {
        self.key = key
        self.inForce = inForce
        self.proposed = proposed
    }

    public var diff: PriceDiff {
        PriceDiff(
            from: inForce.map { [key: $0] } ?? [:], to: proposed.map { [key: $0] } ?? [:])
    }
}

extension PriceBooks {
    /// What a held back price would change in the book of a moment.
    public static func proposal(
        of price: QuarantinedPrice, at now: Instant, on connection: any Connection
    ) throws -> PriceProposal {
        let book = try record(inForceAt: now, on: connection)
        let digests = try book.map { try PriceBooks.digests(of: $0.number, on: connection) } ?? [:]
        let wanted = [digests[price.key], price.digest].compactMap(\.self)
        let models = try PriceBooks.models(wanted, on: connection)
        return PriceProposal(
            key: price.key, inForce: digests[price.key].flatMap { models[$0] },
            proposed: price.digest.flatMap { models[$0] })
    }
}
