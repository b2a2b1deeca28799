// SPDX-License-Identifier: Apache-2.0

/// Why a list could not be fetched.
public enum FeedFailure: Error, Hashable, Sendable {
    /// The text is no URL that can be asked.
    case notAURL(String)
    /// Nobody answers there.
    case unreachable(String)
    /// The answer is not the list: a 404, a 500.
    case refused(status: Int)
    case tooLarge(limit: Int)
    /// The whole answer did not come in time.
    case tooSlow(seconds: Int)
    case redirectedTooOften
    /// It was asked not to compress, and did.
    case compressed
    /// The answer broke off, or is not what it says it is.
    case brokenOff(String)
    case unreadableFile(path: String, reason: String)
    /// Whoever asked does not want to know any more.
    case cancelled
}

extension FeedFailure: CustomStringConvertible {
    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .notAURL(let text): "\(text) is no URL that can be asked"
        case .unreachable(let reason): "it cannot be reached: \(reason)"
        case .refused(let status): "it answers with the status \(status)"
        case .tooLarge(let limit): "it is larger than \(limit) bytes"
        case .tooSlow(let seconds): "it did not answer in full within \(seconds) s"
        case .redirectedTooOften: "it redirects in a circle, or too often"
        case .compressed: "it answers compressed, though it was asked not to"
        case .brokenOff(let reason): "its answer broke off: \(reason)"
        case .unreadableFile(let path, let reason): "\(path) cannot be read: \(reason)"
        case .cancelled: "it was asked for no longer"
        }
    }
}
