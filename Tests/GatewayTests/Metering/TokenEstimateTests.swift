// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Gateway

/// Where tokens begin, and how many a request is likely to have.
struct TokenEstimateTests {
    @Test(
        "text is cut by the documented rule",
        arguments: [
            ("", []),
            ("Hello, world!", ["Hello", ",", " world", "!"]),
            ("word0 word1", ["word", "0", " word", "1"]),
            ("12345", ["123", "45"]),
            ("abcdefghijkl", ["abcdefghij", "kl"]),
            ("a  b\n\nc", ["a", "  ", "b", "\n\n", "c"]),
            ("a == b", ["a", " ==", " b"]),
            ("........", ["......", ".."]),
            ("日本語", ["日", "本", "語"]),
            ("привет", ["при", "вет"]),
            ("ok 👍", ["ok", " 👍"]),
            (" ", [" "]),
        ])
    func tokens(text: String, tokens: [String]) {
        #expect(EchoTokenizer.tokens(of: text) == tokens)
        #expect(EchoTokenizer.count(of: text) == Int64(tokens.count))
        #expect(EchoTokenizer.tokens(of: text).joined() == text)
    }

    @Test("names, texts and numbers of the input count, JSON's punctuation does not")
    func input() {
        #expect(count(#"[{"role":"user","content":"Hello, world"}]"#) == 6)
        #expect(count("[\n { \"role\" : \"user\" , \"content\" : \"Hello, world\" } ]") == 6)
        #expect(count("[1,22,-333]") == 3)
        #expect(count(#""one \"two\" \\ \u00e9\n""#) == 7)
        #expect(count("[]") == 0)
    }

    @Test("a picture costs what pictures cost, not what its bytes would as text")
    func binary() {
        let picture = String(repeating: "iVBORw0KGgoAAAANSUhEUg", count: 4_096)
        let tokens = count(#"{"url":"data:image/png;base64,\#(picture)"}"#)
        #expect((1_600...2_000).contains(tokens))
        let prose = String(repeating: "some words of prose ", count: 100)
        #expect(count(#"{"text":"\#(prose)"}"#) == 402)
    }

    @Test("a hold's input is above the estimate, but never above the bytes by more than a template")
    func ceiling() {
        #expect(TokenEstimate.ceiling(ofInput: 100, bytes: 1_000) == 182)
        #expect(TokenEstimate.ceiling(ofInput: 100, bytes: 110) == 142)
        #expect(TokenEstimate.ceiling(ofInput: 0, bytes: 50) == 32)
    }

    @Test("output is what the model wrote, and says when it is finished")
    func output() {
        let message = #"{"role":"assistant","content":"Hi there"}"#
        let text = "[{\"message\":\(message),\"finish_reason\":\"stop\"}]"
        let output = withBytes(text) { TokenEstimate.ofOutput($0, in: 0..<$0.count) }
        #expect(output == TokenEstimate.Output(tokens: 2, isFinished: true))
    }

    private func count(_ json: String) -> Int64 {
        withBytes(json) { TokenEstimate.ofInput($0, in: 0..<$0.count) }
    }

    private func withBytes<Result>(
        _ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        Array(text.utf8).withUnsafeBufferPointer(body)
    }
}
