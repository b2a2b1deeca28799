// SPDX-License-Identifier: Apache-2.0

public import Billing
public import HTTPTypes
public import JSON
public import Money
import Vocabulary

/// A refusal or failure as a client sees it. Which JSON it becomes depends on the route.
public struct APIError: Error, Sendable {
    public let code: ErrorCode
    /// A sentence for a person.
    public var message: String
    public var details: JSONObject
    public var headers: HTTPFields = [:]
    /// How much the request wants; each 402 has it at the top level.
    public var requiredCredits: Credits?
    /// Members beside the error, at the top level: the terms of an x402 payment.
    public var terms = JSONObject()
    /// What happened inside: for the log under the request's id, never for the client.
    public var reason: String?

    public init(
        _ code: ErrorCode, _ message: String, details: JSONObject = [:], reason: String? = nil
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.reason = reason
    }

    public var status: HTTPResponse.Status { code.status }
}

extension APIError {
    /// 400 that names the field and says what belongs there.
    ///
    /// - Parameter expected: Continues "must be": `an amount above 0`.
    public static func invalid(_ field: String, expected: String) -> APIError {
        APIError(
            .validationError, "\(field) must be \(expected).",
            details: ["field": .string(field), "expected": .string(expected)])
    }

    /// 401. What is wrong with the credentials is told only as far as it helps an honest caller.
    public static func authenticationRequired(_ message: String, isKeyWrong: Bool) -> APIError {
        var error = APIError(.authenticationRequired, message)
        error.headers[.wwwAuthenticate] =
            isKeyWrong
            ? #"Bearer realm="florin", error="invalid_token""# : #"Bearer realm="florin""#
        return error
    }

    /// 403 for a key without the scope that a route wants.
    public static func scopeRequired(_ scope: Scope) -> APIError {
        APIError(
            .accessDenied, "This key does not have the scope \"\(scope.rawValue)\".",
            details: ["requiredScope": .string(scope.rawValue)])
    }

    /// 404; also for what belongs to another organization.
    public static func notFound(_ what: String) -> APIError {
        APIError(.resourceNotFound, "There is no such \(what).")
    }

    /// 404 for what may have been archived: whether it ever was cannot be told any more.
    public static func archived(_ what: String, _ usage: ClosedUsage) -> APIError {
        APIError(
            .resourceNotFound, "There is no such \(what) here: \(usage.sentence)",
            details: usage.details)
    }

    /// 503: the same request may succeed later, under the same idempotency key.
    public static func unavailable(
        _ message: String = "The service cannot do this right now. Please try again.",
        retryAfterSeconds: Int, reason: String? = nil
    ) -> APIError {
        var error = APIError(.unavailable, message, reason: reason)
        error.headers[.retryAfter] = String(retryAfterSeconds)
        return error
    }

    /// 402 that a program can act on.
    ///
    /// The edge adds where a person pays.
    public static func insufficientCredits(
        required: Credits, available: Credits
    ) -> APIError {
        let missing = Int128(required.nanocredits) - Int128(available.nanocredits)
        let shortfall = Credits(nanocredits: Int64(clamping: max(0, missing)))
        var error = APIError(
            .insufficientCredits,
            "This needs \(required) credits, and \(available) are available.",
            details: [
                "required": .credits(required), "available": .credits(available),
                "shortfall": .credits(shortfall),
            ])
        error.requiredCredits = required
        return error
    }
}

extension ClosedUsage {
    var sentence: String { "usage before \(before.day) was archived on \(closedAt.day)." }

    var details: JSONObject {
        [
            "archivedBefore": .string(before.description),
            "archivedAt": .string(closedAt.description),
        ]
    }
}
