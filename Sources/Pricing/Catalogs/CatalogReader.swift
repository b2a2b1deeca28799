// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Vocabulary

/// Reads one object of a catalog and knows where it stands, so that a refusal names the place.
struct CatalogReader {
    private let json: JSON
    private let path: String

    init(_ json: JSON, path: String) {
        self.json = json
        self.path = path
    }

    func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func malformed(_ name: String, _ expected: String) -> CatalogRefusal {
        .malformed(path: path(of: name), expected: expected)
    }

    func members() throws(CatalogRefusal) -> [JSONObject.Member] {
        guard let object = json.object else { throw .malformed(path: path, expected: "an object") }
        return object.members
    }

    /// Refuses every name that is not among `names`.
    func allow(_ names: [String]) throws(CatalogRefusal) {
        for (name, _) in try members() where !names.contains(name) {
            throw malformed(name, "absent: its name is not known here")
        }
    }

    func text(_ name: String) throws(CatalogRefusal) -> String {
        guard let text = try textIfPresent(name) else { throw malformed(name, "text") }
        return text
    }

    func textIfPresent(_ name: String) throws(CatalogRefusal) -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.string, !text.isEmpty, !text.hasControlCharacters else {
            throw malformed(name, "text without control characters")
        }
        return text
    }

    /// Texts of a list; none when it is absent.
    func texts(_ name: String) throws(CatalogRefusal) -> [String] {
        guard let value = json[name] else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count,
            !texts.contains(where: \.hasControlCharacters)
        else {
            throw malformed(name, "a list of text without control characters")
        }
        return texts
    }

    func countIfPresent(_ name: String) throws(CatalogRefusal) -> Int64? {
        guard let value = json[name] else { return nil }
        guard let count = value.int64, count >= 0 else { throw malformed(name, "a whole number") }
        return count
    }

    func bool(_ name: String, default absent: Bool) throws(CatalogRefusal) -> Bool {
        guard let value = json[name] else { return absent }
        guard let bool = value.bool else { throw malformed(name, "true or false") }
        return bool
    }

    func instantIfPresent(_ name: String) throws(CatalogRefusal) -> Instant? {
        guard let text = try textIfPresent(name) else { return nil }
        guard let instant = Instant(iso8601: text) else {
            throw malformed(name, "an ISO 8601 date or time")
        }
        return instant
    }

    func objectIfPresent(_ name: String) throws(CatalogRefusal) -> CatalogReader? {
        json[name].map { CatalogReader($0, path: path(of: name)) }
    }

    func elements(_ name: String) throws(CatalogRefusal) -> [CatalogReader] {
        guard let elements = json[name]?.array else { throw malformed(name, "a list") }
        return elements.enumerated().map { index, element in
            CatalogReader(element, path: "\(path(of: name))[\(index)]")
        }
    }

    func elementsIfPresent(_ name: String) throws(CatalogRefusal) -> [CatalogReader]? {
        json[name] == nil ? nil : try elements(name)
    }

    /// Dimensions with the value of each; none when they are absent. As in a usage a value may be a
    /// number or a boolean, which is taken as it is written.
    func dimensions(_ name: String) throws(CatalogRefusal) -> [String: String] {
        guard let reader = try objectIfPresent(name) else { return [:] }
        var dimensions: [String: String] = [:]
        for (name, value) in try reader.members() {
            switch value {
            case .number(let number): dimensions[name] = number.text
            case .bool(let bool): dimensions[name] = bool ? "true" : "false"
            default: dimensions[name] = try reader.text(name)
            }
        }
        return dimensions
    }

    func unit(_ name: String) throws(CatalogRefusal) -> Meter.Unit {
        guard let unit = Meter.Unit(known: name) else {
            throw malformed(name, "a meter or a condition")
        }
        return unit
    }

    func metersIfPresent(_ name: String) throws(CatalogRefusal) -> [Meter]? {
        guard json[name] != nil else { return nil }
        let names = try texts(name)
        let meters = names.compactMap { Meter.Unit(known: $0)?.meter }
        guard meters.count == names.count else { throw malformed(name, "a list of meters") }
        return meters
    }

    /// A quantity in units, as the meter's smallest parts.
    func quantityIfPresent(
        _ name: String, in unit: Meter.Unit
    ) throws(CatalogRefusal) -> Int64? {
        guard let units = try decimalIfPresent(name) else { return nil }
        do throws(PricingRefusal) {
            return try unit.quantity(from: units)
        } catch {
            throw malformed(name, "a quantity of \(unit.meter)")
        }
    }

    func decimalIfPresent(_ name: String) throws(CatalogRefusal) -> ExactDecimal? {
        guard let value = json[name] else { return nil }
        return try decimal(value, name)
    }

    func creditsIfPresent(_ name: String) throws(CatalogRefusal) -> Credits? {
        guard let decimal = try decimalIfPresent(name) else { return nil }
        do throws(DecimalRefusal) {
            let credits = try Credits(decimal)
            guard !credits.isNegative else { throw DecimalRefusal.outOfRange }
            return credits
        } catch {
            throw malformed(name, "an amount from 0 with at most nine decimals")
        }
    }

    func decimal(_ value: JSON, _ name: String) throws(CatalogRefusal) -> ExactDecimal {
        do throws(DecimalRefusal) {
            guard let number = value.number else { throw DecimalRefusal.malformed }
            return try number.decimal
        } catch {
            throw malformed(name, "a price")
        }
    }
}
