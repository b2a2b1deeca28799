// SPDX-License-Identifier: Apache-2.0

extension ByteReader {
    /// Passes the value at the position, whatever it is, without recursion and without memory.
    ///
    /// The grammar is checked as when reading; that names are not repeated within it is not.
    mutating func skipValue(depthMax: Int) throws(JSONRefusal) {
        var open = OpenContainers(depthMax: depthMax)
        repeat {
            skipWhiteSpace()
            switch current {
            case .openBrace, .openBracket:
                if try enterContainer(&open) { continue }
            case .quote:
                position += 1
                _ = try string()
            default:
                try skipScalar()
            }
            try closeContainers(&open)
        } while open.depth > 0
    }

    /// Passes a number, `true`, `false` or `null`.
    mutating func skipScalar() throws(JSONRefusal) {
        switch current {
        case .minus, .zero ... .nine: _ = try number()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: throw refusal(expected: "a value")
        }
    }

    /// - Returns: Whether a value comes next, as the container is not empty.
    private mutating func enterContainer(_ open: inout OpenContainers) throws(JSONRefusal) -> Bool {
        let isObject = current == .openBrace
        position += 1
        skipWhiteSpace()
        try open.enter(isObject: isObject)
        if take(isObject ? .closeBrace : .closeBracket) {
            open.leave()
            return false
        }
        if isObject { _ = try name() }
        return true
    }

    /// After a value: closes what ends here, and stops where the next value begins.
    private mutating func closeContainers(_ open: inout OpenContainers) throws(JSONRefusal) {
        while open.depth > 0 {
            skipWhiteSpace()
            if take(.comma) {
                if open.isObject { _ = try name() }
                return
            }
            guard take(open.isObject ? .closeBrace : .closeBracket) else {
                throw refusal(
                    expected: open.isObject
                        ? "a comma or a closing brace" : "a comma or a closing bracket")
            }
            open.leave()
        }
    }
}

/// The containers around a position, one bit each, the innermost one lowest.
private struct OpenContainers {
    private(set) var depth = 0
    private var objects: UInt128 = 0
    private let depthMax: Int

    init(depthMax: Int) {
        self.depthMax = depthMax
    }

    var isObject: Bool { objects & 1 == 1 }

    mutating func enter(isObject: Bool) throws(JSONRefusal) {
        guard depth < depthMax else { throw .tooDeep(depthMax) }
        depth += 1
        objects = objects << 1 | (isObject ? 1 : 0)
    }

    mutating func leave() {
        depth -= 1
        objects >>= 1
    }
}
