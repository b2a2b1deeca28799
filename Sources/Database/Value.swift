// SPDX-License-Identifier: Apache-2.0

/// What a statement's parameter can be.
///
/// The subset that every driver stores the same way: money and time are integers (nanocredits,
/// microseconds), everything else is text or bytes.
public enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

extension Value {
    /// The text, or null for nil.
    public static func text(_ text: String?) -> Value {
        guard let text else { return .null }
        return .text(text)
    }

    /// The integer, or null for nil.
    public static func integer(_ integer: Int64?) -> Value {
        guard let integer else { return .null }
        return .integer(integer)
    }

    /// 1 or 0: the shared SQL subset has no boolean.
    public static func flag(_ flag: Bool) -> Value { .integer(flag ? 1 : 0) }
}
