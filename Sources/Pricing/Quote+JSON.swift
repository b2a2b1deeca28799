// SPDX-License-Identifier: Apache-2.0

public import JSON
public import Money
import Vocabulary

extension Quote {
    /// The quote as API.md (section 3) shows it, and as a charge keeps it.
    ///
    /// `rate` is the price of one unit, so that quantity × rate = cost; `price` and `per` are how
    /// the price list states it, which is exact where a unit's price has no end (0.111 an hour).
    public var json: JSON {
        var object: JSONObject = [
            "provider": .string(provider),
            "model": .string(model),
            "lines": .array(lines.map(\.json)),
            "upstreamCost": exactJSON(upstreamCost.description),
            "markup": .number(JSONNumber(markup.percent)),
        ]
        if let minimumCharge { object["minimumCharge"] = .credits(minimumCharge) }
        object["total"] = .credits(total)
        if !unmatched.isEmpty {
            object["unmatched"] = .object(members(unmatched.map { ($0.name, $0.value) }))
        }
        object["priceBook"] = .number(JSONNumber(priceBook))
        object["pricedAt"] = .string(instant.description)
        object["arithmetic"] = .string(arithmetic)
        return .object(object)
    }

    /// The quote with the usage that it prices: all that is needed to compute it again.
    ///
    /// - Parameter reportedCost: What the upstream itself says that it takes, if it does.
    public func explained(by usage: Usage, upstreamReports reportedCost: Credits? = nil) -> JSON {
        var json = self.json.object ?? [:]
        json["usage"] = usage.json
        if !usage.dimensions.isEmpty {
            let dimensions = usage.dimensions.sorted { $0.key < $1.key }
            json["dimensions"] = .object(members(dimensions.map { ($0.key, $0.value) }))
        }
        if let reportedCost { json["upstreamReportedCost"] = .credits(reportedCost) }
        return .object(json)
    }

    /// The way from the quantities to the total, for a person with a calculator.
    public var arithmetic: String {
        let products = lines.map { line in
            let divisor = line.rate.per == 1 ? "" : " / \(line.rate.per)"
            return "\(line.meter.text(of: line.quantity)) × \(line.rate.price)\(divisor)"
        }
        let sum = products.isEmpty ? "0" : products.joined(separator: " + ")
        let price = "(\(sum)) × \(markup.multiplier)"
        return minimumCharge.map { "max(\(price), \($0)) = \(total)" } ?? "\(price) = \(total)"
    }

    private func members(_ texts: [(String, String)]) -> JSONObject {
        var object = JSONObject()
        for (name, text) in texts { object.append(name: name, value: .string(text)) }
        return object
    }
}

extension Quote.Line {
    var json: JSON {
        var object: JSONObject = [
            "meter": .string(meter.name),
            "quantity": exactJSON(meter.text(of: quantity)),
        ]
        if counted != quantity { object["counted"] = exactJSON(meter.text(of: counted)) }
        object["unit"] = .string(meter.unit)
        if let unitCost = rate.unitCost { object["rate"] = exactJSON(unitCost.description) }
        object["price"] = .number(JSONNumber(rate.price))
        object["per"] = .number(JSONNumber(rate.per))
        object["cost"] = exactJSON(cost.description)
        if !rate.conditions.isEmpty { object["conditions"] = .string(rate.conditions.description) }
        if !rate.source.isEmpty { object["source"] = .string(rate.source) }
        return .object(object)
    }
}
