// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Gateway

/// Forms with files, as they arrive.
struct MultipartReaderTests {
    private static let form =
        "--XyZ\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
        + "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".wav\"\r\n"
        + "Content-Type: audio/wav\r\n\r\nsound\r\n--Xy\r\n\r\n"
        + "\r\n--XyZ\r\ncontent-disposition: form-data; name=prompt\r\n\r\n\r\n"
        + "--XyZ--\r\nepilogue"

    @Test("the same parts are found wherever the body is cut")
    func cuts() throws {
        let bytes = Array(Self.form.utf8)
        let whole = try read([bytes])
        #expect(whole.map(\.name) == ["model", "file", "prompt"])
        #expect(whole.map(\.fileName) == [nil, "a \"b\".wav", nil])
        #expect(whole.map(\.text) == ["whisper-1", "", ""])
        let file = bytes[Int(whole[1].range.lowerBound)..<Int(whole[1].range.upperBound)]
        #expect(String(decoding: file, as: UTF8.self) == "sound\r\n--Xy\r\n\r\n")
        for cut in 1..<bytes.count {
            #expect(try read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
        }
        #expect(try read(bytes.map { [$0] }) == whole)
    }

    @Test(
        "what programs understand differently is refused",
        arguments: [
            // Another boundary, text before the first, a boundary within a line.
            "--Other\r\n", "hello\r\n--XyZ\r\n", "--XyZ\r\n\(head("a"))a--XyZ--",
            "--XyZ\r\n\(head("a"))a\n--XyZ\r\n\(head("model"))b\r\n--XyZ--",
            "--XyZbc\r\n\(head("a"))a\r\n--XyZ--",
            // No end.
            "--XyZ\r\n\(head("a"))a\r\n--XyZ\r\n",
            // Heads: none, two names, two dispositions, folded lines, encodings.
            "--XyZ\r\n\r\na\r\n--XyZ--",
            "--XyZ\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\na\r\n--XyZ--",
            "--XyZ\r\nContent-Disposition: form-data; name=a; name*=b\r\n\r\na\r\n--XyZ--",
            "--XyZ\r\nContent-Disposition: form-data; name=a\r\n"
                + "Content-Disposition: form-data; name=b\r\n\r\na\r\n--XyZ--",
            "--XyZ\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\na\r\n--XyZ--",
            "--XyZ\r\nContent-Disposition: form-data; name=a\nX: b\r\n\r\na\r\n--XyZ--",
            "--XyZ\r\nContent-Disposition: form-data; name=a\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--XyZ--",
        ])
    func refused(form: String) {
        #expect(throws: RequestRefusal.self) { try read([Array(form.utf8)]) }
        #expect(throws: RequestRefusal.self) { try read(form.utf8.map { [$0] }) }
    }

    @Test("parts, heads and texts have limits; files have none here")
    func limits() throws {
        let part = "--XyZ\r\n\(Self.head("a"))a\r\n"
        let many = String(repeating: part, count: MultipartReader.partsMax)
        #expect(try read([Array((many + "--XyZ--").utf8)]).count == MultipartReader.partsMax)
        #expect(throws: RequestRefusal.self) { try read([Array((many + part).utf8)]) }
        let long = String(repeating: "x", count: MultipartReader.textBytesMax + 1)
        #expect(throws: RequestRefusal.self) {
            try read([Array("--XyZ\r\n\(Self.head("a"))\(long)\r\n--XyZ--".utf8)])
        }
        let file = "--XyZ\r\n\(Self.head("a; filename=b"))\(long)\r\n--XyZ--"
        #expect(try read([Array(file.utf8)]).first?.text == "")
        let head = String(repeating: "X: y\r\n", count: MultipartReader.headBytesMax / 6 + 1)
        #expect(throws: RequestRefusal.self) { try read([Array("--XyZ\r\n\(head)".utf8)]) }
    }

    private static func head(_ name: String) -> String {
        "Content-Disposition: form-data; name=\(name)\r\n\r\n"
    }

    private func read(_ pieces: [[UInt8]]) throws -> [MultipartReader.Part] {
        var reader = MultipartReader(boundary: "XyZ")
        for piece in pieces { try reader.receive(ByteBuffer(bytes: piece).readableBytesView) }
        try reader.finish()
        return reader.parts
    }
}
