// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not JSON that we take. Offsets count bytes from the first one, which is 0.
public enum JSONRefusal: Error, Hashable {
    /// No bytes, or only white space.
    case empty
    /// Against the grammar of RFC 8259; half of a surrogate pair counts as that too.
    case malformed(offset: Int, expected: String)
    /// A sequence that is not UTF-8 within a string.
    case notUTF8(offset: Int)
    /// An object names a member twice; the path has dots, and numbers for the places in arrays.
    case duplicateName(String)
    /// Objects and arrays within each other beyond the given number.
    case tooDeep(Int)
    /// Something other than white space after the value.
    case trailingBytes(offset: Int)

    /// The same refusal as seen from the value that holds the refused one under `name`.
    func inside(_ name: @autoclosure () -> String) -> JSONRefusal {
        guard case .duplicateName(let path) = self else { return self }
        return .duplicateName("\(name()).\(path)")
    }
}

extension JSONRefusal: CustomStringConvertible {
    /// A sentence for the person who sent the bytes.
    public var description: String {
        switch self {
        case .empty:
            "JSON was expected, but there is none."
        case .malformed(let offset, let expected):
            "The JSON is malformed at byte \(offset): expected \(expected)."
        case .notUTF8(let offset):
            "The JSON is not UTF-8 at byte \(offset)."
        case .duplicateName(let path):
            "The JSON has the member \"\(path)\" twice."
        case .tooDeep(let depth):
            "The JSON is nested more than \(depth) levels deep."
        case .trailingBytes(let offset):
            "The JSON is complete before byte \(offset), but more follows."
        }
    }
}

/// What a reader takes before it refuses. How many bytes may come is limited where they arrive.
public struct JSONLimits: Hashable, Sendable {
    /// How many objects and arrays may be within each other; 64 for all we read (API.md, 5).
    public let depthMax: Int

    /// Whether an object may name a member twice. Looking a name up then finds the first one, and
    /// whoever asks for this walks the members and decides what a repetition means.
    public let takesRepeatedNames: Bool

    /// Keeps the reader's recursion within a thread's stack, and the scanner keeps one of 128 bits
    /// for each level.
    static let depthLimit = 128

    /// - Parameter depthMax: 1 to 128.
    public init(depthMax: Int, takesRepeatedNames: Bool = false) {
        precondition((1...JSONLimits.depthLimit).contains(depthMax), "\(depthMax) is out of range")
        self.depthMax = depthMax
        self.takesRepeatedNames = takesRepeatedNames
    }

    /// Bodies of requests, answers of upstreams.
    public static let request = JSONLimits(depthMax: 64)
    /// Price catalogs, many megabytes of them.
    public static let catalog = JSONLimits(depthMax: 64)
    /// Price lists that others keep by hand: LiteLLM's has had entries twice for months, and every
    /// other program reads it.
    public static let foreignCatalog = JSONLimits(depthMax: 64, takesRepeatedNames: true)
}
