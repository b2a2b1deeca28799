// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// What can be asked of an organization's account. Ids are made by the caller and handed in.
public enum Command: Hashable, Sendable {
    case grant(GrantCommand)
    case hold(HoldCommand)
    case extend(ExtendCommand)
    case capture(CaptureCommand)
    case release(HoldID)
    case charge(ChargeCommand)
    case refund(RefundCommand)
    case adjust(AdjustCommand)
    /// Ends what is due: expired holds and grants, and debts that credits can cover by now.
    case expire
}

/// Adds a lot of credits.
public struct GrantCommand: Hashable, Sendable {
    public var id: GrantID
    public var source: GrantSource
    public var kind: CreditKind
    public var amount: Credits
    public var expiresAt: Instant
    /// Who owes the platform the money of a paid grant: names the clearing account.
    public var provider: String

    public init(
        id: GrantID, source: GrantSource, kind: CreditKind, amount: Credits, expiresAt: Instant,
        provider: String
    ) {
        self.id = id
        self.source = source
        self.kind = kind
        self.amount = amount
        self.expiresAt = expiresAt
        self.provider = provider
    }
}

/// Sets credits aside.
public struct HoldCommand: Hashable, Sendable {
    public var id: HoldID
    public var amount: Credits
    public var expiry: HoldExpiry

    public init(id: HoldID, amount: Credits, expiry: HoldExpiry) {
        self.id = id
        self.amount = amount
        self.expiry = expiry
    }

    public init(id: HoldID, amount: Credits, expiresAt: Instant) {
        self.init(id: id, amount: amount, expiry: .at(expiresAt))
    }
}

/// Sets more aside under an open hold, or lets it live longer, or both.
public struct ExtendCommand: Hashable, Sendable {
    public var hold: HoldID
    /// Added to the hold; zero to change only its life.
    public var amount: Credits
    /// When it is to expire now; nil to leave that.
    public var expiry: HoldExpiry?

    public init(hold: HoldID, amount: Credits, expiry: HoldExpiry?) {
        self.hold = hold
        self.amount = amount
        self.expiry = expiry
    }

    public init(hold: HoldID, amount: Credits, expiresAt: Instant?) {
        self.init(hold: hold, amount: amount, expiry: expiresAt.map { .at($0) })
    }
}

/// Turns a hold, part of it, or more than it into a charge and gives the rest back.
public struct CaptureCommand: Hashable, Sendable {
    public var hold: HoldID
    public var charge: ChargeID
    public var amount: Credits
    /// For holds that Florin took for itself and may have lost in a crash: charge all the same.
    public var chargesWithoutHold: Bool

    public init(hold: HoldID, charge: ChargeID, amount: Credits, chargesWithoutHold: Bool = false) {
        self.hold = hold
        self.charge = charge
        self.amount = amount
        self.chargesWithoutHold = chargesWithoutHold
    }
}

/// Holds and captures in one step.
public struct ChargeCommand: Hashable, Sendable {
    /// What to do when available credits do not cover the amount.
    public enum Shortfall: Hashable, Sendable {
        case refuse
        /// For usage that has already happened: the rest is recorded as uncollected.
        case record
    }

    public var id: ChargeID
    public var amount: Credits
    public var shortfall: Shortfall

    public init(id: ChargeID, amount: Credits, shortfall: Shortfall = .refuse) {
        self.id = id
        self.amount = amount
        self.shortfall = shortfall
    }
}

/// Gives credits of a charge back to the grants that they came from, last drawn first.
public struct RefundCommand: Hashable, Sendable {
    public var id: RefundID
    public var charge: ChargeID
    /// Nil for all that can be refunded.
    public var amount: Credits?

    public init(id: RefundID, charge: ChargeID, amount: Credits?) {
        self.id = id
        self.charge = charge
        self.amount = amount
    }
}

/// Gives (positive) or takes (negative) credits as a correction.
public struct AdjustCommand: Hashable, Sendable {
    public var id: AdjustmentID
    public var amount: Credits

    public init(id: AdjustmentID, amount: Credits) {
        self.id = id
        self.amount = amount
    }
}
