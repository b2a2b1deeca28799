// SPDX-License-Identifier: Apache-2.0

import JSON

/// What `florin/echo-embedding` answers: for each text a unit vector that depends on nothing but
/// the text.
///
/// The numbers of a vector are measurements and may be floating point; nothing here is money.
struct EchoEmbedding {
    private let model: String
    private let inputs: [Input]
    private let dimensions: Int
    private let isBase64: Bool

    private struct Input {
        let seed: UInt64
        let tokens: Int64
    }

    static let dimensionsStandard = 64
    static let dimensionsMax = 4_096
    /// As many as OpenAI takes at once.
    static let inputsMax = 2_048

    /// - Throws: ``EchoRefusal``.
    init(_ json: JSON) throws(EchoRefusal) {
        model = json["model"]?.string ?? ""
        inputs = try EchoEmbedding.inputs(json["input"])
        switch json["dimensions"] {
        case nil, .null?:
            dimensions = EchoEmbedding.dimensionsStandard
        case let value?:
            guard let count = value.int64, (1...Int64(EchoEmbedding.dimensionsMax)).contains(count)
            else {
                throw EchoRefusal("dimensions", "must be from 1 to \(EchoEmbedding.dimensionsMax)")
            }
            dimensions = Int(count)
        }
        switch json["encoding_format"] {
        case nil, .null?, "float"?: isBase64 = false
        case "base64"?: isBase64 = true
        default: throw EchoRefusal("encoding_format", "must be \"float\" or \"base64\"")
        }
    }

    private static func inputs(_ json: JSON?) throws(EchoRefusal) -> [Input] {
        let refusal = EchoRefusal(
            "input", "must be a text, or a list of up to \(inputsMax) texts or token lists")
        switch json {
        case .string(let text)? where !text.isEmpty:
            return [Input(seed: hash(text.utf8), tokens: EchoTokenizer.count(of: text))]
        case .array(let elements)? where !elements.isEmpty && elements.count <= inputsMax:
            if let whole = input(ofTokens: elements) { return [whole] }
            var inputs: [Input] = []
            for element in elements {
                if let text = element.string, !text.isEmpty {
                    let tokens = EchoTokenizer.count(of: text)
                    inputs.append(Input(seed: hash(text.utf8), tokens: tokens))
                } else if let list = element.array, let input = input(ofTokens: list) {
                    inputs.append(input)
                } else {
                    throw refusal
                }
            }
            return inputs
        default:
            throw refusal
        }
    }

    /// Token numbers of any tokenizer; nil when the list is not of numbers.
    private static func input(ofTokens list: [JSON]) -> Input? {
        guard !list.isEmpty, list.allSatisfy({ $0.int64 != nil }) else { return nil }
        let bytes = JSON.array(list).encoded()
        return Input(seed: hash(bytes), tokens: Int64(list.count))
    }

    /// FNV-1a.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

extension EchoEmbedding {
    /// The answer as JSON.
    ///
    /// Written as text, because JSON here has no floating point to make numbers of.
    var answer: [UInt8] {
        var data: [String] = []
        for (index, input) in inputs.enumerated() {
            let vector = vector(of: input)
            let text =
                isBase64
                ? "\"\(Base64.text(of: vector.flatMap { littleEndian($0) }))\""
                : "[\(vector.map(\.description).joined(separator: ","))]"
            data.append(#"{"object":"embedding","index":\#(index),"embedding":\#(text)}"#)
        }
        let tokens = inputs.reduce(0) { $0 + $1.tokens }
        let usage = #"{"prompt_tokens":\#(tokens),"total_tokens":\#(tokens)}"#
        let name = JSON.string(model).text
        let list = data.joined(separator: ",")
        return Array(
            #"{"object":"list","data":[\#(list)],"model":\#(name),"usage":\#(usage)}"#.utf8)
    }

    private func vector(of input: Input) -> [Float] {
        var state = input.seed
        let raw = (0..<dimensions).map { _ -> Float in
            // SplitMix64: consecutive states give independent numbers.
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            // 24 bits fit a Float exactly; centred, so that none of them is zero.
            return (Float((mixed ^ (mixed >> 31)) >> 40) + 0.5) / Float(1 << 23) - 1
        }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return raw.map { $0 / length }
    }

    private func littleEndian(_ number: Float) -> [UInt8] {
        let bits = number.bitPattern
        return (0..<4).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
    }
}

/// RFC 4648, with padding.
enum Base64 {
    static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for (place, byte) in group.enumerated() { bits |= UInt32(byte) << (16 - 8 * place) }
            for digit in 0..<4 {
                let isPadding = digit > group.count
                let index = Int(bits >> (18 - 6 * digit)) & 63
                text.append(isPadding ? UInt8(ascii: "=") : alphabet[index])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
