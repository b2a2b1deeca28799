// SPDX-License-Identifier: Apache-2.0

import Money
import Vocabulary

extension [Draw] {
    /// The draws as a column holds them: `paid:grant_…:1500000000`, comma-separated; `limit` stands
    /// for the credit limit.
    public var text: String {
        var text: [UInt8] = []
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends ``text`` as UTF-8, without a string in between.
    public func write(to text: inout [UInt8]) {
        for (index, draw) in enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text += draw.kind == .paid ? "paid:".utf8 : "promotional:".utf8
            if let grant = draw.grant { grant.write(to: &text) } else { text += "limit".utf8 }
            text.append(UInt8(ascii: ":"))
            text.append(decimal: draw.amount.nanocredits)
        }
    }

    /// Reads what ``text`` wrote; nil when it is anything else.
    public init?(text: String) {
        self.init(utf8: text.utf8.span)
    }

    /// Reads what ``write(to:)`` wrote; nil when it is anything else.
    public init?(utf8 text: Span<UInt8>) {
        self = []
        if text.isEmpty { return }
        var start = 0
        for end in 0...text.count where end == text.count || text[end] == UInt8(ascii: ",") {
            guard let draw = Draw(utf8: text.extracting(start..<end)) else { return nil }
            append(draw)
            start = end + 1
        }
    }
}

extension Draw {
    /// Reads one draw of a column: `paid:grant_…:1500000000`.
    fileprivate init?(utf8 text: Span<UInt8>) {
        guard let first = text.firstColon(from: 0), let second = text.firstColon(from: first + 1),
            let kind = CreditKind(utf8: text.extracting(..<first)),
            let nanocredits = Int64(decimal: text.extracting((second + 1)...)), nanocredits > 0
        else { return nil }
        let grantText = text.extracting((first + 1)..<second)
        let grant = GrantID(utf8: grantText)
        guard grant != nil || grantText.equals("limit") else { return nil }
        self.init(grant: grant, kind: kind, amount: Credits(nanocredits: nanocredits))
    }
}

extension CreditKind {
    fileprivate init?(utf8 text: Span<UInt8>) {
        if text.equals("paid") {
            self = .paid
        } else if text.equals("promotional") {
            self = .promotional
        } else {
            return nil
        }
    }
}

extension Span<UInt8> {
    fileprivate func firstColon(from start: Int) -> Int? {
        var index = start
        while index < count {
            if self[index] == UInt8(ascii: ":") { return index }
            index += 1
        }
        return nil
    }

    fileprivate func equals(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in indices where self[index] != word.utf8Start[index] { return false }
        return true
    }
}
