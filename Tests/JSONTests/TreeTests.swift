// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct TreeTests {
    @Test("accessors return their own kind and nil for the others")
    func accessors() {
        let values: [JSON] = [nil, true, 7, "x", [1], ["a": 1]]
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
        #expect(values.map(\.bool) == [nil, true, nil, nil, nil, nil])
        #expect(values.map(\.int64) == [nil, nil, 7, nil, nil, nil])
        #expect(values.map { $0.number?.text } == [nil, nil, "7", nil, nil, nil])
        #expect(values.map(\.string) == [nil, nil, nil, "x", nil, nil])
        #expect(values.map(\.array) == [nil, nil, nil, nil, [1], nil])
        #expect(values.map { $0.object?.count } == [nil, nil, nil, nil, nil, 1])
        #expect(values[5]["a"] == 1)
        #expect(values[5]["b"] == nil)
        #expect(values[4]["a"] == nil)
    }

    @Test("an absent member is nil and a null member is null")
    func absentAndNull() throws {
        let value = try parse(#"{"a":null}"#)
        #expect(value["a"] == .some(.null))
        #expect(value["a"]?.isNull == true)
        #expect(value["b"] == nil)
    }

    @Test("members keep their order, are replaced in place and removed by nil")
    func editing() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = "two"
        object["d"] = nil
        object["a"] = nil
        object["e"] = .some(.null)
        object.append(name: "f", value: false)
        #expect(JSON.object(object).text == #"{"b":"two","c":3,"e":null,"f":false}"#)
        #expect(object.members.map(\.name) == ["b", "c", "e", "f"])
        for (name, value) in object.members { #expect(object[name] == value) }
    }

    @Test("a literal cannot repeat a name either")
    func literals() {
        let name = "a"
        let object: JSONObject = ["a": 1, "b": 2, name: 3]
        #expect(JSON.object(object).text == #"{"a":3,"b":2}"#)
        #expect(JSON("say \(name)").text == #""say a""#)
    }

    @Test("equal values have equal hashes")
    func hashing() throws {
        let text = #"{"a":[1,2.0,"x",null,true,{"b":{}}]}"#
        #expect(Set([try parse(text), try parse(text), try parse("[]")]).count == 2)
        #expect(try parse(#"{"a":1,"b":2}"#) != parse(#"{"b":2,"a":1}"#))
    }
}
