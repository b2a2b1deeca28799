// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct WriterTests {
    @Test("what is written piece by piece is the text of the same tree")
    func sameAsTree() throws {
        var text = JSONWriter(capacity: 16)
        text.object { text in
            text.name(of: "a\n\"b\"")
            text.string("é\u{1}")
            text.name("empty")
            text.object { _ in }
            text.name("list")
            text.array { text in
                text.number(JSONNumber(-5))
                text.object { $0.member("x", JSONNumber(1)) }
                text.array { _ in }
                text.string("")
            }
            text.member("last", JSONNumber(2))
        }
        let written = text.text
        #expect(
            written
                == #"{"a\n\"b\"":"é\u0001","empty":{},"list":[-5,{"x":1},[],""],"last":2}"#)
        #expect(try JSON(parsing: written.utf8).text == written)
    }
}
