// SPDX-License-Identifier: Apache-2.0

import Pricing

/// How large a call may become, as far as its request says.
struct CallMeasure: Hashable, Sendable {
    /// Tokens that were counted here; charged only where no upstream reports better.
    var inputTokens: Int64 = 0
    /// What the input is held for.
    var inputCeiling: Int64 = 0
    /// Nil when no tokens are written, or their number is among the ``counts``.
    var output: Output?
    /// What is counted in a call that is not measured in its text alone; nil for one that is.
    var counts: CallCounts?
    /// What a price may depend on, and the request leaves to the model.
    var openDimensions: [OpenDimension] = []
    /// The service tier that is asked for, and whatever else a price may depend on.
    var dimensions: [String: String] = [:]

    /// What a model may write.
    struct Output: Hashable, Sendable {
        /// Answers to the same question, each with its own tokens.
        var choices: Int64 = 1
        /// The most that all choices together may have; nil when the client names no limit.
        var tokensMax: Int64?
    }

    /// Something that the request does not fix, such as the size of a picture.
    struct OpenDimension: Hashable, Sendable {
        let name: String
        /// What it is taken to be if the prices know that; nil where the model chooses.
        var standard: String?
    }
}
