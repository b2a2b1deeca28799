// SPDX-License-Identifier: Apache-2.0

import Billing
import Money
import NIOCore
import Pricing
import Vocabulary

/// Who pays for a call, by which prices, and how large it may become: what is known of it before it
/// runs and does not change.
struct CallTerms: Sendable {
    let organization: OrganizationID
    let caller: Caller
    let price: CallPrice
    /// Counted here; charged only where no upstream reports better.
    let inputTokens: Int64
    /// What the input is held for.
    let inputCeiling: Int64
    let choices: Int64
    /// The most that all choices together may write; nil when the client names no limit.
    let outputTokensMax: Int64?
    /// What a hold covers ahead, all choices together.
    let sliceTokens: Int64

    init(
        _ request: ModelRequest, organization: OrganizationID, caller: Caller, price: CallPrice,
        holds: GatewayHolds
    ) {
        self.organization = organization
        self.caller = caller
        self.price = price
        inputTokens = request.inputTokens
        inputCeiling = TokenEstimate.ceiling(
            ofInput: request.inputTokens, bytes: request.body.readableBytes)
        choices = request.choices
        outputTokensMax = request.outputTokensMax.map { $0 * request.choices }
        let slice = request.isStreamed ? holds.sliceTokens : holds.wholeAnswerTokens
        sliceTokens = slice * request.choices
    }

    /// How many output tokens a hold covers when `tokens` have come: a slice more, never more than
    /// the call may write.
    func covered(after tokens: Int64) -> Int64 {
        guard price.operation.hasOutput else { return 0 }
        return min(tokens + sliceTokens, outputTokensMax ?? .max)
    }

    /// The most that the call can cost with so much output.
    func ceiling(output: Int64) throws(PricingRefusal) -> Credits {
        try price.ceiling(input: inputCeiling, output: output)
    }

    /// What the books keep beside the hold and the charge.
    func memo(_ pricing: PricedUsage? = nil) -> Memo {
        Memo(
            description: "\(price.operation.name) \(price.model.name)", key: caller.keyID,
            agent: caller.agentID, app: caller.appID, pricing: pricing)
    }
}
