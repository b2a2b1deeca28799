// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import JSON

/// What is left to a caller, as far as anything limits it.
struct LimitStanding: Hashable, Sendable {
    var requests: LimitGauge?
    var tokens: LimitGauge?

    /// Takes over what is scarcer there.
    mutating func add(_ other: LimitStanding) {
        requests = Self.scarcer(requests, other.requests)
        tokens = Self.scarcer(tokens, other.tokens)
    }

    private static func scarcer(_ one: LimitGauge?, _ other: LimitGauge?) -> LimitGauge? {
        guard let one, let other else { return one ?? other }
        return other.remaining < one.remaining ? other : one
    }

    /// As the IETF's draft names them, and as OpenAI's clients read them.
    func write(to headers: inout HTTPFields) {
        if let requests {
            headers[.rateLimitLimit] = String(requests.limit)
            headers[.rateLimitRemaining] = String(requests.remaining)
            headers[.rateLimitReset] = String(requests.resetSeconds)
            headers[.xRateLimitLimitRequests] = String(requests.limit)
            headers[.xRateLimitRemainingRequests] = String(requests.remaining)
            headers[.xRateLimitResetRequests] = "\(requests.resetSeconds)s"
        }
        if let tokens {
            headers[.xRateLimitLimitTokens] = String(tokens.limit)
            headers[.xRateLimitRemainingTokens] = String(tokens.remaining)
            headers[.xRateLimitResetTokens] = "\(tokens.resetSeconds)s"
        }
    }
}

/// Why a call may not begin now.
struct LimitRefusal: Error, Hashable {
    enum Kind: String, CaseIterable, Sendable {
        case requests
        case tokens
        case concurrency
    }

    let kind: Kind
    let limit: Int64
    /// Of the key alone, else of all keys of its organization.
    let isOfKey: Bool
    let retryAfterSeconds: UInt64
    let standing: LimitStanding
}

extension APIError {
    /// 429 that says which limit was met, and when to come back.
    init(_ refusal: LimitRefusal) {
        let who = refusal.isOfKey ? "This key" : "This organization"
        let what =
            switch refusal.kind {
            case .requests: "may make \(refusal.limit) calls a minute"
            case .tokens: "may use \(refusal.limit) tokens a minute"
            case .concurrency: "may run \(refusal.limit) calls at the same time"
            }
        self.init(
            .rateLimitExceeded,
            "\(who) \(what). Please try again in \(refusal.retryAfterSeconds) s.",
            details: [
                "limitedBy": .string(refusal.isOfKey ? "key" : "organization"),
                "kind": .string(refusal.kind.rawValue),
                "limit": .number(JSONNumber(refusal.limit)),
            ])
        refusal.standing.write(to: &headers)
        headers[.retryAfter] = String(refusal.retryAfterSeconds)
    }
}
