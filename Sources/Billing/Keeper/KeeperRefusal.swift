// SPDX-License-Identifier: Apache-2.0

/// Why the keeper refused an order before the rules of money had a say.
public enum KeeperRefusal: Error, Hashable {
    case organizationNotFound
    /// The idempotency key was used for another request.
    case idempotencyConflict
    /// More orders are waiting than the keeper lets wait; nothing was done.
    case overloaded
}
