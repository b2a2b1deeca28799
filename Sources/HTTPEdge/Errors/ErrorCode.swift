// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes

/// What went wrong, for programs. A code's text is part of the contract: it never changes and is
/// never used for anything else.
public enum ErrorCode: String, Sendable, CaseIterable {
    case validationError = "validation_error"
    case autoTopUpDisabled = "auto_top_up_disabled"
    case paymentMethodRequired = "payment_method_required"
    case authenticationRequired = "authentication_required"
    case insufficientCredits = "insufficient_credits"
    case budgetExceeded = "budget_exceeded"
    case paymentRequired = "payment_required"
    case accessDenied = "access_denied"
    case paused
    case resourceNotFound = "resource_not_found"
    case priceNotFound = "price_not_found"
    case methodNotAllowed = "method_not_allowed"
    case idempotencyConflict = "idempotency_conflict"
    case conflict
    case holdNotOpen = "hold_not_open"
    case notRefundable = "not_refundable"
    case payloadTooLarge = "payload_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case rateLimitExceeded = "rate_limit_exceeded"
    case internalError = "internal_error"
    case providerError = "provider_error"
    case unavailable

    public var status: HTTPResponse.Status {
        switch self {
        case .validationError, .autoTopUpDisabled, .paymentMethodRequired: .badRequest
        case .authenticationRequired: .unauthorized
        case .insufficientCredits, .budgetExceeded, .paymentRequired: .paymentRequired
        case .accessDenied, .paused: .forbidden
        case .resourceNotFound, .priceNotFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .idempotencyConflict, .conflict, .holdNotOpen, .notRefundable: .conflict
        case .payloadTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .rateLimitExceeded: .tooManyRequests
        case .internalError: .internalServerError
        case .providerError: .badGateway
        case .unavailable: .serviceUnavailable
        }
    }
}

extension HTTPResponse.Status {
    /// 402; HTTPTypes leaves it out.
    public static let paymentRequired = Self(code: 402, reasonPhrase: "Payment Required")
}
