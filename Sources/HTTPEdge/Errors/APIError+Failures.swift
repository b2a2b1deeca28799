// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPTypes
import Hummingbird
import Ledger
import Pricing

extension APIError {
    /// What a client is told of any error.
    ///
    /// Ours pass; a database that will be back is a 503; Hummingbird's keep their status. The rest
    /// is a bug or a broken machine, of which nothing leaks.
    public init(_ error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let refusal as LedgerRefusal: self.init(refusal)
        case let refusal as KeeperRefusal: self.init(refusal)
        case let refusal as PricingRefusal: self.init(refusal)
        case let refusal as KeyRefusal: self.init(refusal)
        case let refusal as PriceRefusal: self.init(refusal)
        case is CancellationError:
            self = .unavailable(retryAfterSeconds: 1, reason: "the request was cancelled")
        case let error as any HTTPResponseError:
            self.init(status: error.status, reason: "\(error)")
        default:
            if let outage = Outage(error), outage.isOutcomeUnknown {
                self = .unavailable(
                    "It is unknown whether this was done. Repeat it with the same Idempotency-Key; "
                        + "without one, look first.",
                    retryAfterSeconds: outage.retryAfterSeconds, reason: outage.reason)
            } else if let outage = Outage(error) {
                self = .unavailable(
                    retryAfterSeconds: outage.retryAfterSeconds, reason: outage.reason)
            } else {
                self = .internalError(reason: "\(error)")
            }
        }
    }

    /// 500: a bug, or a machine that is broken. The reason goes to the log.
    public static func internalError(reason: String) -> APIError {
        APIError(.internalError, "Something went wrong on our side.", reason: reason)
    }

    private init(status: HTTPResponse.Status, reason: String) {
        switch status.code {
        case 404: self = .notFound("route")
        case 413: self = APIError(.payloadTooLarge, "The request is too large.")
        case 400..<500: self = APIError(.validationError, "The request could not be read.")
        default: self = .internalError(reason: reason)
        }
    }
}
