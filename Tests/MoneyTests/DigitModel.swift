// SPDX-License-Identifier: Apache-2.0

/// Whole numbers as lists of decimal digits and schoolbook arithmetic: slow, of any length, and
/// sharing nothing with the arithmetic that it checks.
struct Digits: Equatable {
    /// Lowest digit first, no zeros at the high end.
    var digits: [Int]

    init(digits: [Int]) {
        self.digits = digits
        while self.digits.last == 0 { self.digits.removeLast() }
    }

    init(_ text: some StringProtocol) {
        self.init(digits: text.reversed().map { $0.wholeNumberValue! })
    }

    static func + (left: Digits, right: Digits) -> Digits {
        var result: [Int] = []
        var carry = 0
        for index in 0..<max(left.digits.count, right.digits.count) {
            let sum = left[index] + right[index] + carry
            result.append(sum % 10)
            carry = sum / 10
        }
        return Digits(digits: result + [carry])
    }

    /// `left` must not be less than `right`.
    static func - (left: Digits, right: Digits) -> Digits {
        var result: [Int] = []
        var borrow = 0
        for index in left.digits.indices {
            let difference = left[index] - right[index] - borrow
            result.append(difference < 0 ? difference + 10 : difference)
            borrow = difference < 0 ? 1 : 0
        }
        return Digits(digits: result)
    }

    static func * (left: Digits, right: Digits) -> Digits {
        var result = [Int](repeating: 0, count: left.digits.count + right.digits.count + 1)
        for (i, a) in left.digits.enumerated() {
            for (j, b) in right.digits.enumerated() { result[i + j] += a * b }
        }
        for index in result.indices.dropLast() {
            result[index + 1] += result[index] / 10
            result[index] %= 10
        }
        return Digits(digits: result)
    }

    static func < (left: Digits, right: Digits) -> Bool {
        guard left.digits.count == right.digits.count else {
            return left.digits.count < right.digits.count
        }
        return left.digits.reversed().lexicographicallyPrecedes(right.digits.reversed())
    }

    /// Long division, digit by digit.
    func quotientAndRemainder(dividingBy divisor: Digits) -> (quotient: Digits, remainder: Digits) {
        var quotient: [Int] = []
        var remainder = Digits(digits: [])
        for digit in digits.reversed() {
            remainder = Digits(digits: [digit] + remainder.digits)
            var count = 0
            while !(remainder < divisor) {
                remainder = remainder - divisor
                count += 1
            }
            quotient.insert(count, at: 0)
        }
        return (Digits(digits: quotient), remainder)
    }

    private subscript(index: Int) -> Int { index < digits.count ? digits[index] : 0 }

    var text: String { digits.isEmpty ? "0" : digits.reversed().map(String.init).joined() }
}

/// A fraction of ``Digits`` with a sign.
struct Fraction {
    var isNegative = false
    var numerator: Digits
    var denominator: Digits

    /// Reads `-12.5`.
    init(_ text: String) {
        isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".")
        let places = parts.count > 1 ? parts[1].count : 0
        numerator = Digits(parts.joined())
        denominator = Digits("1" + String(repeating: "0", count: places))
    }

    init(isNegative: Bool, numerator: Digits, denominator: Digits) {
        self.isNegative = isNegative
        self.numerator = numerator
        self.denominator = denominator
    }

    static func * (left: Fraction, right: Fraction) -> Fraction {
        Fraction(
            isNegative: left.isNegative != right.isNegative,
            numerator: left.numerator * right.numerator,
            denominator: left.denominator * right.denominator)
    }

    static func / (left: Fraction, right: Int64) -> Fraction {
        var quotient = left
        quotient.denominator = quotient.denominator * Digits(String(right))
        return quotient
    }

    static func + (left: Fraction, right: Fraction) -> Fraction {
        let (a, b) = (left.numerator * right.denominator, right.numerator * left.denominator)
        let denominator = left.denominator * right.denominator
        if left.isNegative == right.isNegative {
            return Fraction(
                isNegative: left.isNegative, numerator: a + b, denominator: denominator)
        }
        return a < b
            ? Fraction(isNegative: right.isNegative, numerator: b - a, denominator: denominator)
            : Fraction(isNegative: left.isNegative, numerator: a - b, denominator: denominator)
    }

    /// Nanocredits, halves away from zero.
    var nanocredits: Int64 {
        let (quotient, remainder) = (numerator * Digits("1000000000"))
            .quotientAndRemainder(dividingBy: denominator)
        let rounded = remainder + remainder < denominator ? quotient : quotient + Digits("1")
        return Int64((isNegative ? "-" : "") + rounded.text)!
    }
}
