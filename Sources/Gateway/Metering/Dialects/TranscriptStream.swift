// SPDX-License-Identifier: Apache-2.0

import Pricing

/// OpenAI's transcriptions: pieces of text, then all of it with the usage.
struct TranscriptStream: TypedStream {
    static let names = TypedEvent.names + ["usage", "delta"]

    mutating func read(_ event: TypedEvent, into facts: inout StreamFacts) -> EventVerdict {
        switch event.kind {
        case "transcript.text.delta":
            facts.hasProduced = true
            if let delta = event.range(of: "delta") {
                facts.outputTokens += TokenEstimate.ofText(event.text, in: delta)
            }
            facts.counted = [Usage.Quantity(facts.outputTokens, of: .outputTokens)]
            return .pass
        case "transcript.text.done":
            facts.isFinished = true
            facts.usage = event.usage(of: .transcription)
            return .end
        default:
            return .pass
        }
    }
}
