// SPDX-License-Identifier: Apache-2.0

import API
import JSON
import Testing

@Suite("YAML as JSON")
struct YAMLTests {
    @Test("a document keeps its shape, and its numbers their digits")
    func shape() throws {
        let json = try JSON(
            yaml: """
                # a price list
                per: 1000000
                price: 0.30000000000000004441
                small: 1.5e-7
                text: 2026-11-25
                quoted: "2.5"
                list: [true, false, null, ~, yes, 0x10, 1_000, +1, .5]
                nested:
                  - {a: 1}
                """)
        let expected = """
            {"per":1000000,"price":0.30000000000000004441,"small":1.5e-7,"text":"2026-11-25",\
            "quoted":"2.5","list":[true,false,null,null,"yes","0x10","1_000","+1",".5"],\
            "nested":[{"a":1}]}
            """
        #expect(json.text == expected)
    }

    @Test("anchors stand for what they name")
    func anchors() throws {
        #expect(try JSON(yaml: "a: &x {b: 1}\nc: *x").text == #"{"a":{"b":1},"c":{"b":1}}"#)
    }

    @Test(
        "what is no YAML, or more than anybody writes, is refused in one line",
        arguments: [
            "a: b: c", "[", "? [a]\n: b", "a: 1\na: 2", "*nowhere", "a:\n\t- b",
            String(repeating: "[", count: 100_000), YAMLTests.laughs,
        ])
    func refused(_ text: String) {
        let refusal = #expect(throws: YAMLRefusal.self) { try JSON(yaml: text) }
        #expect(refusal?.description.contains("\n") == false)
    }

    /// Nine levels of ten aliases each: a billion parts in some hundred bytes.
    private static let laughs = """
        a: &a [x, x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
        f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
        g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
        h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
        i: [*h, *h, *h, *h, *h, *h, *h, *h, *h, *h]
        """
}
