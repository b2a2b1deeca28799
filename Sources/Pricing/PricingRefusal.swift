// SPDX-License-Identifier: Apache-2.0

/// Why usage cannot be priced. The caller must not serve the request for nothing instead.
public enum PricingRefusal: Error, Hashable, Sendable {
    /// No model of the book has this name, with this provider when one was named.
    case modelNotFound(model: String, provider: String?)
    /// Several providers sell a model of this name, none of them is its vendor, and none was named.
    case ambiguousModel(model: String, providers: [String])
    /// The named field of a request is no quantity, or no dimension.
    case malformed(String)
    /// The text names no meter.
    case unknownMeter(String)
    /// One usage states this meter twice.
    case meterStatedTwice(Meter)
    /// Negative, or more than can be counted.
    case quantityOutOfRange(Meter)
    /// Smaller than the meter's smallest part: half a token.
    case quantityTooFine(Meter)
    /// The parts add up to more than the whole that contains them.
    case contradictoryUsage(parts: [Meter], whole: Meter)
    /// Neither the meter nor one that it is a part of has a price for the model.
    case meterHasNoRate(Meter, model: String)
    /// The meter has prices, but each under conditions that the request does not state.
    case noRateApplies(Meter, model: String, known: [String])
    /// The price is known only from the upstream's answer, and the usage does not state it as
    /// ``Meter/upstreamCost``.
    case dynamicPrice(model: String)
    /// The total is more than an amount can hold.
    case totalTooLarge
}

extension PricingRefusal: CustomStringConvertible {
    /// One sentence that a customer may read.
    public var description: String {
        switch self {
        case .modelNotFound(let model, nil):
            "No price is known for the model \"\(model)\"."
        case .modelNotFound(let model, .some(let provider)):
            "No price is known for the model \"\(model)\" of the provider \"\(provider)\"."
        case .ambiguousModel(let model, let providers):
            "Several providers sell \"\(model)\"; name one: \(providers.joined(separator: ", "))."
        case .malformed(let field):
            "\(field) cannot be read: quantities are numbers, dimensions are text."
        case .unknownMeter(let name):
            "There is no meter \"\(name)\"."
        case .meterStatedTwice(let meter):
            "The usage states \(meter) twice."
        case .quantityOutOfRange(let meter):
            "The quantity of \(meter) is negative or too large."
        case .quantityTooFine(let meter):
            "The quantity of \(meter) has more decimals than the meter counts."
        case .contradictoryUsage(let parts, let whole):
            contradiction(parts, whole)
        case .meterHasNoRate(let meter, let model):
            "The model \"\(model)\" has no price for \(meter)."
        case .noRateApplies(let meter, let model, let known):
            "The model \"\(model)\" prices \(meter) only by dimensions: "
                + known.joined(separator: "; ") + "."
        case .dynamicPrice(let model):
            "The price of \"\(model)\" is known only when the upstream has answered; "
                + "state it as upstream_cost."
        case .totalTooLarge:
            "The price of this usage is too large for an amount."
        }
    }

    private func contradiction(_ parts: [Meter], _ whole: Meter) -> String {
        let names = parts.map(\.name).joined(separator: " and ")
        return parts.count == 1
            ? "\(names) is more than \(whole), of which it is a part."
            : "\(names) are together more than \(whole), of which they are parts."
    }
}
