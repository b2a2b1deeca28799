// SPDX-License-Identifier: Apache-2.0

import Pricing

/// How large a call may become, as far as its request says.
struct CallMeasure: Hashable, Sendable {
    /// Tokens that were counted here; charged only where no upstream reports better.
    var inputTokens: Int64 = 0
    /// What the input is held for.
    var inputCeiling: Int64 = 0
    /// Nil when no tokens are written.
    var output: Output?
    /// The service tier that is asked for, and whatever else a price may depend on.
    var dimensions: [String: String] = [:]

    /// What a model may write.
    struct Output: Hashable, Sendable {
        /// Answers to the same question, each with its own tokens.
        var choices: Int64 = 1
        /// The most that all choices together may have; nil when the client names no limit.
        var tokensMax: Int64?
    }
}
