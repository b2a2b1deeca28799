// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import NIOCore
import JSON
import Pricing

/// OpenAI's transcriptions: pieces of text, then all of it with the usage.
struct TranscriptStream: StreamDialect {
    private static let names = ["type", "usage", "delta"]

    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into facts: inout StreamFacts
    ) -> EventVerdict {
        if text.elementsEqual("[DONE]".utf8) { return .end }
        guard let members = JSONScanner.members(Self.names, of: text),
            let kind = members[0].flatMap({ text[$0].plainText })
        else { return .pass }
        switch kind {
        case "transcript.text.delta":
            facts.hasProduced = true
            facts.outputTokens += members[2].map { TokenEstimate.ofText(text, in: $0) } ?? 0
            facts.counted = [Usage.Quantity(facts.outputTokens, of: .outputTokens)]
        case "transcript.text.done":
            facts.isFinished = true
            facts.usage = members[1].flatMap { ReportedUsage(text[$0], of: .transcription) }
            return .end
        case "error": facts.hasFailed = true
        default: break
        }
        return .pass
    }

    /// Nothing is held as it comes, so nothing is cut.
    func endForLength(after facts: StreamFacts) -> ByteBuffer { ByteBuffer() }

    func failure(_ error: APIError, requestID: String) -> ByteBuffer {
        .errorEvent(error, requestID: requestID)
    }
}
