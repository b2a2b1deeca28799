// SPDX-License-Identifier: Apache-2.0

/// A record of a CSV file after RFC 4180, as it is written.
///
/// A field that is missing is empty; one that is an empty text is `""`. PostgreSQL's COPY reads and
/// writes the same.
public struct CSVLine: Hashable, Sendable {
    /// Without the line break.
    public private(set) var bytes: [UInt8] = []
    private var isEmpty = true

    /// What ends each record.
    public static let lineBreak: [UInt8] = [0x0D, 0x0A]

    public init() {}

    /// The names of the columns.
    public init(header names: [String]) {
        for name in names { append(name.utf8.span) }
    }

    public mutating func appendNothing() { beginField() }

    public mutating func append(_ text: Span<UInt8>) {
        beginField()
        guard text.needsQuotes else {
            for index in text.indices { bytes.append(text[index]) }
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for index in text.indices {
            if text[index] == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\"")) }
            bytes.append(text[index])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    public mutating func append(_ number: Int64) {
        beginField()
        bytes += String(number).utf8
    }

    private mutating func beginField() {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
    }
}

extension Span<UInt8> {
    fileprivate var needsQuotes: Bool {
        guard !isEmpty else { return true }
        for index in indices {
            switch self[index] {
            case UInt8(ascii: "\""), UInt8(ascii: ","), 0x0D, 0x0A: return true
            default: continue
            }
        }
        return false
    }
}
