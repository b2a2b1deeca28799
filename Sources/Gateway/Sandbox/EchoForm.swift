// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// A form as the sandbox reads it: as a provider does, from its first byte on.
struct EchoForm {
    let fields: CallFields
    /// How long the recording is that was sent; nil when none was.
    let heard: SoundLength?

    private static let pieceBytes = 128 << 10

    /// Waits for the disk.
    ///
    /// - Throws: `RequestRefusal` when it is no form, or whatever the disk says.
    init(_ body: FileBody, contentType: String) throws {
        let boundary = HeaderParameters(contentType)?["boundary"] ?? ""
        var reader = MultipartReader(boundary: boundary)
        try reader.receive(body.prefix.readableBytesView)
        var place = body.range.lowerBound
        while place < body.range.upperBound {
            let count = min(Int64(Self.pieceBytes), body.range.upperBound - place)
            let piece = try body.file.read(at: place, count: Int(count))
            try reader.receive(piece.readableBytesView)
            place += count
        }
        try reader.receive(body.suffix.readableBytesView)
        try reader.finish()
        let form = Upload(file: body.file, boundary: boundary, reader: reader)
        fields = CallFields(form: form.texts)
        // Where the form lies in its file.
        let offset = body.range.lowerBound - Int64(body.prefix.readableBytes)
        heard = try form.files("file").first.map { part in
            try SoundLength(
                of: body.file,
                in: part.range.lowerBound + offset..<part.range.upperBound + offset)
        }
    }
}

/// What `florin/echo-transcribe` answers: how long the recording was that it heard.
struct EchoTranscript {
    private let seconds: Int64
    private let format: String
    let isStreamed: Bool

    init(_ form: EchoForm) throws(EchoRefusal) {
        guard let heard = form.heard else { throw EchoRefusal("file", "must be a recording") }
        // As OpenAI does: up to the next second.
        seconds = (heard.microseconds + 999_999) / 1_000_000
        format = form.fields.text("response_format") ?? "json"
        isStreamed = form.fields.text("stream") == "true"
    }

    private var text: String { "A recording of \(seconds) seconds." }

    private var usage: JSON { ["type": "duration", "seconds": .number(JSONNumber(seconds))] }

    /// The answer in one piece, and what it is.
    var whole: (type: String, bytes: [UInt8]) {
        switch format {
        case "text", "srt", "vtt":
            ("text/plain; charset=utf-8", Array((text + "\n").utf8))
        case "verbose_json":
            ("application/json", verbose.encoded())
        default:
            (
                "application/json",
                JSON.object(["text": .string(text), "usage": usage]).encoded()
            )
        }
    }

    private var verbose: JSON {
        [
            "task": "transcribe", "language": "english", "text": .string(text),
            "duration": .number(JSONNumber(seconds)), "segments": [], "usage": usage,
        ]
    }

    /// The answer as server-sent events.
    var events: [ByteBuffer] {
        let pieces = EchoTokenizer.tokens(of: text).map { token in
            Self.event(["type": "transcript.text.delta", "delta": .string(token)])
        }
        let last: JSON = [
            "type": "transcript.text.done", "text": .string(text), "usage": usage,
        ]
        return pieces + [Self.event(last)]
    }

    private static func event(_ data: JSON) -> ByteBuffer {
        var event = ByteBuffer()
        event.writeEvent(nil, data)
        return event
    }
}
