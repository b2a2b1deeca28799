// SPDX-License-Identifier: Apache-2.0

extension Meter {
    /// Finds the meter with this name or alias, of those that count in the meter's own unit.
    ///
    /// - Throws: ``PricingRefusal/unknownMeter(_:)``.
    public init(name: String) throws(PricingRefusal) {
        let unit = try Unit(name: name)
        guard unit.parts == unit.meter.scale else { throw .unknownMeter(name) }
        self = unit.meter
    }

    /// A meter as it is called somewhere, with the unit that the name implies: `audio_minutes` are
    /// `audio_seconds`, 60 at a time.
    public struct Unit: Hashable, Sendable {
        public let meter: Meter
        /// How many of the meter's smallest parts are in one.
        public let parts: Int64

        /// Finds what is meant by a meter's name, an alias, or the name of another unit.
        ///
        /// - Throws: ``PricingRefusal/unknownMeter(_:)``.
        public init(name: String) throws(PricingRefusal) {
            guard let unit = Unit(known: name) else { throw .unknownMeter(name) }
            self = unit
        }

        init?(known name: String) {
            guard let unit = Unit.byName[name] else { return nil }
            self = unit
        }

        /// The meter's own unit.
        public init(_ meter: Meter) {
            self.init(meter, parts: meter.scale)
        }

        private init(_ meter: Meter, parts: Int64) {
            self.meter = meter
            self.parts = parts
        }

        private static let byName: [String: Unit] = {
            var byName: [String: Unit] = [:]
            for definition in Meter.definitions {
                let own = Unit(definition.meter, parts: definition.scale)
                for name in [definition.name] + definition.aliases { byName[name] = own }
                for (name, parts) in definition.units {
                    byName[name] = Unit(definition.meter, parts: parts)
                }
            }
            return byName
        }()
    }
}
