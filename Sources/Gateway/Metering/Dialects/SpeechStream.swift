// SPDX-License-Identifier: Apache-2.0

/// OpenAI's speech as events: pieces of sound, then the usage.
struct SpeechStream: TypedStream {
    let format: SoundFormat
    private var bytes: Int64 = 0

    init(_ format: SoundFormat) {
        self.format = format
    }

    static let names = TypedEvent.names + ["usage", "audio"]

    mutating func read(_ event: TypedEvent, into facts: inout StreamFacts) -> EventVerdict {
        switch event.kind {
        case "speech.audio.delta":
            facts.hasProduced = true
            // Base 64 has four characters for three bytes.
            bytes += Int64(event.range(of: "audio")?.count ?? 0) * 3 / 4
            facts.counted = [format.length(ofBytes: bytes)]
            return .pass
        case "speech.audio.done":
            facts.isFinished = true
            facts.usage = event.usage(of: .speech)
            return .end
        default:
            return .pass
        }
    }
}
