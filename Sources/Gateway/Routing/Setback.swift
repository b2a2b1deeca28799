// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// Why one attempt of a call came to nothing, though another may not: there is nothing yet that a
/// client could have seen.
enum Setback: Hashable, Sendable {
    /// No connection, and why not.
    case unreachable(String)
    /// No connection was free.
    case busy
    /// The connection was lost before the answer, and how.
    case lost(String)
    /// No answer in time.
    case silent
    /// The upstream answered that it does not, this time. Seconds, where it says when it will.
    case refused(status: Int, retryAfterSeconds: Int64?)

    /// Nil for what is not the upstream's failure, or would be the same everywhere.
    init?(_ failure: UpstreamFailure) {
        switch failure {
        case .unreachable(let reason): self = .unreachable(reason)
        case .busy: self = .busy
        case .brokenOff(let reason): self = .lost(reason)
        case .silent: self = .silent
        case .tooLarge, .stopping, .cancelled: return nil
        }
    }

    /// Nil for an answer, and for a "no" to the request itself: others would say the same.
    init?(_ head: Exchange.Head) {
        guard Self.isRefusal(head.status) else { return nil }
        let retryAfter = head.headers.first(name: "Retry-After").flatMap { Int64($0) }
        self = .refused(status: head.status, retryAfterSeconds: retryAfter)
    }

    /// 401, 402 and 403 speak of our key there; 408, 425 and 429 of the moment; 5xx, and what
    /// vendors made up around 529, of the upstream.
    private static func isRefusal(_ status: Int) -> Bool {
        switch status {
        case 401, 402, 403, 408, 425, 429, 500..<600: true
        default: false
        }
    }

    /// Whether the upstream may have done the work all the same, and want money for it.
    var mayHaveRun: Bool {
        switch self {
        case .unreachable, .busy: false
        case .lost, .silent: true
        case .refused(let status, _):
            ![401, 402, 403, 425, 429, 503, 529].contains(status)
        }
    }

    /// Whether the same upstream may do better in a moment.
    var mayPass: Bool {
        switch self {
        case .unreachable, .lost: true
        // It has had its time already.
        case .busy, .silent: false
        case .refused(let status, _): ![401, 402, 403].contains(status)
        }
    }

    /// Whether it says something about the upstream, not about us.
    var countsAgainst: Bool { self != .busy }

    enum Reason: String, CaseIterable, Sendable {
        case unreachable, busy, lost, silent
        case keyRefused = "key_refused"
        case rateLimited = "rate_limited"
        case overloaded
        case error
    }

    /// As metrics count it.
    var reason: Reason {
        switch self {
        case .unreachable: .unreachable
        case .busy: .busy
        case .lost: .lost
        case .silent: .silent
        case .refused(let status, _):
            switch status {
            case 401, 402, 403: .keyRefused
            case 429: .rateLimited
            case 503, 529: .overloaded
            default: .error
            }
        }
    }
}

extension Setback: CustomStringConvertible {
    /// For the log.
    var description: String {
        switch self {
        case .unreachable(let reason): "it cannot be reached (\(reason))"
        case .busy: "all of its connections are in use"
        case .lost(let reason): "there was no answer (\(reason))"
        case .silent: "it did not answer in time"
        case .refused(let status, _): "it answered \(status)"
        }
    }
}
