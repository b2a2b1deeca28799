// SPDX-License-Identifier: Apache-2.0

extension Instant: CustomStringConvertible {
    /// The instant as API.md writes times: `2026-11-22T19:43:00.000Z`.
    public var description: String {
        let (year, month, date) = day.civil
        let microsecond = microseconds % 86_400_000_000
        let millisecond = (microsecond < 0 ? microsecond + 86_400_000_000 : microsecond) / 1_000
        let clock = (millisecond / 3_600_000, millisecond / 60_000 % 60, millisecond / 1_000 % 60)
        // Every charge writes one; years of more than four digits are longer.
        guard (0...9_999).contains(year) else {
            return "\(padded(year, 4))-\(padded(month, 2))-\(padded(date, 2))T"
                + "\(padded(clock.0, 2)):\(padded(clock.1, 2)):\(padded(clock.2, 2))"
                + ".\(padded(millisecond % 1_000, 3))Z"
        }
        return String(unsafeUninitializedCapacity: 24) { buffer in
            var position = 0
            func put(_ value: Int64, _ width: Int, _ mark: Unicode.Scalar) {
                var rest = value
                for place in (0..<width).reversed() {
                    buffer[position + place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                buffer[position + width] = UInt8(ascii: mark)
                position += width + 1
            }
            put(Int64(year), 4, "-")
            put(Int64(month), 2, "-")
            put(Int64(date), 2, "T")
            put(clock.0, 2, ":")
            put(clock.1, 2, ":")
            put(clock.2, 2, ".")
            put(millisecond % 1_000, 3, "Z")
            return position
        }
    }

    /// Reads an ISO 8601 date (`2026-11-22`) or date-time with `Z` or an offset
    /// (`2026-11-22T19:43:00.5+01:00`), nil when it is neither. Digits past the microsecond are
    /// cut.
    public init?(iso8601 text: some StringProtocol) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
            reader.take("-"), let date = reader.number(2),
            let day = Day(year: year, month: month, day: date)
        else { return nil }
        if reader.isAtEnd {
            self = day.start
            return
        }
        guard reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(2), hour < 24, reader.take(":"),
            let minute = reader.number(2), minute < 60, reader.take(":"),
            let second = reader.number(2), second < 60,
            let fraction = reader.fractionOfSecond(), let offset = reader.offsetInMinutes(),
            reader.isAtEnd
        else { return nil }
        let seconds = Int64(hour * 3_600 + minute * 60 + second - offset * 60)
        self.init(microseconds: day.start.microseconds + seconds * 1_000_000 + fraction)
    }
}

extension Day: CustomStringConvertible {
    /// The day as `2026-11-22`.
    public var description: String {
        let (year, month, day) = civil
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

func padded(_ value: some BinaryInteger, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Takes fixed-width numbers and separators off the front of a text.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }

    mutating func digit() -> Int? {
        guard position < bytes.count,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
        else { return nil }
        position += 1
        return Int(bytes[position - 1] - UInt8(ascii: "0"))
    }

    mutating func number(_ width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Microseconds after an optional point; nil when the point has no digit behind it.
    mutating func fractionOfSecond() -> Int64? {
        guard take(".") else { return 0 }
        guard var fraction = digit() else { return nil }
        var digits = 1
        while let next = digit() {
            guard digits < 6 else { continue }
            fraction = fraction * 10 + next
            digits += 1
        }
        for _ in digits..<6 { fraction *= 10 }
        return Int64(fraction)
    }

    mutating func offsetInMinutes() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isEast = take("+")
        guard isEast || take("-"), let hours = number(2), hours < 24, take(":"),
            let minutes = number(2), minutes < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }
}
