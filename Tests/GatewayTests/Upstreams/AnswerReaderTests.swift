// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

struct AnswerReaderTests {
    /// What is read, in words; `|` stands between the pieces in which it comes.
    private static func words(_ text: String, closes: Bool = false) throws -> String {
        var reader = AnswerReader()
        var words = ""
        func note(_ part: HTTPClientResponsePart) {
            switch part {
            case .head(let head):
                words += "\(head.status.code)\(head.isKeepAlive ? "" : " close") "
                for (name, value) in head.headers where name.hasPrefix("X-") {
                    words += "\(name)=\(value) "
                }
            case .body(let bytes): words += String(buffer: bytes)
            case .end: words += "."
            }
        }
        for piece in text.split(separator: "|", omittingEmptySubsequences: false) {
            reader.receive(ByteBuffer(string: String(piece)))
            while let part = try reader.next() { note(part) }
        }
        if closes, let part = try reader.finish() { note(part) }
        return words
    }

    private static let examples: [(String, String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 hi."),
        ("HTTP/1.1 200\r\ncontent-length:2\r\n\r\nhi", "200 hi."),
        (
            "HTTP/1.1 200 \r\nX-A:  b c\t \r\nX-E:\r\nContent-Length: 0\r\n\r\n",
            "200 X-A=b c X-E= ."
        ),
        (
            "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx",
            "204 .404 x."
        ),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "200 x."),
        ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", "200 close x."),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", "200 close x."),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", "200 x."),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "2;a=b\r\nab\r\n0A \r\n0123456789\r\n000\r\nX-T: 1\r\nX-U: 2\r\n\r\n",
            "200 ab0123456789."
        ),
    ]

    @Test("answers are read as they are meant", arguments: examples)
    func whole(text: String, meaning: String) throws {
        #expect(try Self.words(text) == meaning)
    }

    @Test("and the same in single bytes", arguments: examples)
    func bytewise(text: String, meaning: String) throws {
        let pieces = text.unicodeScalars.map(String.init).joined(separator: "|")
        #expect(try Self.words(pieces) == meaning)
    }

    @Test("an answer without a length ends with the connection")
    func untilClose() throws {
        #expect(try Self.words("HTTP/1.1 200 OK\r\n\r\nab|c") == "200 abc")
        #expect(try Self.words("HTTP/1.1 200 OK\r\n\r\nab|c", closes: true) == "200 abc.")
    }

    @Test(
        "a connection that ends in the middle of an answer has cut it off",
        arguments: [
            "HTT", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        ])
    func cutOff(text: String) throws {
        #expect(throws: AnswerFault.cutOff) { try Self.words(text, closes: true) }
    }

    @Test("between two answers it may")
    func betweenAnswers() throws {
        #expect(try Self.words("", closes: true) == "")
        #expect(
            try Self.words("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", closes: true)
                == "200 x.")
    }

    @Test(
        "what may be understood in two ways is no answer",
        arguments: [
            "NONSENSE / 200\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
            "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1 200OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 1\n\r\n\r\nx",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nName : x\r\n\r\n", "HTTP/1.1 200 OK\r\nX-A: a\r\n folded\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX-A: a\rb\r\n\r\n", "HTTP/1.1 200 OK\r\nX-A: \u{0}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1,1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        ])
    func malformed(text: String) {
        #expect(throws: AnswerFault.self) { try Self.words(text) }
    }

    @Test(
        "nor is a chunk that is not one",
        arguments: [
            "\r\n", "g\r\n", "-1\r\n", "0x1\r\na\r\n", "1\na\r\n", "1\r\nab\r\n", "1\r\na\n",
            "1000000000000000\r\n", String(repeating: "0", count: 5_000),
        ])
    func malformedChunk(text: String) {
        #expect(throws: AnswerFault.self) {
            try Self.words("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + text)
        }
    }

    @Test("heads and trailers that never end are too long")
    func tooLong() {
        let long = String(repeating: "X-A: \(String(repeating: "a", count: 1_000))\r\n|", count: 90)
        #expect(throws: AnswerFault.tooLong) { try Self.words("HTTP/1.1 200 OK\r\n" + long) }
        #expect(throws: AnswerFault.tooLong) {
            try Self.words(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + long)
        }
    }
}
