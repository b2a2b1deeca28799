// SPDX-License-Identifier: Apache-2.0

import Pricing

/// What a stream has said so far.
struct StreamFacts: Sendable {
    /// What was reported, the last report if there were several.
    var usage: ReportedUsage?
    /// Why ``usage`` is not what was reported last; nil when it is, or when nothing was.
    var reportFault: ReportFault?
    /// Output tokens counted here, for holds and for streams that report nothing.
    var outputTokens: Int64 = 0
    /// The tier that the answer says it was served in.
    var serviceTier: String?
    /// What the answer says makes it; read only where the price depends on it.
    var model: String?
    /// What was counted here that is no token: finished pictures.
    var counted: [Usage.Quantity] = []
    /// What the answer says of itself that a price may depend on.
    var dimensions: [String: String] = [:]
    /// Something of what was asked for has come.
    var hasProduced = false
    /// The answer has said why it ended.
    var isFinished = false
    /// The upstream has sent an error event.
    var hasFailed = false
}

/// What becomes of an event.
enum EventVerdict {
    case pass
    case hide
    /// Other data takes its place.
    case replace([UInt8])
    /// It is the last one. It is held back: the caller settles first and then sends it.
    case end
}
