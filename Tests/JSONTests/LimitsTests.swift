// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct LimitsTests {
    static func nested(_ open: String, _ close: String, depth: Int) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    @Test("64 levels are read and 65 are refused", arguments: [("[", "]"), (#"{"a":"#, "}")])
    func depth(open: String, close: String) throws {
        #expect(throws: Never.self) { try parse(Self.nested(open, close, depth: 64)) }
        #expect(refusal(of: Self.nested(open, close, depth: 65)) == .tooDeep(64))
        let deepest = Array(Self.nested(open, close, depth: 64).utf8)
        #expect(JSONScanner.member([], of: deepest) == 0..<deepest.count)
        let tooDeep = Array(Self.nested(open, close, depth: 65).utf8)
        #expect(JSONScanner.member([], of: tooDeep) == nil)
    }

    @Test("the scanner counts the levels of its path too")
    func depthOfPath() {
        let deepest = Array(Self.nested(#"{"a":"#, "}", depth: 64).utf8)
        let path = Array(repeating: "a", count: 64)
        #expect(JSONScanner.member(path, of: deepest) != nil)
        let tooDeep = Array(Self.nested(#"{"a":"#, "}", depth: 65).utf8)
        #expect(JSONScanner.member(path + ["a"], of: tooDeep) == nil)
        #expect(JSONScanner.member(["a", "a"], of: tooDeep) == nil)
        #expect(JSONScanner.members(["a"], of: tooDeep) == nil)
    }

    @Test("a million open brackets end at the limit, not at the end of the stack")
    func hostileDepth() {
        let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONRefusal.tooDeep(64)) { try JSON(parsing: brackets) }
        #expect(throws: JSONRefusal.tooDeep(128)) {
            try JSON(parsing: brackets, limits: JSONLimits(depthMax: 128))
        }
        #expect(JSONScanner.member(["a"], of: brackets) == nil)
    }

    @Test(
        "a repeated name is refused with its path",
        arguments: [
            (#"{"a":1,"a":1}"#, "a"), (#"{"a":1,"b":2,"a":null}"#, "a"),
            (#"{"usage":{"input_tokens":1,"input_tokens":2}}"#, "usage.input_tokens"),
            (#"{"data":[{"x":1},{"x":1,"y":[],"x":2}]}"#, "data.1.x"),
            (#"[[{"":1,"":2}]]"#, "0.0."), (#"{"a":1,"\u0061":2}"#, "a"),
        ])
    func duplicateNames(text: String, path: String) {
        #expect(refusal(of: text) == .duplicateName(path))
        #expect(refusal(of: text, limits: .catalog) == .duplicateName(path))
    }

    @Test("whoever takes repeated names gets them all, and the first one by name")
    func repeatedNamesTaken() throws {
        let json = try parse(#"{"a":1,"b":{"c":2,"c":3},"a":4}"#, limits: .foreignCatalog)
        #expect(json.object?.members.map(\.name) == ["a", "b", "a"])
        #expect(json["a"] == 1)
        #expect(json["b"]?.object?.members.map(\.value) == [2, 3])
        #expect(refusal(of: "[[", limits: .foreignCatalog) != nil)
    }

    @Test("names that only look the same are different names")
    func equivalentNames() throws {
        let object = try #require(
            try parse("{\"\u{212A}\":1,\"K\":2,\"é\":3,\"e\u{301}\":4}").object)
        #expect(object.count == 4)
        #expect(object["K"] == 2)
        #expect(object["\u{212A}"] == 1)
        #expect(object["e\u{301}"] == 4)
    }

    @Test("a name repeated at the end of a large object is found", arguments: [15, 16, 17, 10_000])
    func duplicateAtTheEnd(count: Int) throws {
        let members = (0..<count).map { #""name\#($0)":\#($0)"# }.joined(separator: ",")
        #expect(try parse("{\(members)}").object?.count == count)
        #expect(refusal(of: "{\(members),\"name0\":1}") == .duplicateName("name0"))
        #expect(
            refusal(of: "{\(members),\"name\(count - 1)\":1}")
                == .duplicateName("name\(count - 1)"))
    }

    @Test("two hundred thousand names take a moment, not minutes", .timeLimit(.minutes(1)))
    func manyNames() throws {
        let members = (0..<200_000).map { #""name\#($0)":0"# }.joined(separator: ",")
        #expect(try parse("{\(members)}", limits: .catalog).object?.count == 200_000)
    }

    @Test("a string of a megabyte and a number of a hundred thousand digits are read")
    func longTokens() throws {
        let text = String(repeating: "x", count: 1_000_000)
        #expect(try parse("\"\(text)\"").string == text)
        let digits = String(repeating: "9", count: 100_000)
        let number = try #require(try parse(digits).number)
        #expect(number.text == digits)
        #expect(number.int64 == nil)
    }
}
