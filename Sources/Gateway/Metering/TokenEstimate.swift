// SPDX-License-Identifier: Apache-2.0

/// How many tokens a request or an answer is likely to have, for holds and for usage that an
/// upstream did not report.
enum TokenEstimate {
    /// The tokens of the JSON value in `range`: every name, text and number in it, but not the
    /// punctuation of JSON, which models do not see.
    static func ofInput(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Int64 {
        var walk = TextWalk(bytes, in: range)
        var count: Int64 = 0
        while let item = walk.next() {
            switch item {
            case .name(let range): count += walk.tokens(of: range)
            case .text(let range, _): count += tokens(ofText: range, walk)
            case .scalar: count += 1
            }
        }
        return count
    }

    /// The tokens of a model's answer: the texts that it wrote in `range`, the `choices` of an
    /// answer or of a chunk of one.
    static func ofOutput(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Output {
        var walk = TextWalk(bytes, in: range)
        var output = Output()
        while let item = walk.next() {
            guard case .text(let range, let name?) = item else { continue }
            if isWritten(name, walk) {
                output.tokens += walk.tokens(of: range)
            } else if walk.spells(name, "finish_reason") {
                output.isFinished = true
            }
        }
        return output
    }

    /// The tokens of one text, a JSON string at `range`; none of any other value.
    static func ofText(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Int64 {
        var walk = TextWalk(bytes, in: range)
        guard case .text(let text, _)? = walk.next() else { return 0 }
        return walk.tokens(of: text)
    }

    struct Output: Hashable {
        var tokens: Int64 = 0
        /// A choice says why it ended.
        var isFinished = false
    }

    /// An amount of tokens that an input estimated at `tokens` is very unlikely to pass: half as
    /// many again, and the words that a chat template puts around a short message.
    static func ceiling(ofInput tokens: Int64, bytes: Int) -> Int64 {
        // No tokenizer makes more tokens than there are bytes.
        min(ceiling(ofInput: tokens), Int64(bytes) + templateTokens)
    }

    /// The same where the bytes do not matter.
    static func ceiling(ofInput tokens: Int64) -> Int64 { tokens + tokens / 2 + templateTokens }

    private static let templateTokens: Int64 = 32

    private static func tokens(ofText range: Range<Int>, _ walk: TextWalk) -> Int64 {
        guard isBinary(range, walk) else { return walk.tokens(of: range) }
        return binaryTokens + Int64(range.count / bytesPerBinaryToken)
    }

    /// An image in high detail costs 765 to 1,600 tokens with the large vendors, whatever its
    /// bytes; recorded speech about ten a second, of some 5 KB.
    private static let binaryTokens: Int64 = 1_600
    private static let bytesPerBinaryToken = 512
    private static let binaryBytesMin = 1_024
    private static let binarySample = 256

    /// Whether a text is a file in base 64: long, and no white space or punctuation at its end.
    private static func isBinary(_ range: Range<Int>, _ walk: TextWalk) -> Bool {
        guard range.count >= binaryBytesMin else { return false }
        return walk.bytes[range.suffix(binarySample)].allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
                UInt8(ascii: "="), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private static func isWritten(_ name: Range<Int>, _ walk: TextWalk) -> Bool {
        walk.spells(name, "content") || walk.spells(name, "text") || walk.spells(name, "arguments")
            || walk.spells(name, "reasoning_content") || walk.spells(name, "reasoning")
            || walk.spells(name, "refusal") || walk.spells(name, "transcript")
            || walk.spells(name, "thinking") || walk.spells(name, "partial_json")
    }
}
