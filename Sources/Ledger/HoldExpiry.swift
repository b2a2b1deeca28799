// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// When a hold is to end by itself.
public enum HoldExpiry: Hashable, Sendable {
    case at(Instant)
    /// So long after the command is decided, however long it had to wait for that.
    case after(seconds: Int64)

    public func instant(decidedAt now: Instant) -> Instant {
        switch self {
        case .at(let instant): instant
        case .after(let seconds): now.adding(seconds: seconds)
        }
    }
}
