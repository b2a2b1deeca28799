// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import Money
import Pricing

extension Gateway {
    /// 402 that a program can act on by itself: what is missing, what the available credits would
    /// buy of this call, and which models would answer it for them.
    ///
    /// Only a refused call pays for the reckoning. The edge adds where more credits are sold.
    func shortfall(_ terms: CallTerms, required: Credits, available: Credits) -> APIError {
        var error = APIError.insufficientCredits(required: required, available: available)
        error.details["affordable"] = Affordable(terms, for: available)?.json
        error.details["cheaperModels"] = .array(cheaperModels(for: terms, within: available))
        return error
    }

    /// The models told to a client, and those looked at for them: of models that are not sold by
    /// the token the cheapest is known only when all are looked at.
    private static let (cheaperMax, lookedAtMax, countedMax) = (5, 64, 1_000)

    private func cheaperModels(for terms: CallTerms, within available: Credits) -> [JSON] {
        let (book, operation) = (terms.price.book, terms.price.operation)
        let candidates = cheaperModels.models(for: operation, in: book, at: terms.price.instant) {
            !self.candidates(for: $0, asked: $0.name, operation).isEmpty
        }
        let isCounted = terms.measure.counts != nil
        let capable = candidates.lazy
            .filter { $0.isCapable(of: terms) && self.serves($0, for: terms) }
            .prefix(isCounted ? Self.countedMax : Self.lookedAtMax)
        var found: [(price: Credits, name: String)] = []
        for model in capable where isCounted || found.count < Self.cheaperMax {
            guard let price = price(of: terms, with: model), price <= available,
                price.isPositive || isNamed(model, operation)
            else { continue }
            found.append((price, name(of: model, in: book)))
        }
        return found.sorted { $0.price < $1.price }.prefix(Self.cheaperMax).map { price, name in
            ["model": .string(name), "price": .credits(price)]
        }
    }

    /// Whether an upstream that is well takes such a call of the model, and will know it: one that
    /// is asked for whatever comes is taken to sell what the provider does whose model was asked.
    private func serves(_ model: PricedModel, for terms: CallTerms) -> Bool {
        let operation = terms.price.operation
        return (model.provider == terms.price.model.provider || isNamed(model, operation))
            && candidates(for: model, asked: model.name, operation)
                .contains { !$0.upstream.isAside }
    }

    /// Whether the configuration says which upstream has the model. Of others a price of nothing is
    /// no offer: lists have it for models that are experiments, or are no more.
    private func isNamed(_ model: PricedModel, _ operation: ModelOperation) -> Bool {
        // `openai/gpt-oss-20b` is OpenRouter's name of a model: who has `openai/*` is not meant.
        let asked = model.name.contains("/") ? model.qualifiedName : model.name
        let name = AskedModel(asked: asked, priced: model.qualifiedName)
        return model.provider == Self.sandboxProvider || upstreams.name(name, operation.path)
    }

    /// What the call would have to hold with another model, nil when that has no price for it.
    private func price(of terms: CallTerms, with model: PricedModel) -> Credits? {
        let operation = terms.price.operation.priced
        guard terms.measure.counts == nil else { return countedPrice(of: terms, with: model) }
        let estimate = CallEstimate(
            model: model.name, provider: model.provider, operation: operation,
            inputTokens: terms.measure.inputCeiling, outputTokens: terms.covered(after: 0),
            at: terms.price.instant)
        let markup = markup(
            of: model, for: operation, organization: terms.organization, at: terms.price.instant)
        do throws(PricingRefusal) {
            return try terms.price.book.ceiling(of: estimate, markup: markup).total
        } catch {
            return nil
        }
    }
}

extension Gateway {
    private func countedPrice(of terms: CallTerms, with model: PricedModel) -> Credits? {
        let operation = terms.price.operation
        let price = CallPrice(
            book: terms.price.book, model: model, operation: operation,
            markup: markup(
                of: model, for: operation.priced, organization: terms.organization,
                at: terms.price.instant),
            instant: terms.price.instant)
        do throws(PricingRefusal) {
            return try price.ceilingOfCounts(terms.measure)
        } catch {
            return nil
        }
    }
}

extension PricedModel {
    /// Whether it could answer the call, as far as its listing tells.
    fileprivate func isCapable(of terms: CallTerms) -> Bool {
        let asked = terms.price.model
        // The sandbox's models answer nothing: they are no substitute for any other.
        let sandbox = Gateway.sandboxProvider
        guard self !== asked, (provider == sandbox) == (asked.provider == sandbox) else {
            return false
        }
        let output = terms.measure.output?.tokensMax ?? 1
        return contextWindow.map { terms.measure.inputTokens + output <= $0 } ?? true
            && maxOutputTokens.map { output <= $0 } ?? true
            && identity.deprecatedOn.map { $0 > terms.price.instant } ?? true
    }
}
