// SPDX-License-Identifier: Apache-2.0

public import JSON
import Money
import Vocabulary

extension Quote {
    /// The quote as API.md (section 3) shows it, and as a charge keeps it.
    ///
    /// `rate` is the price of one unit, so that quantity × rate = cost; `price` and `per` are how
    /// the price list states it, which is exact where a unit's price has no end (0.111 an hour).
    public var json: JSON {
        [
            "provider": .string(provider),
            "model": .string(model),
            "lines": .array(lines.map(\.json)),
            "upstreamCost": exactJSON(upstreamCost.description),
            "markup": .number(JSONNumber(markup.percent)),
            "total": .credits(total),
            "priceBook": .number(JSONNumber(priceBook)),
            "pricedAt": .string(instant.description),
            "arithmetic": .string(arithmetic),
        ]
    }

    /// The quote with the usage that it prices: all that is needed to compute it again.
    public func explained(by usage: Usage) -> JSON {
        var json = self.json.object ?? [:]
        json["usage"] = usage.json
        if !usage.dimensions.isEmpty {
            var dimensions = JSONObject()
            for (name, value) in usage.dimensions.sorted(by: { $0.key < $1.key }) {
                dimensions.append(name: name, value: .string(value))
            }
            json["dimensions"] = .object(dimensions)
        }
        return .object(json)
    }

    /// The way from the quantities to the total, for a person with a calculator.
    public var arithmetic: String {
        let products = lines.map { line in
            let divisor = line.rate.per == 1 ? "" : " / \(line.rate.per)"
            return "\(line.meter.text(of: line.quantity)) × \(line.rate.price)\(divisor)"
        }
        let sum = products.isEmpty ? "0" : products.joined(separator: " + ")
        return "(\(sum)) × \(markup.multiplier) = \(total)"
    }
}

extension Quote.Line {
    var json: JSON {
        var object: JSONObject = [
            "meter": .string(meter.name),
            "quantity": exactJSON(meter.text(of: quantity)),
            "unit": .string(meter.unit),
            "rate": exactJSON(rate.unitCost.description),
            "price": .number(JSONNumber(rate.price)),
            "per": .number(JSONNumber(rate.per)),
            "cost": exactJSON(cost.description),
        ]
        if !rate.conditions.isEmpty { object["conditions"] = .string(rate.conditions.description) }
        if !rate.source.isEmpty { object["source"] = .string(rate.source) }
        return .object(object)
    }
}
