// SPDX-License-Identifier: Apache-2.0

import Pricing

/// What an upstream says a call used.
///
/// ``input`` and ``output`` are all tokens that were read and written; every other count of tokens
/// is a part of one of them.
struct ReportedUsage: Hashable, Sendable {
    var input: Int64
    var output: Int64
    var cachedInput: Int64 = 0
    /// Written to a cache for five minutes, or for as long as the vendor keeps it.
    var cacheWrite: Int64 = 0
    /// Written to a cache for an hour.
    var cacheWrite1h: Int64 = 0
    var audioInput: Int64 = 0
    var imageInput: Int64 = 0
    var reasoning: Int64 = 0
    var audioOutput: Int64 = 0
    var imageOutput: Int64 = 0
    /// Searches that the upstream made for the answer.
    var webSearches: Int64 = 0
    /// What is no token: seconds of sound, searches of a sorting.
    var others: [Usage.Quantity] = []
    /// Billionths of a dollar that the upstream says it takes for the call; nil when it does not
    /// say. It is priced only where a model has no other price.
    var upstreamCost: Int64?

    init(input: Int64, output: Int64) {
        self.input = input
        self.output = output
    }

    /// Whether the parts can be parts of their wholes.
    var isConsistent: Bool {
        cachedInput <= input && cacheWrite <= input && cacheWrite1h <= input
            && audioInput <= input && imageInput <= input && reasoning <= output
            && audioOutput <= output && imageOutput <= output
    }

    /// The same tokens, as if they had nothing special about them.
    var withoutParts: ReportedUsage { ReportedUsage(input: input, output: output) }

    /// The usage to be priced.
    ///
    /// - Throws: ``PricingRefusal/contradictoryUsage(parts:whole:)`` when the parts of a whole are
    ///   together more than it.
    func usage(dimensions: [String: String]) throws(PricingRefusal) -> Usage {
        var quantities: [Usage.Quantity] = []
        quantities.reserveCapacity(8)
        func state(_ count: Int64, _ meter: Meter) {
            if count > 0 { quantities.append(Usage.Quantity(count, of: meter)) }
        }
        // In the order of the meters, which saves sorting them.
        state(input, .inputTokens)
        state(cachedInput, .cachedInputTokens)
        state(cacheWrite, .cacheWriteTokens)
        state(cacheWrite1h, .cacheWrite1hTokens)
        state(audioInput, .inputAudioTokens)
        state(imageInput, .inputImageTokens)
        state(output, .outputTokens)
        state(reasoning, .reasoningTokens)
        state(audioOutput, .outputAudioTokens)
        state(imageOutput, .outputImageTokens)
        state(webSearches, .webSearches)
        quantities += others
        if let upstreamCost {
            quantities.append(Usage.Quantity(upstreamCost, of: .upstreamCost))
        }
        return try Usage(quantities, dimensions: dimensions)
    }
}
