// SPDX-License-Identifier: Apache-2.0

extension Meter {
    /// One row of the table of meters.
    package struct Definition: Sendable {
        package let meter: Meter
        package let name: String
        let unit: String
        let scale: Int64
        let parents: [Meter]
        let pricedLike: [Meter]
        /// Names that catalogs and model vendors use for the same count.
        package let aliases: [String]
        /// Names for the same thing in another unit, with how many of our smallest parts are in it.
        package let units: KeyValuePairs<String, Int64>
        var substitutes: [Meter] = []
        /// One bit for each meter that contains this one.
        var wholes: UInt64 = 0

        init(
            _ meter: Meter, _ name: String, unit: String, scale: Int64 = 1,
            partOf parents: [Meter] = [], pricedLike: [Meter] = [], aliases: [String] = [],
            units: KeyValuePairs<String, Int64> = [:]
        ) {
            self.meter = meter
            self.name = name
            self.unit = unit
            self.scale = scale
            self.parents = parents
            self.pricedLike = pricedLike
            self.aliases = aliases
            self.units = units
        }
    }

    /// The table, completed: at the position of each meter's raw value, with what contains it.
    package static let definitions: [Definition] = {
        var definitions: [Definition] = []
        // A meter stands behind its parents, so what contains them is known when it is reached.
        for var definition in table {
            for parent in definition.parents {
                let whole = definitions[Int(parent.rawValue)]
                definition.wholes |= whole.wholes | 1 << UInt64(parent.rawValue)
            }
            let nearest = definition.pricedLike + definition.parents
            let farther = nearest.flatMap { definitions[Int($0.rawValue)].substitutes }
            for substitute in nearest + farther where !definition.substitutes.contains(substitute) {
                definition.substitutes.append(substitute)
            }
            definitions.append(definition)
        }
        return definitions
    }()

    /// In the order of the cases; a test compares.
    private static let table = inputTokenTable + outputTokenTable + countTable + measureTable
}
