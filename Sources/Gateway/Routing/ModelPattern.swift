// SPDX-License-Identifier: Apache-2.0

/// The name of a model, or of many: `*` stands for any characters, or for none.
public struct ModelPattern: Hashable, Sendable {
    private enum Form: Hashable {
        case any
        case exact(String)
        case prefix(String)
        /// What stands between the stars; the first and the last piece are the name's ends.
        case pieces([[UInt8]])
    }

    private let form: Form

    public static let any = ModelPattern(form: .any)

    private init(form: Form) {
        self.form = form
    }

    /// Nil for a pattern that is empty, longer than any name, or has spaces or `**` in it.
    public init?(_ text: String) {
        guard (1...256).contains(text.utf8.count), !text.contains("**"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        let pieces = text.split(separator: "*", omittingEmptySubsequences: false)
        switch (pieces.count, pieces[0], pieces[pieces.count - 1]) {
        case (1, _, _): form = .exact(text)
        case (2, "", ""): form = .any
        case (2, let start, ""): form = .prefix(String(start))
        default: form = .pieces(pieces.map { Array($0.utf8) })
        }
    }

    func matches(_ name: String) -> Bool {
        switch form {
        case .any: true
        case .exact(let text): name == text
        case .prefix(let start): name.utf8.starts(with: start.utf8)
        case .pieces(let pieces): Self.match(pieces, Array(name.utf8))
        }
    }

    /// The first piece and the last stand at the ends; each other one is taken where it is found
    /// first, which leaves the most to those behind it.
    private static func match(_ pieces: [[UInt8]], _ name: [UInt8]) -> Bool {
        let (first, last) = (pieces[0], pieces[pieces.count - 1])
        guard name.count >= first.count + last.count, name.starts(with: first),
            name.suffix(last.count).elementsEqual(last)
        else { return false }
        var rest = name[first.count..<(name.count - last.count)]
        for piece in pieces.dropFirst().dropLast() {
            guard let place = rest.firstRange(of: piece) else { return false }
            rest = rest[place.upperBound...]
        }
        return true
    }
}
