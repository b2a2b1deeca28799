// SPDX-License-Identifier: Apache-2.0

/// What a model is called in every book: its provider, and that provider's name for it.
public struct ModelKey: Hashable, Sendable {
    public let provider: String
    public let name: String

    public init(provider: String, name: String) {
        self.provider = provider
        self.name = name
    }
}

extension ModelKey: Comparable, CustomStringConvertible {
    public static func < (lhs: ModelKey, rhs: ModelKey) -> Bool {
        (lhs.provider, lhs.name) < (rhs.provider, rhs.name)
    }

    public var description: String { "\(provider)/\(name)" }
}

extension PricedModel {
    public var key: ModelKey { ModelKey(provider: provider, name: name) }
}
