// SPDX-License-Identifier: Apache-2.0

/// Finds the ends of server-sent events in bytes that come in pieces: an event ends with an empty
/// line, and lines end with CR LF, LF or CR.
struct EventReader {
    /// Where the last line that was seen began, and how far it has been read.
    private var lineStart = 0
    private var position = 0

    /// The end of the first event in `bytes`, its empty line included; nil when it is not complete.
    ///
    /// Called again with the same bytes and more behind them it goes on where it stopped.
    mutating func end(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                position += 1
                continue
            }
            var next = position + 1
            if byte == UInt8(ascii: "\r") {
                // Whether a line feed belongs to this line end is known when the next byte is.
                guard next < bytes.count else { return nil }
                if bytes[next] == UInt8(ascii: "\n") { next += 1 }
            }
            let isEmpty = position == lineStart
            position = next
            lineStart = next
            if isEmpty { return next }
        }
        return nil
    }

    /// Starts anew with the bytes behind an event.
    mutating func dropFirst(_ count: Int) {
        lineStart = max(0, lineStart - count)
        position = max(0, position - count)
    }
}

/// The `data` of one event.
enum EventText {
    /// Comments, or an event without data.
    case none
    /// One line, where it stands: the usual case.
    case line(Range<Int>)
    /// Several lines, joined as the standard says.
    case lines([UInt8])

    init(of event: UnsafeBufferPointer<UInt8>, in range: Range<Int>) {
        self = .none
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            while end < range.upperBound, event[end] != UInt8(ascii: "\n"),
                event[end] != UInt8(ascii: "\r")
            {
                end += 1
            }
            if let value = Self.value(of: event, in: start..<end) { add(value, of: event) }
            // The LF of a CR LF is an empty line of its own here, which says nothing.
            start = end + 1
        }
    }

    private mutating func add(_ value: Range<Int>, of event: UnsafeBufferPointer<UInt8>) {
        switch self {
        case .none: self = .line(value)
        case .line(let first): self = .lines(Self.joined(Array(event[first]), event[value]))
        case .lines(let lines): self = .lines(Self.joined(lines, event[value]))
        }
    }

    private static func joined(
        _ lines: [UInt8], _ line: Slice<UnsafeBufferPointer<UInt8>>
    ) -> [UInt8] {
        var joined = lines
        joined.append(UInt8(ascii: "\n"))
        joined.append(contentsOf: line)
        return joined
    }

    /// What stands behind `data:` and one space.
    private static func value(
        of event: UnsafeBufferPointer<UInt8>, in line: Range<Int>
    ) -> Range<Int>? {
        let field: StaticString = "data:"
        let count = field.utf8CodeUnitCount
        guard line.count >= count,
            event[line].prefix(count).elementsEqual(
                UnsafeBufferPointer(start: field.utf8Start, count: count))
        else { return nil }
        let start = line.lowerBound + count
        let hasSpace = start < line.upperBound && event[start] == UInt8(ascii: " ")
        return (hasSpace ? start + 1 : start)..<line.upperBound
    }
}
