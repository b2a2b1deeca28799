// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore

/// OpenAI's speech as events: pieces of sound, then the usage.
struct SpeechStream: StreamDialect {
    let format: SoundFormat
    private var bytes: Int64 = 0

    init(_ format: SoundFormat) {
        self.format = format
    }

    private static let names = ["type", "usage", "audio"]

    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into facts: inout StreamFacts
    ) -> EventVerdict {
        if text.elementsEqual("[DONE]".utf8) { return .end }
        guard let members = JSONScanner.members(Self.names, of: text),
            let kind = members[0].flatMap({ text[$0].plainText })
        else { return .pass }
        switch kind {
        case "speech.audio.delta":
            facts.hasProduced = true
            // Base 64 has four characters for three bytes.
            bytes += Int64(members[2]?.count ?? 0) * 3 / 4
            facts.counted = [format.length(ofBytes: bytes)]
            return .pass
        case "speech.audio.done":
            facts.isFinished = true
            facts.usage = members[1].flatMap { ReportedUsage(text[$0], of: .speech) }
            return .end
        case "error":
            facts.hasFailed = true
            return .pass
        default:
            return .pass
        }
    }

    func endForLength(after facts: StreamFacts) -> ByteBuffer { ByteBuffer() }

    func failure(_ error: APIError, requestID: String) -> ByteBuffer {
        .errorEvent(error, requestID: requestID)
    }
}

extension ByteBuffer {
    /// The event by which OpenAI's typed streams tell of an error.
    static func errorEvent(_ error: APIError, requestID: String) -> ByteBuffer {
        var data = ErrorShape.openAI.json(error, requestID: requestID).object ?? [:]
        data["type"] = "error"
        var event = ByteBuffer()
        event.writeEvent("error", .object(data))
        return event
    }
}
