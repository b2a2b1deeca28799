// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// What `florin/echo-speech` answers: a hum of a twentieth of a second for each character, as a
/// WAVE file whatever format was asked for.
struct EchoSpeech {
    private let samples: Int
    let isStreamed: Bool

    static let samplesOfSecond = 8_000
    private static let samplesOfCharacter = samplesOfSecond / 20
    /// As many as OpenAI takes.
    static let charactersMax = 4_096
    private static let pieceBytes = 16 << 10

    init(_ json: JSON) throws(EchoRefusal) {
        guard let count = json["input"]?.string?.unicodeScalars.count,
            (1...Self.charactersMax).contains(count)
        else {
            throw EchoRefusal("input", "must be a text of 1 to \(Self.charactersMax) characters")
        }
        samples = count * Self.samplesOfCharacter
        isStreamed = json["stream_format"] == "sse"
    }

    /// The file, in pieces as a provider would send it.
    var pieces: [ByteBuffer] {
        var file = ByteBuffer()
        let bytes = UInt32(samples * 2)
        file.writeStaticString("RIFF")
        file.writeInteger(36 + bytes, endianness: .little)
        file.writeStaticString("WAVEfmt ")
        for (value, size) in Self.format { file.writeLittleEndian(value, size) }
        file.writeStaticString("data")
        file.writeInteger(bytes, endianness: .little)
        for sample in 0..<samples { file.writeInteger(Self.hum(sample), endianness: .little) }
        var pieces: [ByteBuffer] = []
        while let piece = file.readSlice(length: min(Self.pieceBytes, file.readableBytes)),
            piece.readableBytes > 0
        {
            pieces.append(piece)
        }
        return pieces
    }

    /// The file as server-sent events.
    var events: [ByteBuffer] {
        var events = pieces.map { piece in
            Self.event([
                "type": "speech.audio.delta",
                "audio": .string(Base64.text(of: Array(piece.readableBytesView))),
            ])
        }
        events.append(Self.event(["type": "speech.audio.done"]))
        return events
    }

    /// Of the samples: PCM, one channel, how many a second, bytes of a second and of a sample, and
    /// bits.
    private static let format: [(Int, Int)] = [
        (16, 4), (1, 2), (1, 2), (samplesOfSecond, 4), (samplesOfSecond * 2, 4), (2, 2), (16, 2),
    ]

    /// A triangle of 200 Hz, not loud.
    private static func hum(_ sample: Int) -> Int16 {
        let phase = sample % 40
        return Int16((phase < 20 ? phase : 40 - phase) * 200 - 2_000)
    }

    private static func event(_ data: JSON) -> ByteBuffer {
        var event = ByteBuffer()
        event.writeEvent(nil, data)
        return event
    }
}

extension ByteBuffer {
    fileprivate mutating func writeLittleEndian(_ value: Int, _ size: Int) {
        if size == 2 {
            writeInteger(UInt16(value), endianness: .little)
        } else {
            writeInteger(UInt32(value), endianness: .little)
        }
    }
}
