// SPDX-License-Identifier: Apache-2.0

public import Money

/// What a command did, and how the account stands after it.
public struct Outcome: Hashable, Sendable {
    public enum Effect: Hashable, Sendable {
        case granted(Grant)
        case held(Hold)
        case extended(Hold)
        case captured(Charge, Hold?)
        case released(Hold)
        case charged(Charge)
        case refunded(Refund, Charge)
        case adjusted(Adjustment)
        case expired
    }

    public let effect: Effect
    /// What can be spent now.
    public let balance: Credits
    /// What open holds keep aside.
    public let pending: Credits
}

/// Why a command was refused; nothing has changed. In order of precedence.
public enum LedgerRefusal: Error, Hashable {
    /// The amount is negative, zero where that makes no sense, or above 10⁹ credits; or the
    /// account's totals would leave the range of the books.
    case amountOutOfRange
    case holdNotFound
    /// The hold has ended in a way that rules the command out.
    case holdNotOpen(Hold.Status)
    /// A hold lives at most ``Hold/lifetimeSecondsMax`` from its start and never into the past.
    case holdLifetimeOutOfRange
    case chargeNotFound
    /// More than ``Charge/refundable``, which is given.
    case notRefundable(refundable: Credits)
    /// A grant that would already be expired.
    case grantAlreadyExpired
    case insufficientCredits(required: Credits, available: Credits)
}
