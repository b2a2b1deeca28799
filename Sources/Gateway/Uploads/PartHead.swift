// SPDX-License-Identifier: Apache-2.0

/// The head of one part of a form: what it is called, and whether it is a file.
struct PartHead: Hashable {
    let name: String
    let fileName: String?

    /// - Throws: ``RequestRefusal/malformed(_:)`` for whatever programs may understand in more than
    ///   one way.
    init(_ bytes: some Sequence<UInt8>) throws(RequestRefusal) {
        var disposition: Substring?
        let head = String(decoding: Array(bytes), as: UTF8.self)
        for line in head.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":"),
                line.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
            else { throw Self.broken }
            let value = line[line.index(after: colon)...]
            switch line[..<colon].lowercased() {
            case "content-disposition":
                guard disposition == nil else { throw Self.broken }
                disposition = value
            case "content-transfer-encoding":
                guard ["binary", "8bit", "7bit"].contains(value.trimmed.lowercased()) else {
                    throw .malformed("The parts of a form must not be encoded.")
                }
            default: break
            }
        }
        guard let disposition, let parameters = HeaderParameters(disposition),
            parameters.value == "form-data", parameters["name*"] == nil,
            let name = parameters["name"], !name.isEmpty
        else {
            throw .malformed(
                "Each part of a form needs Content-Disposition: form-data with a name.")
        }
        self.name = name
        fileName = parameters["filename"] ?? parameters["filename*"]
    }

    private static let broken = RequestRefusal.malformed("The head of a form's part is broken.")
}

/// A header with parameters: `form-data; name="model"`.
struct HeaderParameters {
    /// What stands before the first parameter, in lower case.
    let value: String
    private var parameters: [String: String] = [:]

    /// Nil when it cannot be read, or names a parameter twice.
    init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        value = rest.prefix { $0 != ";" }.trimmed.lowercased()
        rest = rest.drop { $0 != ";" }
        while let next = rest.popFirst() {
            guard next == ";" else { return nil }
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard !rest.isEmpty else { break }
            let name = rest.prefix { $0 != "=" && $0 != ";" }.trimmed.lowercased()
            rest = rest.drop { $0 != "=" && $0 != ";" }
            guard !name.isEmpty, rest.popFirst() == "=", let value = Self.value(of: &rest),
                parameters.updateValue(value, forKey: name) == nil
            else { return nil }
        }
    }

    subscript(name: String) -> String? { parameters[name] }

    /// A word, or a text in quotes with `\"` in it.
    private static func value(of rest: inout Substring) -> String? {
        guard rest.first == "\"" else {
            let word = rest.prefix { $0 != ";" }
            rest = rest.dropFirst(word.count)
            return word.trimmed
        }
        rest.removeFirst()
        var value = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                rest = rest.drop { $0 == " " || $0 == "\t" }
                return value
            case "\\" where rest.first == "\"" || rest.first == "\\":
                value.append(rest.removeFirst())
            default: value.append(character)
            }
        }
        return nil
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(text)
    }
}
