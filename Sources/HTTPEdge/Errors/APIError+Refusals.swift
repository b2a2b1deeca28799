// SPDX-License-Identifier: Apache-2.0

public import Billing
import JSON
public import Ledger
import Money
public import Pricing

// Every refusal of the product and its status: the one place where this is decided. No `default`,
// so that a new refusal does not compile until somebody has chosen.

extension APIError {
    /// What a client is told when the rules of money refuse.
    public init(_ refusal: LedgerRefusal) {
        switch refusal {
        case .amountOutOfRange:
            self = .invalid("amount", expected: "within what an account can hold")
        case .holdNotFound: self = .notFound("hold")
        case .holdNotOpen(let status):
            self.init(
                .holdNotOpen, "The hold is not open: it is \(status.rawValue).",
                details: ["status": .string(status.rawValue)])
        case .holdLifetimeOutOfRange:
            self = .invalid(
                "expiresIn",
                expected: "in the future and at most "
                    + "\(Hold.lifetimeSecondsMax) seconds after the hold was made")
        case .chargeNotFound: self = .notFound("charge")
        case .notRefundable(let refundable):
            self.init(
                .notRefundable, "At most \(refundable) credits of this charge can be refunded.",
                details: ["refundable": .credits(refundable)])
        case .grantAlreadyExpired: self = .invalid("expiresAt", expected: "a time in the future")
        case .insufficientCredits(let required, let available):
            self = .insufficientCredits(required: required, available: available)
        }
    }

    /// What a client is told when the keeper does not take an order.
    public init(_ refusal: KeeperRefusal) {
        switch refusal {
        case .organizationNotFound: self = .notFound("organization")
        case .idempotencyConflict:
            self.init(
                .idempotencyConflict, "This Idempotency-Key was used for a different request.",
                details: ["field": "Idempotency-Key"])
        case .chargeArchived(let usage):
            self.init(
                .notRefundable,
                "This charge cannot be refunded any more: \(usage.sentence)",
                details: usage.details)
            details["refundable"] = .credits(.zero)
        case .holdArchived(let usage): self = .archived("hold", usage)
        case .overloaded:
            self = .unavailable(
                "More requests are waiting than can be served. Please try again.",
                retryAfterSeconds: 1, reason: "the keeper's queue is full")
        }
    }

    /// What a client is told when usage cannot be priced.
    public init(_ refusal: PricingRefusal) {
        switch refusal {
        case .modelNotFound, .meterHasNoRate, .noRateApplies, .dynamicPrice:
            self.init(.priceNotFound, refusal.description)
        case .ambiguousModel:
            self.init(.validationError, refusal.description, details: ["field": "provider"])
        case .malformed(let field):
            self.init(.validationError, refusal.description, details: ["field": .string(field)])
        case .unknownMeter(let name):
            self.init(
                .validationError, refusal.description, details: ["field": .string("usage." + name)])
        case .meterStatedTwice(let meter), .quantityOutOfRange(let meter),
            .quantityTooFine(let meter):
            self.init(
                .validationError, refusal.description,
                details: ["field": .string("usage.\(meter)")])
        case .contradictoryUsage(_, let whole):
            self.init(
                .validationError, refusal.description,
                details: ["field": .string("usage.\(whole)")])
        case .totalTooLarge:
            self.init(.validationError, refusal.description, details: ["field": "usage"])
        }
    }

    /// What an operator is told when prices are not changed.
    public init(_ refusal: PriceRefusal) {
        switch refusal {
        case .notFound: self = .notFound("price")
        case .alreadyDecided, .nothingToApprove: self.init(.conflict, refusal.description)
        case .busy: self = .unavailable(refusal.description, retryAfterSeconds: 1)
        case .book: self.init(.validationError, refusal.description, details: ["field": "prices"])
        }
    }

    /// What a client is told when a key is not made or changed.
    public init(_ refusal: KeyRefusal) {
        switch refusal {
        case .notFound: self = .notFound("API key")
        case .exceedsScopes(let missing):
            self.init(
                .accessDenied, "A key cannot give scopes that it does not have itself.",
                details: ["missingScopes": .array(missing.list.map { .string($0.rawValue) })])
        case .exceedsBinding:
            self.init(
                .accessDenied,
                "A key that is bound to an agent or app makes only keys that are too.")
        case .operatorMismatch:
            self = .invalid("scopes", expected: "without \"operator\" for an organization's key")
        case .noScopes: self = .invalid("scopes", expected: "at least one scope")
        case .expiryInThePast: self = .invalid("expiresAt", expected: "a time in the future")
        case .graceTooLong(let max):
            self = .invalid("graceSeconds", expected: "an integer from 0 to \(max)")
        case .revoked: self.init(.conflict, "This key was revoked.")
        case .secretMalformed:
            self = .invalid("key", expected: "8 to 256 visible ASCII characters")
        }
    }
}
