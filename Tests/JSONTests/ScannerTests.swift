// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct ScannerTests {
    @Test(
        "a member's value is found at any depth",
        arguments: [
            (["model"], "\"gpt\""), (["usage"], #"{"in":1, "out":{"x":[2]}}"#),
            (["usage", "in"], "1"),
            (["usage", "out", "x"], "[2]"), (["n"], "null"),
            (["messages"], #"[{"model":"no"}, "]"]"#),
            (["last"], "-1.5e3"), (["absent"], nil), (["usage", "absent"], nil),
            (["model", "x"], nil),
            (["n", "x"], nil), (["messages", "model"], nil), (["es\"caped"], "true"),
        ] as [([String], String?)])
    func finds(path: [String], expected: String?) {
        let text = Array(
            """
            { "model" : "gpt", "messages":[{"model":"no"}, "]"], "n":null,
              "usage":{"in":1, "out":{"x":[2]}}, "es\\u0022caped":true,"last":-1.5e3 }
            """.utf8)
        let range = JSONScanner.member(path, of: text)
        #expect(range.map { String(decoding: text[$0], as: UTF8.self) } == expected)
    }

    @Test("ranges count from the first byte of a slice")
    func slices() throws {
        let text = Array(#"xx{"a":12}"#.utf8)[2...]
        #expect(JSONScanner.member(["a"], of: text) == 5..<7)
        #expect(JSONScanner.member([], of: Array(" 1 ".utf8)) == 1..<2)
    }

    @Test(
        "text that is malformed anywhere or repeats the name has no members",
        arguments: [
            "", " ", "[]", "1", #"{"a":1"#, #"{"a":1}x"#, #"{"a":1,}"#, #"{"a":1,"b":[1,]}"#,
            #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"\u0061":3}"#, #"{"a":1,"b":"\x"}"#, #"{"a":01}"#,
            #"{"a":1 "b":2}"#, #"{"a":1,"b":[}]}"#, "\u{FEFF}{\"a\":1}",
        ])
    func findsNothing(text: String) {
        let bytes = Array(text.utf8)
        #expect(JSONScanner.member(["a"], of: bytes) == nil)
        #expect(JSONScanner.members(["a"], of: bytes) == nil)
        #expect(JSONScanner.replacingMember(["a"], of: bytes, with: 1) == nil)
    }

    @Test("several members are found in one pass")
    func findsSeveral() throws {
        let text = Array(#"{"stream":true,"x":{"model":0},"model":"m"}"#.utf8)
        let ranges = try #require(JSONScanner.members(["model", "stream", "absent"], of: text))
        #expect(ranges == [39..<42, 10..<14, nil])
        #expect(JSONScanner.members(["a"], of: Array("{ }".utf8)) == [nil])
    }

    @Test("names that nobody asked for may be repeated within what is skipped")
    func skipsRepeatedNames() {
        let text = Array(#"{"x":{"y":1,"y":2},"a":7}"#.utf8)
        #expect(JSONScanner.member(["a"], of: text) != nil)
    }

    @Test(
        "setting a member changes its bytes and no others",
        arguments: [
            (#"{ "a" : 1e400 , "b":2 }"#, ["b"], #"{ "a" : 1e400 , "b":true }"#),
            (#"{ "a" : [ 1 ] , "b":2 }"#, ["a"], #"{ "a" : true , "b":2 }"#),
            (#"{ "b":2 }"#, ["a"], #"{ "b":2,"a":true }"#), ("{}", ["a"], #"{"a":true}"#),
            (" { } ", ["a"], #" {"a":true } "#), ("{}", ["a", "b"], #"{"a":{"b":true}}"#),
            (#"{"a":{}}"#, ["a", "b"], #"{"a":{"b":true}}"#),
            (#"{"a":{"c":1 },"d":0}"#, ["a", "b"], #"{"a":{"c":1,"b":true },"d":0}"#),
            (#"{"a":null,"d":0}"#, ["a", "b"], #"{"a":{"b":true},"d":0}"#),
            (#"{"a":{"b":false}}"#, ["a", "b"], #"{"a":{"b":true}}"#),
            (#"{"x":1}"#, ["q\""], #"{"x":1,"q\"":true}"#), ("[1]", [], "true"),
        ])
    func sets(text: String, path: [String], expected: String) throws {
        let edited = try #require(
            JSONScanner.replacingMember(path, of: Array(text.utf8), with: true))
        #expect(String(decoding: edited, as: UTF8.self) == expected)
    }

    @Test(
        "setting refuses where something other than an object is in the way",
        arguments: [
            #"{"a":1}"#, #"{"a":"x"}"#, #"{"a":[]}"#, "null", "[]", #"{"a":{"b":1,"b":2}}"#,
        ])
    func setsNothing(text: String) {
        #expect(JSONScanner.replacingMember(["a", "b"], of: Array(text.utf8), with: 1) == nil)
    }
}
