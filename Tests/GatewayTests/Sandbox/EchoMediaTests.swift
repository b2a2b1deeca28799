// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import NIOHTTP1
import Pricing
import Testing
import Vocabulary

@testable import Gateway

/// The sandbox models of pictures and sound.
struct EchoMediaTests {
    @Test("speech is a WAVE file of a twentieth of a second for each character")
    func speech() async throws {
        let speech = try EchoSpeech(["input": .string(String(repeating: "ü", count: 30))])
        let spool = try Spool(in: "/tmp")
        var count = 0
        for piece in speech.pieces {
            count += piece.readableBytes
            try await spool.write(piece)
        }
        let length = try SoundLength(of: spool.file, in: 0..<Int64(count))
        #expect(length == SoundLength(microseconds: 1_500_000, isExact: true))
    }

    @Test("speech of nothing, or of more than OpenAI takes, is refused")
    func tooMuch() {
        for input in ["", String(repeating: "x", count: EchoSpeech.charactersMax + 1)] {
            #expect(throws: EchoRefusal.self) { try EchoSpeech(["input": .string(input)]) }
        }
    }

    @Test("a form is read from its file, with what was written anew before and behind it")
    func form() async throws {
        let spool = try Spool(in: "/tmp")
        let part = "--b\r\nContent-Disposition: form-data; name="
        let speech = try EchoSpeech(["input": "1234567890"]).pieces
        var file = ByteBuffer(string: "skipped")
        for piece in speech { file.writeImmutableBuffer(piece) }
        try await spool.write(file)
        let body = FileBody(
            file: spool.file, range: 7..<Int64(file.readableBytes),
            prefix: ByteBuffer(
                string: "\(part)model\r\n\r\nm\r\n\(part)file; filename=a.wav\r\n\r\n"),
            suffix: ByteBuffer(string: "\r\n\(part)stream\r\n\r\ntrue\r\n--b--\r\n"))
        let form = try EchoForm(body, contentType: "multipart/form-data; boundary=\"b\"")
        #expect(form.fields.text("model") == "m")
        #expect(form.heard == SoundLength(microseconds: 500_000, isExact: true))
        #expect(try EchoTranscript(form).isStreamed)
    }

    @Test("pictures are one pixel in PNG, and a stream says the same as the whole")
    func pictures() throws {
        let fields = CallFields(
            ByteBuffer(string: #"{"prompt":"p","n":2,"stream":true,"partial_images":1}"#))
        let picture = try EchoPicture(fields, created: 0)
        let usage = WholeAnswer.usage(in: ByteBuffer(bytes: picture.whole), of: .image)
        #expect(usage.counted.map(\.count) == [2])
        var meter = StreamMeter(PictureStream(count: 2))
        for event in picture.events(of: .image) { _ = try meter.receive(event) }
        #expect(meter.isDone)
        #expect(meter.facts.counted == usage.counted)
        #expect(meter.facts.dimensions == usage.dimensions)
    }
}
