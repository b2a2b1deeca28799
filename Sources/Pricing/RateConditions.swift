// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// When a rate holds. All conditions must; a rate without conditions always holds.
///
/// A value that is shared, not copied: a price book has the same few conditions many times.
public struct RateConditions: Sendable {
    /// Above how many input tokens a rate holds, and for what.
    public struct ContextTier: Hashable, Sendable {
        /// How the part of a request below the threshold is priced: data of the vendor, not a rule
        /// of ours.
        public enum Mode: String, Hashable, Sendable {
            /// Above the threshold every token of the request, output too, costs the tier's price.
            case cliff
            /// Each slice costs its own tier's price.
            case graduated
        }

        /// In cliff mode strictly more input tokens than this, cached ones included; in graduated
        /// mode the part above this of what is billed at the rate's own meter, in its smallest
        /// parts.
        public let over: Int64
        public let mode: Mode

        public init(over: Int64, mode: Mode = .cliff) {
            self.over = over
            self.mode = mode
        }
    }

    /// A dimension and the value that it must have: `service_tier` = `flex`.
    public struct Dimension: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    private final class Storage: Sendable {
        let operation: Operation?
        let dimensions: [Dimension]
        let context: ContextTier?
        let window: TimeWindow?
        let thresholds: [Threshold]

        init(
            _ operation: Operation?, _ dimensions: [Dimension], _ context: ContextTier?,
            _ window: TimeWindow?, _ thresholds: [Threshold]
        ) {
            self.operation = operation
            self.dimensions = dimensions
            self.context = context
            self.window = window
            self.thresholds = thresholds
        }
    }

    /// Nil without any conditions, as most rates are.
    private let storage: Storage?

    public init(
        operation: Operation? = nil, dimensions: [String: String] = [:],
        context: ContextTier? = nil, window: TimeWindow? = nil, thresholds: [Threshold] = []
    ) {
        self.init(
            operation: operation,
            ordered: dimensions.map { Dimension($0.key, $0.value) }.sorted { $0.name < $1.name },
            context: context, window: window, thresholds: Threshold.needed(of: thresholds))
    }

    private init(
        operation: Operation?, ordered dimensions: [Dimension], context: ContextTier?,
        window: TimeWindow?, thresholds: [Threshold]
    ) {
        let isEmpty =
            operation == nil && dimensions.isEmpty && context == nil && window == nil
            && thresholds.isEmpty
        storage = isEmpty ? nil : Storage(operation, dimensions, context, window, thresholds)
    }

    public var operation: Operation? { storage?.operation }
    /// In the order of their names.
    public var dimensions: [Dimension] { storage?.dimensions ?? [] }
    public var context: ContextTier? { storage?.context }
    /// Hours of the day and days of the week, nil for always.
    public var window: TimeWindow? { storage?.window }
    /// What else must be more than a number, in the order of what is counted.
    public var thresholds: [Threshold] { storage?.thresholds ?? [] }

    public var isEmpty: Bool { storage == nil }

    /// These conditions with a context tier, where there is one.
    func adding(_ context: ContextTier?) -> RateConditions {
        guard let context else { return self }
        return RateConditions(
            operation: operation, ordered: dimensions, context: context, window: window,
            thresholds: thresholds)
    }

    /// These conditions and a further dimension.
    public func adding(_ dimension: Dimension) -> RateConditions {
        let others = dimensions.filter { $0.name != dimension.name }
        return RateConditions(
            operation: operation, ordered: (others + [dimension]).sorted { $0.name < $1.name },
            context: context, window: window, thresholds: thresholds)
    }
}

extension RateConditions: Hashable {
    public static func == (lhs: RateConditions, rhs: RateConditions) -> Bool {
        lhs.storage === rhs.storage
            || lhs.operation == rhs.operation && lhs.dimensions == rhs.dimensions
                && lhs.context == rhs.context && lhs.window == rhs.window
                && lhs.thresholds == rhs.thresholds
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(operation)
        hasher.combine(dimensions)
        hasher.combine(context)
        hasher.combine(window)
        hasher.combine(thresholds)
    }
}

extension RateConditions: CustomStringConvertible {
    /// `quality=high, size=1024x1024, input_tokens>272000`; empty without conditions.
    public var description: String {
        var parts = dimensions.map { "\($0.name)=\($0.value)" }
        if let operation { parts.insert("operation=\(operation)", at: 0) }
        if let window { parts.append(window.description) }
        parts += thresholds.map(\.description)
        switch context {
        case let tier? where tier.mode == .graduated: parts.append("part over \(tier.over)")
        case let tier?: parts.append("input_tokens>\(tier.over)")
        case nil: break
        }
        return parts.joined(separator: ", ")
    }
}
