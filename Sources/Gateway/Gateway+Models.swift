// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import JSON
import Money
import Pricing
import Vocabulary

extension Gateway {
    /// What can be called now, in OpenAI's shape and with prices.
    ///
    /// - Parameter organization: Whose markups to show; nil for those of everybody.
    func models(for organization: OrganizationID?) -> JSON {
        let book = shelf.book
        let callable = book.models.filter(isCallable)
        let list = callable.map { json($0, in: book, for: organization) }
        return ["object": "list", "data": .array(list)]
    }

    /// - Throws: 404 when the model cannot be called.
    func model(named name: String, for organization: OrganizationID?) throws -> JSON {
        let book = shelf.book
        let model = try find(name, in: book)
        guard isCallable(model) else {
            throw APIError.notCallable(name, hasUpstreams: !upstreams.isEmpty)
        }
        return json(model, in: book, for: organization)
    }

    /// What goes on top of a model's rates for an organization.
    func markup(
        of model: PricedModel, for operation: Pricing.Operation?, organization: OrganizationID?,
        at now: Instant
    ) -> Markup {
        guard model.takesMarkup else { return .none }
        let call = MarkupTable.Call(
            organization: organization?.description, provider: model.provider, model: model.name,
            operation: operation)
        return shelf.markups.markup(for: call, at: now)
    }

    /// - Throws: 404 when the book has no such model, 400 when the name is ambiguous.
    func find(_ name: String, in book: PriceBook) throws(APIError) -> PricedModel {
        do throws(PricingRefusal) {
            return try book.model(named: name)
        } catch {
            var refusal = APIError(error)
            refusal.details["field"] = "model"
            throw refusal
        }
    }

    func isCallable(_ model: PricedModel) -> Bool {
        ModelOperation.allCases.contains { operation in
            model.operations.contains(operation.priced)
                && !candidates(for: model, asked: model.name, operation).isEmpty
        }
    }

    private func json(
        _ model: PricedModel, in book: PriceBook, for organization: OrganizationID?
    ) -> JSON {
        var json: JSONObject = [
            "id": .string(name(of: model, in: book)), "object": "model", "created": 0,
            "owned_by": .string(model.vendor), "pricing": pricing(of: model, for: organization),
        ]
        if let window = model.contextWindow {
            json["context_window"] = .number(JSONNumber(window))
        }
        if let limit = model.maxOutputTokens {
            json["max_output_tokens"] = .number(JSONNumber(limit))
        }
        return .object(json)
    }

    /// The short name where it is clear who is meant.
    func name(of model: PricedModel, in book: PriceBook) -> String {
        do throws(PricingRefusal) {
            let meant = try book.model(named: model.name)
            return meant.provider == model.provider ? model.name : model.qualifiedName
        } catch {
            return model.qualifiedName
        }
    }

    /// The rates as they are listed, before the markup that stands beside them.
    private func pricing(of model: PricedModel, for organization: OrganizationID?) -> JSON {
        let now = house.clock.now
        let rates = model.rates.filter { $0.validity.contains(now) }.map { rate -> JSON in
            var json: JSONObject = [
                "meter": .string(rate.meter.name), "price": .number(JSONNumber(rate.price)),
                "per": .number(JSONNumber(rate.per)), "unit": .string(rate.meter.unit),
            ]
            if !rate.conditions.isEmpty {
                json["conditions"] = .string(rate.conditions.description)
            }
            return .object(json)
        }
        let markup = markup(
            of: model, for: model.operations.first, organization: organization, at: now)
        return [
            "currency": "USD", "markup": .number(JSONNumber(markup.percent)),
            "rates": .array(rates),
        ]
    }
}
