// SPDX-License-Identifier: Apache-2.0

public import JSON
import Money

extension Usage {
    /// Reads the `usage` and `dimensions` of a request: `{"input_tokens": 1000}`,
    /// `{"size": "1024x1024", "audio": true}`.
    ///
    /// Quantities are numbers, or decimal text, in units (12.5 seconds); dimensions are text,
    /// numbers or booleans.
    /// - Throws: ``PricingRefusal``; ``PricingRefusal/malformed(_:)`` names what is no quantity, or
    ///   no dimension.
    public init(_ usage: JSON, dimensions: JSON? = nil) throws(PricingRefusal) {
        guard let members = usage.object?.members else { throw .malformed("usage") }
        var quantities: [Quantity] = []
        quantities.reserveCapacity(members.count)
        for (name, value) in members {
            let unit = try Meter.Unit(name: name)
            quantities.append(Quantity(try Usage.count(value, of: unit), of: unit.meter))
        }
        try self.init(quantities, dimensions: try Usage.dimensions(dimensions ?? .null))
    }

    /// The stated quantities, in units.
    public var json: JSON {
        var object = JSONObject()
        for quantity in quantities {
            object.append(
                name: quantity.meter.name,
                value: exactJSON(quantity.meter.text(of: quantity.count)))
        }
        return .object(object)
    }

    private static func count(_ value: JSON, of unit: Meter.Unit) throws(PricingRefusal) -> Int64 {
        // The usual quantity is a whole number of tokens, which needs no decimal arithmetic.
        if unit.parts == 1, let count = value.int64 { return count }
        let meter = unit.meter
        guard let text = value.number?.text ?? value.string else {
            throw .malformed("usage.\(meter)")
        }
        let decimal: ExactDecimal
        do throws(DecimalRefusal) {
            decimal = try ExactDecimal(text: text)
        } catch {
            throw error == .outOfRange ? .quantityOutOfRange(meter) : .malformed("usage.\(meter)")
        }
        return try unit.quantity(from: decimal)
    }

    private static func dimensions(_ json: JSON) throws(PricingRefusal) -> [String: String] {
        if json.isNull { return [:] }
        guard let members = json.object?.members else { throw .malformed("dimensions") }
        var dimensions: [String: String] = [:]
        for (name, value) in members {
            switch value {
            case .string(let text): dimensions[name] = text
            case .number(let number): dimensions[name] = number.text
            case .bool(let bool): dimensions[name] = bool ? "true" : "false"
            case .null: break
            case .array, .object: throw .malformed("dimensions.\(name)")
            }
        }
        return dimensions
    }
}

/// A number whose text we made ourselves; a fraction that even 38 digits do not hold stays text.
package func exactJSON(_ text: String) -> JSON {
    JSONNumber(plain: text).map { .number($0) } ?? .string(text)
}
