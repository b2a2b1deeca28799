// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// Credits spent.
///
/// - Invariant: `draws.total = amount − uncollected − refunded`.
public struct Charge: Hashable, Sendable {
    public let id: ChargeID
    /// The full price.
    public let amount: Credits
    /// The part that credits have not covered yet.
    public internal(set) var uncollected: Credits
    public internal(set) var refunded: Credits
    /// Where the collected and not refunded part came from.
    public internal(set) var draws: [Draw]
    public let hold: HoldID?
    /// Captured after its hold had expired.
    public let isLate: Bool
    public let createdAt: Instant

    public init(
        id: ChargeID, amount: Credits, uncollected: Credits, refunded: Credits = .zero,
        draws: [Draw], hold: HoldID?, isLate: Bool, createdAt: Instant
    ) {
        self.id = id
        self.amount = amount
        self.uncollected = uncollected
        self.refunded = refunded
        self.draws = draws
        self.hold = hold
        self.isLate = isLate
        self.createdAt = createdAt
    }

    /// What can be refunded: only what was collected, once.
    public var refundable: Credits { amount - uncollected - refunded }
}

/// Credits of a charge given back to the grants that they came from.
public struct Refund: Hashable, Sendable {
    public let id: RefundID
    public let charge: ChargeID
    public let amount: Credits
    public let createdAt: Instant
}

/// A correction by an operator.
public struct Adjustment: Hashable, Sendable {
    public let id: AdjustmentID
    /// Signed: positive gives credits.
    public let amount: Credits
    /// Where taken credits came from; empty when credits were given.
    public let draws: [Draw]
    public let createdAt: Instant
}
