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
    /// The last of the journal entries that booked it.
    public let sequence: Int64
    public let createdAt: Instant

    public init(
        id: ChargeID, amount: Credits, uncollected: Credits, refunded: Credits = .zero,
        draws: [Draw], hold: HoldID?, isLate: Bool, sequence: Int64, createdAt: Instant
    ) {
        self.id = id
        self.amount = amount
        self.uncollected = uncollected
        self.refunded = refunded
        self.draws = draws
        self.hold = hold
        self.isLate = isLate
        self.sequence = sequence
        self.createdAt = createdAt
    }

    /// The part that credits have covered.
    public var collected: Credits { amount - uncollected }

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
