// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Appends a number's decimal digits, with a minus sign when it is negative.
    mutating func append(decimal number: Int64) {
        // Int64.min has 19 digits and a sign.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = number.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            self += digits[start...]
        }
    }
}

extension Int64 {
    /// Reads decimal digits without a sign; nil when there is anything else, or nothing, or the
    /// number does not fit.
    init?(decimal text: Span<UInt8>) {
        guard !text.isEmpty else { return nil }
        self = 0
        for index in text.indices {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) else { return nil }
            let digit = Int64(text[index] - UInt8(ascii: "0"))
            let (shifted, tooLong) = multipliedReportingOverflow(by: 10)
            let (sum, overflow) = shifted.addingReportingOverflow(digit)
            guard !tooLong, !overflow else { return nil }
            self = sum
        }
    }
}
