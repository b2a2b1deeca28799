// SPDX-License-Identifier: Apache-2.0

import JSON
import Vocabulary

// What fields and query parameters say of what they expect, and how they read it.

let instantExpected = "a time in ISO 8601, like 2026-01-31T12:00:00Z"

func textExpected(_ lengths: ClosedRange<Int>) -> String {
    "a text of \(lengths.lowerBound) to \(lengths.upperBound) characters"
}

func integerExpected(_ range: ClosedRange<Int64>) -> String {
    "an integer from \(range.lowerBound) to \(range.upperBound)"
}

func idExpected<Kind: IDKind>(_: Kind.Type) -> String { "an id that starts with \(Kind.prefix)_" }

func oneOf<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type) -> String {
    "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
}

func textWithin(_ json: JSON, _ lengths: ClosedRange<Int>) -> String? {
    json.string.flatMap { isText($0, lengths) ? $0 : nil }
}

/// Line breaks and tabs are text; other control characters are not, and PostgreSQL keeps no NUL.
func isText(_ text: some StringProtocol, _ lengths: ClosedRange<Int>) -> Bool {
    lengths.contains(text.unicodeScalars.count)
        && text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
        }
}

func integerWithin(_ json: JSON, _ range: ClosedRange<Int64>) -> Int64? {
    json.int64.flatMap { range.contains($0) ? $0 : nil }
}
