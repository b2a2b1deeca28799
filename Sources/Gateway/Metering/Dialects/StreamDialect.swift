// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore

/// How an API streams its answers: where the usage stands, what is output, how an answer ends, and
/// how it can be ended before that.
protocol StreamDialect: Sendable {
    /// Reads the data of one event.
    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into facts: inout StreamFacts
    ) -> EventVerdict

    /// The events that end an answer here as if its limit of tokens were reached.
    func endForLength(after facts: StreamFacts) -> ByteBuffer

    /// The event that says that an answer has failed.
    func failure(_ error: APIError, requestID: String) -> ByteBuffer
}

/// What the events that are made here have to say of the call.
struct StreamSubject: Sendable {
    let model: String
    let choices: Int64
    /// Seconds since 1970.
    let created: Int64
    /// How the sound is written that the call makes.
    var soundFormat = SoundFormat.mp3
}

extension ModelOperation {
    /// - Parameter hidesUsage: The client did not ask for usage, so it is not passed on.
    func dialect(of subject: StreamSubject, hidesUsage: Bool) -> any StreamDialect {
        switch self {
        case .response: ResponsesStream(subject)
        case .message, .messageTokenCount: MessagesStream(subject)
        case .image, .imageEdit, .imageVariation: PictureStream(count: subject.choices)
        case .transcription, .translation: TranscriptStream()
        case .speech: SpeechStream(subject.soundFormat)
        case .chat, .completion, .embedding, .moderation, .rerank, .video:
            ChatStream(subject, isChat: self == .chat, hidesUsage: hidesUsage)
        }
    }
}

extension ByteBuffer {
    /// Appends an event: its name for the APIs that name theirs, its data.
    mutating func writeEvent(_ name: String? = nil, _ data: JSON) {
        if let name { writeString("event: \(name)\n") }
        var bytes = Array("data: ".utf8)
        data.encode(into: &bytes)
        writeBytes(bytes)
        writeStaticString("\n\n")
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    var isJSONNull: Bool { first == UInt8(ascii: "n") }

    /// A short text without escapes, such as the name of a tier; nil for anything else.
    var plainText: String? {
        guard (2...64).contains(count), first == UInt8(ascii: "\""),
            !contains(UInt8(ascii: "\\"))
        else { return nil }
        return String(decoding: dropFirst().dropLast(), as: UTF8.self)
    }
}
