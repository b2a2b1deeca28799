// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Testing

@Suite struct NumberTests {
    @Test(
        "amounts arrive to the nanocredit",
        arguments: [
            ("0.1", 100_000_000), ("0.000000001", 1), ("-0.000000001", -1),
            ("9007199.254740993", 9_007_199_254_740_993), ("1e-9", 1), ("1.5E2", 150_000_000_000),
            ("0.30000000", 300_000_000), ("12345678.901234567", 12_345_678_901_234_567),
            ("9223372036.854775807", .max), ("-9223372036.854775808", .min), ("-0", 0),
        ] as [(String, Int64)])
    func amountsAreExact(text: String, nanocredits: Int64) throws {
        let number = try #require(try parse("[\(text)]").array?[0].number)
        #expect(number.text == text)
        #expect(try Credits(number.decimal) == Credits(nanocredits: nanocredits))
    }

    @Test(
        "amounts leave without noise and come back the same",
        arguments: [
            1, -1, 100_000_000, 9_007_199_254_740_993, .max, .min, 0, 1_000_000_000, 10,
        ] as [Int64])
    func amountsRoundTrip(nanocredits: Int64) throws {
        let credits = Credits(nanocredits: nanocredits)
        let bytes = JSON.credits(credits).encoded()
        #expect(!bytes.contains(UInt8(ascii: "e")))
        #expect(String(decoding: bytes, as: UTF8.self) == credits.description)
        #expect(try Credits(#require(try JSON(parsing: bytes).number).decimal) == credits)
    }

    @Test(
        "a number keeps its text on the way through",
        arguments: [
            "0.10", "1E+5", "1e400", "-0.0", "2.9999900000000002e-06",
            "12345678901234567890123456789012345678901",
        ])
    func textIsKept(text: String) throws {
        #expect(try parse(text).text == text)
    }

    @Test("a number beyond 38 digits parses and refuses to be a decimal")
    func beyondDecimal() throws {
        let number = try #require(try parse("1e400").number)
        #expect(throws: DecimalRefusal.outOfRange) { try number.decimal }
        #expect(number.int64 == nil)
        let long = try #require(try parse("0.12345678901234567890123456789012345678901").number)
        #expect(throws: DecimalRefusal.outOfRange) { try long.decimal }
    }

    @Test(
        "integers are exact or nil",
        arguments: [
            ("0", 0), ("-0", 0), ("1e3", 1_000), ("2.0", 2), ("20e-1", 2), ("1.5", nil),
            ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", .max),
            ("9223372036854775808", nil), ("-9223372036854775808", .min), ("1e19", nil),
            ("1e-1", nil), ("0e999999999999999999999", 0), ("1e99999999999999999999999", nil),
        ] as [(String, Int64?)])
    func integers(text: String, expected: Int64?) throws {
        #expect(try parse(text).int64 == expected)
    }

    @Test("numbers are made of integers, credits and decimals")
    func making() throws {
        #expect(JSONNumber(UInt64.max).text == "18446744073709551615")
        #expect(JSONNumber(Int128.min).text == "-170141183460469231731687303715884105728")
        #expect(JSONNumber(Credits(nanocredits: 1)).text == "0.000000001")
        #expect(JSONNumber(try ExactDecimal(text: "1.3e-10")).text == "0.00000000013")
        #expect(JSON.credits(.zero) == 0)
    }

    @Test(
        "text that is a plain decimal is a number as it stands",
        arguments: ["0", "-0", "7", "-7", "0.5", "10.50", "-0.000000001", "100"])
    func plain(text: String) {
        #expect(JSONNumber(plain: text)?.text == text)
    }

    @Test(
        "text that is no plain decimal is no number",
        arguments: ["", "-", ".", ".5", "5.", "1.2.3", "1e3", "+1", "--1", "1-", "007", "-01", "a"])
    func notPlain(text: String) {
        #expect(JSONNumber(plain: text) == nil)
    }
}
