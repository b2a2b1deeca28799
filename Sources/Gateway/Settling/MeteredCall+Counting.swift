// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Pricing
import Vocabulary

extension MeteredCall {
    /// Prices a call that is counted, by its counts alone where its report contradicts itself. When
    /// there is no price for what it came to, what was held is charged: never nothing.
    func chargeCounts(_ usage: CallUsage, as id: ChargeID) -> (Settlement.Verdict, Memo) {
        do throws(PricingRefusal) {
            return try charge(usage, as: id)
        } catch .contradictoryUsage where usage.reported != nil {
            note(.contradictory)
            var counted = usage
            counted.reported = nil
            return chargeCounts(counted, as: id)
        } catch {
            return chargeHeld(as: id)
        }
    }

    private func charge(
        _ usage: CallUsage, as id: ChargeID
    ) throws(PricingRefusal) -> (Settlement.Verdict, Memo) {
        var priced = try terms.price.quote(usage, of: terms.measure)
        // Pictures that were still to come are taken to have been made.
        if usage.isInterrupted, terms.measure.counts?.images ?? 0 > 0 {
            priced.isEstimated = true
        }
        let reported = usage.believable ?? ReportedUsage(input: 0, output: 0)
        countCosts(of: priced, reported)
        return (.charge(id, priced.quote.total), note(priced, reported))
    }
}
