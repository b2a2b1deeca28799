// SPDX-License-Identifier: Apache-2.0

public import Database
public import Pricing
public import Vocabulary

/// A held back price beside the one in force.
public struct PriceProposal: Sendable {
    /// Nil when the model has no price until now.
    public let inForce: PricedModel?
    /// Nil when the proposal is to drop the model, and when there is none.
    public let proposed: PricedModel?
    /// What would change; nothing where there is nothing to approve.
    public let diff: PriceDiff
}

extension PriceBooks {
    /// What a held back price would change in the book of a moment.
    public static func proposal(
        of price: QuarantinedPrice, at now: Instant, on connection: any Connection
    ) throws -> PriceProposal {
        let inForce = try record(inForceAt: now, on: connection).flatMap { book in
            try model(price.key, in: book.number, on: connection)
        }
        let proposed = try price.digest.flatMap { try models([$0], on: connection)[$0] }
        let (key, before) = (price.key, price.proposal == .nothing ? nil : inForce)
        let diff = PriceDiff(
            from: before.map { [key: $0] } ?? [:], to: proposed.map { [key: $0] } ?? [:])
        return PriceProposal(inForce: inForce, proposed: proposed, diff: diff)
    }
}
