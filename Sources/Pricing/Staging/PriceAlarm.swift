// SPDX-License-Identifier: Apache-2.0

public import Money

/// Why a price does not go live before a person has looked at it.
public enum PriceAlarm: Hashable, Sendable {
    /// A price of 0 where there was one above.
    case becameFree(Movement)
    /// More than the allowed factor above the price before.
    case rose(Movement)
    /// More than the allowed factor below the price before.
    case fell(Movement)
    /// A meter that was billed has no price any more: pictures that are sold by the pixel now.
    case unitChanged(lost: [Meter], gained: [Meter])
    /// No source lists the model any more, and it was used within the last 30 days.
    case vanishedInUse
    /// Another source says something else.
    case sourcesDisagree(Movement, with: String)
    /// What the list states is no price: there is nothing that could go live.
    case unusable(UnusablePrice)

    /// A rate's price before and after, or here and there.
    public struct Movement: Hashable, Sendable {
        public let meter: Meter
        /// The rate's conditions in words, empty without any.
        public let conditions: String
        public let from: StatedPrice
        public let to: StatedPrice
    }

    /// The word for programs.
    public var code: String {
        switch self {
        case .becameFree: "became_free"
        case .rose: "rose"
        case .fell: "fell"
        case .unitChanged: "unit_changed"
        case .vanishedInUse: "vanished_in_use"
        case .sourcesDisagree: "sources_disagree"
        case .unusable(let price): price.flaw.rawValue
        }
    }
}

/// A price as a list states it: 2.50 for 1,000,000.
public struct StatedPrice: Hashable, Sendable {
    public let price: ExactDecimal
    public let per: Int64

    public init(_ rate: PriceRate) {
        price = rate.price
        per = rate.per
    }
}

extension StatedPrice: CustomStringConvertible {
    public var description: String { per == 1 ? price.description : "\(price) per \(per)" }
}

extension PriceAlarm: CustomStringConvertible {
    /// One sentence for the operator who has to decide.
    public var description: String {
        switch self {
        case .becameFree(let movement): "\(movement) became free"
        case .rose(let movement): "\(movement) rose too much for a machine to decide"
        case .fell(let movement): "\(movement) fell too much for a machine to decide"
        case .unitChanged(let lost, let gained):
            "it is billed by \(list(gained)) and no longer by \(list(lost))"
        case .vanishedInUse: "no source lists it any more, and it was used in the last 30 days"
        case .sourcesDisagree(let movement, let source): "\(movement) in \(source)"
        case .unusable(let price): price.description
        }
    }

    private func list(_ meters: [Meter]) -> String {
        meters.isEmpty ? "nothing" : meters.map(\.name).joined(separator: ", ")
    }
}

extension PriceAlarm.Movement: CustomStringConvertible {
    public var description: String {
        let place = conditions.isEmpty ? "" : " (\(conditions))"
        return "\(meter)\(place): \(from) → \(to)"
    }
}
