// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Pricing
import Vocabulary

extension MeteredCall {
    /// Prices a call that is counted. When there is no price for what it came to, what was held is
    /// charged: never nothing.
    func chargeCounts(_ usage: CallUsage, as id: ChargeID) -> (Settlement.Verdict, Memo) {
        do throws(PricingRefusal) {
            let counted = try terms.price.quote(usage, of: terms.measure)
            let priced = PricedCall(quote: counted.quote, usage: counted.usage)
            let reported = usage.believable ?? ReportedUsage(input: 0, output: 0)
            countCosts(of: priced, reported)
            // Pictures that were still to come are taken to have been made.
            let isGuessed = usage.isInterrupted && terms.measure.counts?.images ?? 0 > 0
            let memo = note(priced, reported, isEstimated: counted.isEstimated || isGuessed)
            return (.charge(id, counted.quote.total), memo)
        } catch {
            return chargeHeld(as: id)
        }
    }
}
