// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// Models whose price is dynamic are routers: they pick another model for each call, which the
/// answer names.
extension PriceBook {
    /// The dearest model that a router may pick, to hold a call by: of its provider, or of the
    /// whole book where that sells no other; nil when there is none.
    ///
    /// Dearest for three tokens of input to one of output, as comparisons of models have it.
    public func dearest(
        pickedBy router: PricedModel, for operation: Operation, at instant: Instant
    ) -> PricedModel? {
        let all = models.filter {
            !$0.identity.isDynamic && $0.operations.contains(operation)
        }
        let own = all.filter { $0.provider == router.provider }
        var dearest: (price: Credits, model: PricedModel)?
        for model in own.isEmpty ? all : own {
            guard let price = blendedPrice(of: model, for: operation, at: instant),
                dearest.map({ $0.price < price }) ?? true
            else { continue }
            dearest = (price, model)
        }
        return dearest?.model
    }

    /// A price to compare models by, nil for those that are not sold by the token.
    public func blendedPrice(
        of model: PricedModel, for operation: Operation, at instant: Instant
    ) -> Credits? {
        let estimate = CallEstimate(
            model: model.name, provider: model.provider, operation: operation,
            inputTokens: 3_000, outputTokens: operation == .embeddings ? 0 : 1_000, at: instant)
        do throws(PricingRefusal) {
            return try ceiling(of: estimate, markup: .none).total
        } catch {
            return nil
        }
    }

    /// The model that a router's answer names: its provider's, else anybody's who sells it; nil
    /// when the book does not know it, or it is a router again.
    public func model(_ name: String, pickedBy router: PricedModel) -> PricedModel? {
        for provider in [router.provider, nil] {
            do throws(PricingRefusal) {
                let found = try model(named: name, provider: provider)
                return found.identity.isDynamic ? nil : found
            } catch {
                continue
            }
        }
        return nil
    }

    /// The price of a usage of a model that a router picked: the model's, and what the router takes
    /// besides by its own rates.
    ///
    /// - Throws: ``PricingRefusal``, as a quote does.
    public func quote(
        _ request: QuoteRequest, pickedBy router: PricedModel, markup: Markup
    ) throws(PricingRefusal) -> Quote {
        let picked = try quote(request, markup: markup)
        guard router.hasFees else { return picked }
        var fees = request
        fees.model = router.name
        fees.provider = router.provider
        let stated = request.usage.quantities.filter { $0.meter != .upstreamCost }
        fees.usage = try Usage(
            stated + [Usage.Quantity(0, of: .upstreamCost)],
            dimensions: request.usage.dimensions)
        return try adding(try quote(fees, markup: markup), to: picked)
    }

    /// The most that a call can cost whose model a router picks.
    ///
    /// - Parameter call: Names the model that may be picked.
    /// - Throws: ``PricingRefusal``, as a quote does.
    public func ceiling(
        of call: CallEstimate, pickedBy router: PricedModel, markup: Markup
    ) throws(PricingRefusal) -> Quote {
        let picked = try ceiling(of: call, markup: markup)
        guard router.hasFees else { return picked }
        return try adding(try most(call, of: router, markup: markup), to: picked)
    }

    /// A router's fees on top of the price of the model that it picked, under that model's terms.
    private func adding(
        _ fees: Quote, to picked: Quote
    ) throws(PricingRefusal) -> Quote {
        let lines = picked.lines + fees.lines.filter { $0.meter != .upstreamCost }
        let model = try model(named: picked.model, provider: picked.provider)
        do throws(AmountOverflow) {
            return try sum(
                lines, of: model, markup: picked.markup, unmatched: picked.unmatched,
                at: picked.instant)
        } catch {
            throw .totalTooLarge
        }
    }
}

extension PricedModel {
    /// Whether it takes anything on top of what the upstream states.
    fileprivate var hasFees: Bool { rates.contains { $0.meter != .upstreamCost } }
}
