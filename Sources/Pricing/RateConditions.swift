// SPDX-License-Identifier: Apache-2.0

/// When a rate holds. All conditions must; a rate without conditions always holds.
public struct RateConditions: Hashable, Sendable {
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

        /// Strictly more input tokens than this, cached ones included.
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

    public let operation: Operation?
    /// In the order of their names.
    public let dimensions: [Dimension]
    public let context: ContextTier?

    public init(
        operation: Operation? = nil, dimensions: [String: String] = [:],
        context: ContextTier? = nil
    ) {
        self.operation = operation
        self.dimensions = dimensions.map { Dimension($0.key, $0.value) }.sorted {
            $0.name < $1.name
        }
        self.context = context
    }

    public var isEmpty: Bool { operation == nil && dimensions.isEmpty && context == nil }

    /// How many conditions beside the context there are: of several rates that hold, the one with
    /// the most is meant, and among those the one with the highest context threshold.
    var specificity: Int { dimensions.count + (operation == nil ? 0 : 1) }

    /// Whether the operation and all dimensions are the wanted ones; the context is not asked.
    func hold(operation: Operation?, dimensions: [String: String]) -> Bool {
        if let wanted = self.operation, wanted != operation { return false }
        for wanted in self.dimensions where dimensions[wanted.name] != wanted.value { return false }
        return true
    }
}

extension RateConditions: CustomStringConvertible {
    /// `quality=high, size=1024x1024, input_tokens>272000`; empty without conditions.
    public var description: String {
        var parts = dimensions.map { "\($0.name)=\($0.value)" }
        if let operation { parts.insert("operation=\(operation)", at: 0) }
        if let context { parts.append("input_tokens>\(context.over)") }
        return parts.joined(separator: ", ")
    }
}
