// SPDX-License-Identifier: Apache-2.0

/// A count that must be strictly more than a number for a rate to hold: a video of more than eight
/// seconds, a search with more than 25 results, a picture of more than 262,144 pixels.
public struct Threshold: Hashable, Sendable {
    public enum Quantity: Hashable, Sendable {
        /// What the usage counts of this meter, in its smallest parts.
        case meter(Meter)
        /// A dimension whose value is a number. `pixels` is worked out from a `size` such as
        /// `1024x1024` where it is not stated.
        case dimension(String)
    }

    public let quantity: Quantity
    public let over: Int64

    public init(_ quantity: Quantity, over: Int64) {
        self.quantity = quantity
        self.over = over
    }

    /// In order, and of several thresholds for one quantity the highest, which says it all.
    static func needed(of thresholds: [Threshold]) -> [Threshold] {
        let ordered = thresholds.sorted()
        return ordered.indices.filter { index in
            index + 1 == ordered.count || ordered[index + 1].quantity != ordered[index].quantity
        }.map { ordered[$0] }
    }

    /// The dimension that a picture's size in pixels is found under.
    static let pixels = "pixels"
    /// The dimension that says it as width × height.
    static let size = "size"
}

extension Threshold: Comparable {
    /// Meters before dimensions, then by name; the order of a list of thresholds has no meaning.
    public static func < (lhs: Threshold, rhs: Threshold) -> Bool {
        switch (lhs.quantity, rhs.quantity) {
        case (.meter(let left), .meter(let right)) where left != right: left < right
        case (.meter, .dimension): true
        case (.dimension, .meter): false
        case (.dimension(let left), .dimension(let right)) where left != right: left < right
        default: lhs.over < rhs.over
        }
    }
}

extension Threshold: CustomStringConvertible {
    /// `input_video_seconds>8`, in the meter's units.
    public var description: String {
        switch quantity {
        case .meter(let meter): "\(meter)>\(meter.text(of: over))"
        case .dimension(let name): "\(name)>\(over)"
        }
    }
}
