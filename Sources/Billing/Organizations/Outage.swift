// SPDX-License-Identifier: Apache-2.0

import Database

/// The database cannot do now what it will be able to do later.
///
/// The faces do not know the database; they ask this type what an error means for their callers.
public struct Outage: Hashable, Sendable {
    /// For the log, never for a caller.
    public let reason: String
    public let retryAfterSeconds: Int
    /// Whether what was asked for may have been done all the same.
    public let isOutcomeUnknown: Bool

    /// The outage that an error tells of, nil when trying again would not help.
    public init?(_ error: any Error) {
        guard let failure = error as? DatabaseFailure, failure.isTransient else { return nil }
        reason = failure.description
        // A disk is freed by a person, a lock by another process.
        retryAfterSeconds = failure == .full ? 10 : 1
        if case .unknown = failure { isOutcomeUnknown = true } else { isOutcomeUnknown = false }
    }
}
