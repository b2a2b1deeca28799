// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore
import Pricing

/// OpenAI's pictures: some on the way, then the finished ones, each with its usage.
struct PictureStream: StreamDialect {
    /// How many were asked for.
    let count: Int64
    private var finished: Int64 = 0

    init(count: Int64) {
        self.count = count
    }

    private static let names = ["type", "usage", "size", "quality", "error"]

    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into facts: inout StreamFacts
    ) -> EventVerdict {
        if text.elementsEqual("[DONE]".utf8) { return .end }
        guard let members = JSONScanner.members(Self.names, of: text),
            let kind = members[0].flatMap({ text[$0].plainText })
        else { return .pass }
        if kind == "error" || members[4].map({ !text[$0].isJSONNull }) ?? false {
            facts.hasFailed = true
        }
        guard kind.hasSuffix(".completed") || kind.hasSuffix(".partial_image") else { return .pass }
        for (name, value) in WholeAnswer.dimensions(text, size: members[2], quality: members[3]) {
            facts.dimensions[name] = value
        }
        facts.hasProduced = true
        guard kind.hasSuffix(".completed") else { return .pass }
        finished += 1
        facts.counted = [Usage.Quantity(finished, of: .images)]
        if let range = members[1] { add(text[range], to: &facts) }
        facts.isFinished = finished >= count
        return facts.isFinished ? .end : .pass
    }

    /// Every finished picture reports its own.
    private func add(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, to facts: inout StreamFacts) {
        guard let report = ReportedUsage(bytes, of: .image) else { return }
        facts.usage = facts.usage?.adding(report) ?? report
    }

    /// Nothing is held as it comes, so nothing is cut.
    func endForLength(after facts: StreamFacts) -> ByteBuffer { ByteBuffer() }

    func failure(_ error: APIError, requestID: String) -> ByteBuffer {
        .errorEvent(error, requestID: requestID)
    }
}
