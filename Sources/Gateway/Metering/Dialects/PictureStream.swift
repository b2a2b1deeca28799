// SPDX-License-Identifier: Apache-2.0

import Pricing

/// OpenAI's pictures: some on the way, then the finished ones, each with its usage.
struct PictureStream: TypedStream {
    /// How many were asked for.
    let count: Int64
    private var finished: Int64 = 0

    init(count: Int64) {
        self.count = count
    }

    static let names = TypedEvent.names + ["usage", "size", "quality"]

    mutating func read(_ event: TypedEvent, into facts: inout StreamFacts) -> EventVerdict {
        let isFinished = event.kind.hasSuffix(".completed")
        guard isFinished || event.kind.hasSuffix(".partial_image") else { return .pass }
        facts.hasProduced = true
        let (size, quality) = (event.range(of: "size"), event.range(of: "quality"))
        let dimensions = WholeAnswer.dimensions(event.text, size: size, quality: quality)
        facts.dimensions.merge(dimensions) { $1 }
        guard isFinished else { return .pass }
        finished += 1
        facts.counted = [Usage.Quantity(finished, of: .images)]
        // Every finished picture reports its own.
        if let report = event.usage(of: .image) {
            facts.usage = facts.usage?.adding(report) ?? report
        }
        facts.isFinished = finished >= count
        return facts.isFinished ? .end : .pass
    }
}
