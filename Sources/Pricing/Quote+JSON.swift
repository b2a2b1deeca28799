// SPDX-License-Identifier: Apache-2.0

public import JSON
public import Money
import Vocabulary

extension Quote {
    /// The quote as API.md (section 3) shows it, and as a charge keeps it.
    ///
    /// `rate` is the price of one unit, so that quantity × rate = cost; `price` and `per` are how
    /// the price list states it, which is exact where a unit's price has no end (0.111 an hour).
    public var json: JSON { Self.json(text { _ in }) }

    /// The quote with the usage that it prices: all that is needed to compute it again.
    public func explained(by usage: Usage) -> JSON { Self.json(explanation(of: usage)) }

    /// ``explained(by:)`` as text, which is what a charge keeps.
    ///
    /// - Parameter reportedCost: What the upstream itself says that it takes, if it does.
    public func explanation(
        of usage: Usage, upstreamReports reportedCost: Credits? = nil
    ) -> String {
        text { text in
            text.name("usage")
            usage.write(to: &text)
            if !usage.dimensions.isEmpty {
                let dimensions = usage.dimensions.sorted { $0.key < $1.key }
                text.members("dimensions", dimensions.map { ($0.key, $0.value) })
            }
            if let reportedCost { text.member("upstreamReportedCost", JSONNumber(reportedCost)) }
        }
    }

    private static func json(_ text: String) -> JSON {
        do {
            return try JSON(parsing: text.utf8)
        } catch {
            preconditionFailure("the text of a quote is no JSON: \(error)")
        }
    }

    private func text(_ more: (inout JSONWriter) -> Void) -> String {
        var text = JSONWriter(capacity: 1_024)
        text.object { text in
            writeMembers(to: &text)
            more(&text)
        }
        return text.text
    }

    private func writeMembers(to text: inout JSONWriter) {
        text.member("provider", provider)
        text.member("model", model)
        text.name("lines")
        text.array { text in
            for line in lines { line.write(to: &text) }
        }
        text.exactMember("upstreamCost", upstreamCost.description)
        text.member("markup", JSONNumber(markup.percent))
        if let minimumCharge { text.member("minimumCharge", JSONNumber(minimumCharge)) }
        text.member("total", JSONNumber(total))
        if !unmatched.isEmpty {
            text.members("unmatched", unmatched.map { ($0.name, $0.value) })
        }
        text.member("priceBook", JSONNumber(priceBook))
        text.member("pricedAt", instant.description)
        text.member("arithmetic", arithmetic)
    }

    /// The way from the quantities to the total, for a person with a calculator.
    public var arithmetic: String {
        var text = minimumCharge == nil ? "(" : "max(("
        if lines.isEmpty { text += "0" }
        for (index, line) in lines.enumerated() {
            if index > 0 { text += " + " }
            text += line.meter.text(of: line.quantity)
            text += " × "
            text += line.rate.price.description
            if line.rate.per != 1 {
                text += " / "
                text += String(line.rate.per)
            }
        }
        text += ") × "
        text += markup.multiplier.description
        if let minimumCharge { text += ", \(minimumCharge))" }
        text += " = "
        text += total.description
        return text
    }
}

extension Quote.Line {
    fileprivate func write(to text: inout JSONWriter) {
        text.object { text in
            text.member("meter", meter.name)
            text.exactMember("quantity", meter.text(of: quantity))
            if counted != quantity { text.exactMember("counted", meter.text(of: counted)) }
            text.member("unit", meter.unit)
            if let unitCost = rate.unitCost { text.exactMember("rate", unitCost.description) }
            text.member("price", JSONNumber(rate.price))
            text.member("per", JSONNumber(rate.per))
            text.exactMember("cost", cost.description)
            if !rate.conditions.isEmpty {
                text.member("conditions", rate.conditions.description)
            }
            if !rate.source.isEmpty { text.member("source", rate.source) }
        }
    }
}

extension Usage {
    /// Writes the stated quantities, in units.
    fileprivate func write(to text: inout JSONWriter) {
        text.object { text in
            for quantity in quantities {
                text.name(of: quantity.meter.name)
                text.exact(quantity.meter.text(of: quantity.count))
            }
        }
    }
}

extension JSONWriter {
    /// A number by the text that we made; a fraction that even 38 digits do not hold stays text.
    fileprivate mutating func exact(_ text: String) {
        if let number = JSONNumber(plain: text) { self.number(number) } else { string(text) }
    }

    fileprivate mutating func exactMember(_ name: StaticString, _ text: String) {
        self.name(name)
        exact(text)
    }

    fileprivate mutating func members(_ name: StaticString, _ members: [(String, String)]) {
        self.name(name)
        object { text in
            for (name, value) in members {
                text.name(of: name)
                text.string(value)
            }
        }
    }
}
