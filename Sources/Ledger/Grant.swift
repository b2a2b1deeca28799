// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// Where a grant's credits came from.
public enum GrantSource: String, Hashable, Sendable, CaseIterable {
    case purchase
    case earnings
    case refund
    case contract
    case signup
    case promotional
    case manual
    case adjustment

    /// The kind of credits that this source makes unless somebody says otherwise.
    public var kind: CreditKind {
        switch self {
        case .purchase, .earnings, .refund, .contract: .paid
        case .signup, .promotional, .manual, .adjustment: .promotional
        }
    }
}

/// A lot of credits with a source, a remaining amount and perhaps an expiry.
///
/// - Invariant: `amount = remaining + expired + repaid + ` what holds, charges and adjustments
/// drew.
public struct Grant: Hashable, Sendable {
    public let id: GrantID
    public let source: GrantSource
    public let kind: CreditKind
    public let amount: Credits
    /// Neither spent, nor held, nor expired.
    public internal(set) var remaining: Credits
    /// What expired unused.
    public internal(set) var expired: Credits
    /// What went to an overdraft when the grant came.
    public internal(set) var repaid: Credits
    /// From this moment on the credits cannot be spent; ``Instant/never`` when they stay.
    public let expiresAt: Instant
    public let createdAt: Instant

    /// Whether something of it remains.
    public var isLive: Bool { remaining.isPositive }

    public init(
        id: GrantID, source: GrantSource, kind: CreditKind, amount: Credits, remaining: Credits,
        expired: Credits = .zero, repaid: Credits = .zero, expiresAt: Instant, createdAt: Instant
    ) {
        self.id = id
        self.source = source
        self.kind = kind
        self.amount = amount
        self.remaining = remaining
        self.expired = expired
        self.repaid = repaid
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }

    /// The order in which grants are spent: promotional before paid, soonest-expiring first, then
    /// by age.
    public static func isSpentBefore(_ left: Grant, _ right: Grant) -> Bool {
        if left.kind != right.kind { return left.kind.rank < right.kind.rank }
        if left.expiresAt != right.expiresAt { return left.expiresAt < right.expiresAt }
        return left.id < right.id
    }
}
