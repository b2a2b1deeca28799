// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// A model call that has not run yet, by the most that it can use.
public struct CallEstimate: Hashable, Sendable {
    public var model: String
    public var provider: String?
    public var operation: Operation?
    /// No fewer than the input will turn out to have.
    public var inputTokens: Int64
    public var outputTokens: Int64
    /// What the request asked for: its service tier, for one.
    public var dimensions: [String: String]
    /// What tokens may turn out to be besides plain text: each is reckoned at the dearest of its
    /// possible prices. Whoever sends audio or pictures adds those meters.
    public var possibleParts: [Meter]
    public var instant: Instant

    public init(
        model: String, provider: String? = nil, operation: Operation? = nil, inputTokens: Int64,
        outputTokens: Int64, dimensions: [String: String] = [:],
        possibleParts: [Meter] = CallEstimate.textParts, at instant: Instant
    ) {
        self.model = model
        self.provider = provider
        self.operation = operation
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.dimensions = dimensions
        self.possibleParts = possibleParts
        self.instant = instant
    }

    /// Text may be written to a cache or read from it, or be thought before it is said.
    public static let textParts: [Meter] = [
        .cachedInputTokens, .cacheWriteTokens, .cacheWrite1hTokens, .reasoningTokens,
    ]
}
