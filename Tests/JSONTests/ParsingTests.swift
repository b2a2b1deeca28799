// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Testing

func parse(_ text: String, limits: JSONLimits = .request) throws(JSONRefusal) -> JSON {
    try JSON(parsing: Array(text.utf8), limits: limits)
}

@Suite struct ParsingTests {
    @Test(
        "what RFC 8259 allows is read",
        arguments: [
            ("null", JSON.null), ("true", true), ("false", false), ("0", 0), ("-1", -1),
            (" \t\r\n7\n ", 7), (#""""#, ""), (#""a""#, "a"), ("[]", []), ("{}", [:]),
            ("[ ]", []), ("{ }", [:]), ("[1,[2,[3]],{}]", [1, [2, [3]], [:]]),
            (#"{"a":1,"b":{"c":null}}"#, ["a": 1, "b": ["c": nil]]),
            (#"{ "a" : [ 1 , true ] }"#, ["a": [1, true]]), (#"{"":0}"#, ["": 0]),
            (#"{"a":{"a":{"a":1}}}"#, ["a": ["a": ["a": 1]]]),
        ] as [(String, JSON)])
    func accepts(text: String, expected: JSON) throws {
        #expect(try parse(text) == expected)
    }

    @Test(
        "strings are decoded: escapes, surrogate pairs, raw UTF-8",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\ud83d\uDE00""#, "😀"), (#""\u0000x""#, "\0x"), (#""é€😀""#, "é€😀"),
            (#""\uFFFF\ufeff""#, "\u{FFFF}\u{FEFF}"), ("\"\u{7F}\"", "\u{7F}"),
            (#""12345678\n12345678""#, "12345678\n12345678"),
            (#""1234567\u00e91234567\\""#, "1234567é1234567\\"),
            (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"),
        ])
    func decodesStrings(text: String, expected: String) throws {
        let string = try #require(try parse(text).string)
        #expect(Array(string.utf8) == Array(expected.utf8))
    }

    @Test("a special byte is seen at every place of a word and across words", arguments: 0..<40)
    func seesSpecialBytes(at offset: Int) throws {
        let plain = String(repeating: "x", count: offset)
        let rest = String(repeating: "y", count: 20)
        #expect(try parse("\"\(plain)\\n\(rest)\"").string == "\(plain)\n\(rest)")
        #expect(try parse("\"\(plain)é\(rest)\"").string == "\(plain)é\(rest)")
        #expect(
            throws: JSONRefusal.malformed(
                offset: offset + 1, expected: "no bare control character")
        ) { try parse("\"\(plain)\u{1F}\(rest)\"") }
        #expect(try parse("[\"\(plain)\",\"\(rest)\"]").array?.count == 2)
    }

    @Test(
        "what RFC 8259 does not allow is refused",
        arguments: [
            "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "undefined", "01", "-01", "00",
            "1.", ".5", "-", "+1", "1e", "1e+", "1.e3", "0x10", "1_000", "--1", "1e1.5", "[1,]",
            "[,1]", "[1 2]", "[", "]", "[1", "{", "}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
            "{a:1}", "{'a':1}", #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{1:1}"#, "[1}", #"{"a":1]"#,
            "// c\n1", "/* c */1", "[1]//", "'a'", "\"a", "\"a\\", #""\x""#, #""\u12""#,
            #""\u12G4""#,
            #""\uD800""#, #""\uDC00""#, #""\uD800\u0041""#, #""\uD800x""#, #""\uDC00\uD800""#,
            #""\ud800\ud800""#, "\"\u{0}\"", "\"\t\"", "\"\n\"", "\u{FEFF}1", "1,2", "1 2",
            "\"a\"b",
            "\u{A0}1", "\u{0B}1", "1\u{0}", "\u{0}", "nulL", "[nul]", "{\"a\":tru}", "é",
            "[\"a\",\n",
        ])
    func refuses(text: String) {
        #expect(throws: JSONRefusal.self) { try parse(text) }
    }

    @Test("refusals name the byte and what was expected")
    func refusalsTellTheirPlace() {
        #expect(refusal(of: "") == .empty)
        #expect(refusal(of: " \n\t ") == .empty)
        #expect(refusal(of: #"{"a" 1}"#) == .malformed(offset: 5, expected: "a colon"))
        #expect(
            refusal(of: "[1 2]")
                == .malformed(offset: 3, expected: "a comma or a closing bracket"))
        #expect(
            refusal(of: #"{"a":1 "b""#)
                == .malformed(offset: 7, expected: "a comma or a closing brace"))
        #expect(refusal(of: "{,}") == .malformed(offset: 1, expected: "a name in quotes"))
        #expect(refusal(of: "[1.x]") == .malformed(offset: 3, expected: "a digit"))
        #expect(refusal(of: #""ab"#) == .malformed(offset: 3, expected: "a closing quote"))
        #expect(refusal(of: #""a\q""#) == .malformed(offset: 3, expected: "an escape"))
        #expect(
            refusal(of: #""a\ud83d""#)
                == .malformed(offset: 2, expected: "a whole surrogate pair"))
        #expect(
            refusal(of: "\u{FEFF}{}")
                == .malformed(offset: 0, expected: "a value, not a byte order mark"))
        #expect(refusal(of: "{} x") == .trailingBytes(offset: 3))
        #expect(refusal(of: "{}\u{0}") == .trailingBytes(offset: 2))
    }

    @Test("every refusal has a sentence")
    func refusalsHaveSentences() {
        #expect(
            JSONRefusal.malformed(offset: 5, expected: "a colon").description
                == "The JSON is malformed at byte 5: expected a colon.")
        #expect(
            JSONRefusal.duplicateName("usage.input_tokens").description
                == #"The JSON has the member "usage.input_tokens" twice."#)
        for refusal in [
            JSONRefusal.empty, .notUTF8(offset: 1), .tooDeep(64), .trailingBytes(offset: 9),
        ] { #expect(refusal.description.hasSuffix(".")) }
    }

    @Test(
        "text that is not UTF-8 is refused where it starts",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xE2, 0x82],
            [0xE2, 0x82, 0x41], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98],
            [0xF0, 0x9F, 0x98, 0x22], [0xFE], [0xFF],
        ] as [[UInt8]])
    func refusesWhatIsNotUTF8(sequence: [UInt8]) {
        let text: [UInt8] = [0x22, 0x61] + sequence + [0x22]
        #expect(throws: JSONRefusal.notUTF8(offset: 2)) { try JSON(parsing: text) }
        #expect(throws: JSONRefusal.notUTF8(offset: 2)) { try JSON(parsing: text.dropLast()) }
        #expect(JSONScanner.member([], of: text) == nil)
    }

    @Test("every scalar of Unicode passes, raw and as an escape")
    func everyScalarPasses() throws {
        for value in stride(from: UInt32(0x20), through: 0x10FFFF, by: 61) {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else {
                continue
            }
            let raw = String(Character(scalar))
            #expect(try parse("\"\(raw)\"").string == raw)
            let units = raw.utf16.map { "\\u" + padded(String($0, radix: 16)) }.joined()
            let escaped = try parse("\"\(units)\"").string
            #expect(escaped.map { Array($0.utf8) } == Array(raw.utf8))
        }
    }

    @Test("bytes without contiguous storage are read as well")
    func readsOtherCollections() throws {
        let text = Array(#"{"a":[1,"é"]}"#.utf8)
        let expected: JSON = ["a": [1, "é"]]
        #expect(
            try JSON(parsing: [text[..<5], text[5...]].joined().map { $0 }.lazy.map { $0 })
                == expected)
        #expect(try JSON(parsing: ([0x20, 0x20] + text)[2...]) == expected)
        #expect(try text.withUnsafeBufferPointer { try JSON(parsing: $0) } == expected)
        #expect(try JSON(parsing: #"{"a":[1,"é"]}"#.utf8) == expected)
    }
}

func refusal(of text: String, limits: JSONLimits = .request) -> JSONRefusal? {
    do throws(JSONRefusal) {
        _ = try parse(text, limits: limits)
        return nil
    } catch {
        return error
    }
}

private func padded(_ digits: String) -> String {
    String(repeating: "0", count: 4 - digits.count) + digits
}
