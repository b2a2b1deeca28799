// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import Ledger
import Logging
import Money
import Pricing
import Vocabulary

extension MeteredCall {
    /// Prices a usage. What the prices do not cover in detail is charged as plain tokens, and when
    /// there is no price even for those, what was held is charged: never nothing.
    func charge(_ usage: CallUsage) -> (Settlement.Verdict, Memo) {
        let id: ChargeID = house.ids.make()
        if terms.measure.counts != nil { return chargeCounts(usage, as: id) }
        let price = price.answered(by: usage.model)
        if let priced = chargeReported(usage, by: price, as: id) { return priced }
        let estimated = usage.estimated(input: terms.measure.inputTokens)
        for candidate in [estimated, estimated.withoutParts] {
            do throws(PricingRefusal) {
                var priced = try price.quote(
                    candidate, of: terms.measure, servedIn: usage.serviceTier)
                priced.isEstimated = true
                return (.charge(id, priced.quote.total), note(priced, candidate))
            } catch {
                continue
            }
        }
        return chargeHeld(as: id)
    }

    /// - Returns: Nil when the upstream reported nothing that can be charged by.
    private func chargeReported(
        _ usage: CallUsage, by price: CallPrice, as id: ChargeID
    ) -> (Settlement.Verdict, Memo)? {
        if let fault = usage.reportFault, !usage.isInterrupted { note(fault) }
        guard let reported = usage.believable else { return nil }
        do throws(PricingRefusal) {
            let priced = try price.quote(
                reported, of: terms.measure, servedIn: usage.serviceTier)
            countCosts(of: priced, reported)
            return (.charge(id, priced.quote.total), note(priced, reported))
        } catch {
            note(ReportFault(error))
            return nil
        }
    }

    /// Without a price for what was used, what was held is charged.
    func chargeHeld(as id: ChargeID) -> (Settlement.Verdict, Memo) {
        house.metrics.estimated.add(1)
        return (.charge(id, held), terms.memo())
    }

    func note(_ priced: PricedCall, _ reported: ReportedUsage) -> Memo {
        let (quote, usage, isEstimated) = (priced.quote, priced.usage, priced.isEstimated)
        permit?.used(by: usage)
        record?.priced(usage, quote, isEstimated: isEstimated)
        house.metrics.inputTokens.add(UInt64(usage.count(of: .inputTokens) ?? 0))
        house.metrics.outputTokens.add(UInt64(usage.count(of: .outputTokens) ?? 0))
        if isEstimated { house.metrics.estimated.add(1) }
        return terms.memo(
            PricedUsage(
                quote, of: usage, for: terms.price.operation, isEstimated: isEstimated,
                upstreamReports: reported.upstreamCost.map(Credits.init(nanocredits:))))
    }

    /// Tells the operator of a report that cannot be charged by: the provider bills by something.
    func note(_ fault: ReportFault) {
        house.metrics.count(fault)
        house.logger.warning(
            "The upstream's report of usage is \(fault.rawValue); it is not charged by.",
            metadata: [
                "request": "\(terms.requestID)", "model": "\(terms.price.model.qualifiedName)",
            ])
    }

    /// What the upstream says it takes, beside what our prices say it takes.
    func countCosts(of priced: PricedCall, _ reported: ReportedUsage) {
        guard let theirs = reported.upstreamCost else { return }
        do {
            let ours = try priced.quote.upstreamCost.rounded().nanocredits
            house.metrics.costsReported.add(UInt64(max(0, theirs)))
            house.metrics.costsExpected.add(UInt64(max(0, ours)))
        } catch {
            // More than can be money: the charge itself was refused before.
        }
    }
}

extension PricedUsage {
    /// What the books keep of a quote.
    ///
    /// - Parameter cost: What the upstream itself says that it takes.
    init(
        _ quote: Quote, of usage: Usage, for operation: ModelOperation, isEstimated: Bool,
        upstreamReports cost: Credits? = nil
    ) {
        self.init(
            provider: quote.provider, model: quote.model, operation: operation.priced.rawValue,
            priceBook: quote.priceBook, isEstimated: isEstimated,
            quote: quote.explanation(of: usage, upstreamReports: cost))
    }
}
