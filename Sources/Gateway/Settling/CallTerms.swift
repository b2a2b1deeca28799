// SPDX-License-Identifier: Apache-2.0

import Billing
import Money
import Pricing
import Vocabulary

/// Who pays for a call, by which prices, and how large it may become: what is known of it before it
/// runs and does not change.
struct CallTerms: Sendable {
    let organization: OrganizationID
    let caller: Caller
    let price: CallPrice
    let measure: CallMeasure
    /// By which the client and the logs know the call.
    let requestID: String
    /// Output tokens that a hold covers ahead, all choices together.
    let sliceTokens: Int64

    init(
        _ request: ModelRequest, organization: OrganizationID, caller: Caller, price: CallPrice,
        requestID: String, holds: GatewayHolds
    ) {
        self.organization = organization
        self.requestID = requestID
        self.caller = caller
        self.price = price
        measure = request.measure
        let slice = request.isStreamed ? holds.sliceTokens : holds.wholeAnswerTokens
        sliceTokens = slice * (request.measure.output?.choices ?? 0)
    }

    /// How many output tokens a hold covers when `tokens` have come: a slice more, never more than
    /// the call may write.
    func covered(after tokens: Int64) -> Int64 {
        guard let output = measure.output else { return 0 }
        return min(tokens + sliceTokens, output.tokensMax ?? .max)
    }

    /// Whether a hold for `tokens` is all that the call can ever need.
    func isAll(_ tokens: Int64) -> Bool {
        guard let output = measure.output else { return true }
        return tokens >= output.tokensMax ?? .max
    }

    /// The most that the call can cost with so much output; nothing where nothing is charged.
    ///
    /// - Parameter known: The prices, once more is known of them than when the call came in.
    func ceiling(
        output: Int64, by known: CallPrice? = nil
    ) throws(PricingRefusal) -> Credits {
        guard price.operation.isCharged else { return .zero }
        if let ceiling = try price.ceilingOfCounts(measure) { return ceiling }
        return try (known ?? price).ceiling(of: measure, output: output)
    }

    /// What the books keep beside the hold and the charge.
    func memo(_ pricing: PricedUsage? = nil) -> Memo {
        Memo(
            description: "\(price.operation.name) \(price.model.name)", key: caller.keyID,
            agent: caller.agentID, app: caller.appID,
            request: requestID, pricing: pricing)
    }
}
