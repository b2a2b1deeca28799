// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct EncodingTests {
    @Test("text is written without white space and with the escapes that must be")
    func writes() {
        let value: JSON = [
            "s": "\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}é😀\u{2028}", "n": nil, "t": true,
            "f": false,
            "i": -5, "a": [[], [:]], "": "",
        ]
        #expect(
            value.text == #"{"s":"\"\\/\b\f\n\r\t\u0001\u001f"# + "\u{7F}é😀\u{2028}"
                + #"","n":null,"t":true,"f":false,"i":-5,"a":[[],{}],"":""}"#)
    }

    @Test("encoding appends to what is there")
    func appends() {
        var bytes = Array("data: ".utf8)
        JSON.array([1]).encode(into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "data: [1]")
    }

    @Test(
        "spellings of one value have one canonical form",
        arguments: [
            (#"{"b":1,"a":2}"#, #"{ "a" : 2, "b" : 1 }"#), ("0.10", "1e-1"), ("0.1", "10E-2"),
            ("1000", "1e3"), ("-0", "0"), ("-0.0", "0e5"), ("1.0", "1"), (#""\u0041\/""#, #""A/""#),
            (#"{"é":0,"z":{"y":[1.50],"x":1}}"#, #"{"z":{"x":1.0,"y":[15e-1]},"\u00e9":0}"#),
            ("1e400", "1e400"),
        ])
    func canonicalIsShared(left: String, right: String) throws {
        #expect(try parse(left).canonical == parse(right).canonical)
    }

    @Test(
        "different values have different canonical forms",
        arguments: [
            ("0.1", #""0.1""#), ("[1,2]", "[2,1]"), ("null", "{}"), ("0.1", "0.10000000000000001"),
            (#"{"a":null}"#, "{}"), ("\"é\"", "\"e\u{301}\""), ("1e400", "1e401"), ("1", "true"),
        ])
    func canonicalTellsApart(left: String, right: String) throws {
        #expect(try parse(left).canonical != parse(right).canonical)
    }

    @Test("names are ordered by their bytes")
    func canonicalOrder() throws {
        let value = try parse(#"{"é":1,"a":2,"B":3,"aa":4,"":5,"😀":6,"ｱ":7}"#)
        #expect(
            String(decoding: value.canonical, as: UTF8.self)
                == #"{"":5,"B":3,"a":2,"aa":4,"é":1,"ｱ":7,"😀":6}"#)
    }
}
