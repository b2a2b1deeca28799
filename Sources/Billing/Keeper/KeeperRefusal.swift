// SPDX-License-Identifier: Apache-2.0

/// Why the keeper refused an order before the rules of money had a say.
public enum KeeperRefusal: Error, Hashable {
    case organizationNotFound
    /// The idempotency key was used for another request.
    case idempotencyConflict
    /// More orders are waiting than the keeper lets wait; nothing was done.
    case overloaded
    /// The charge is archived, or is being archived now: nothing changes it any more.
    case chargeArchived(ClosedUsage)
    /// The hold is archived, or is being archived now.
    case holdArchived(ClosedUsage)
}
