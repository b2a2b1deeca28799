// SPDX-License-Identifier: Apache-2.0

import Pricing

/// What a call used, as far as it is known.
struct CallUsage: Sendable {
    /// What the upstream says of the whole answer; nil when it said nothing that can be believed.
    var reported: ReportedUsage?
    /// Why not, if it did say something.
    var reportFault: ReportFault?
    var serviceTier: String?
    /// What the answer says made it; read only where the price depends on it.
    var model: String?
    /// Counted here.
    var outputTokens: Int64
    /// What was counted in the answer in the place of what the request led to expect.
    var counted: [Usage.Quantity] = []
    /// What the answer says of itself that a price may depend on: the size of its pictures.
    var dimensions: [String: String] = [:]
    /// The answer broke off, so a report may be of a part of it.
    var isInterrupted = false
    /// The answer says that there is none, and reports no usage: nothing was produced.
    var isRefusal = false
    /// It is in the words of the API that was asked; else it is a page of a proxy, or the like.
    var isAnswer = true

    /// Of what is no answer.
    static var none: CallUsage {
        var usage = CallUsage(outputTokens: 0)
        usage.isAnswer = false
        return usage
    }

    init(
        reported: ReportedUsage? = nil, serviceTier: String? = nil, outputTokens: Int64,
        isInterrupted: Bool = false
    ) {
        self.reported = reported
        self.serviceTier = serviceTier
        self.outputTokens = outputTokens
        self.isInterrupted = isInterrupted
    }

    /// What a stream has said by its end.
    init(_ facts: StreamFacts) {
        self.init(
            reported: facts.usage, serviceTier: facts.serviceTier,
            outputTokens: facts.outputTokens, isInterrupted: facts.hasFailed)
        reportFault = facts.reportFault
        model = facts.model
        counted = facts.counted
        dimensions = facts.dimensions
        isRefusal =
            facts.hasFailed && reported == nil && outputTokens == 0 && !facts.hasProduced
    }

    /// The usage to charge, nil when it has to be estimated.
    var believable: ReportedUsage? {
        guard let reported, !isInterrupted else { return nil }
        // Nothing used and yet something written: that report counts nothing.
        let isEmpty = reported.input == 0 && reported.output == 0 && reported.others.isEmpty
        return isEmpty && outputTokens > 0 ? nil : reported
    }

    /// The usage as far as it was seen: of the input what the upstream said, down to its parts.
    func estimated(input: Int64) -> ReportedUsage {
        var usage = reported ?? ReportedUsage(input: 0, output: 0)
        // No model answers without having read: such a report did not get to the input.
        if usage.input == 0 { usage.input = input }
        usage.output = max(usage.output, outputTokens)
        usage.upstreamCost = nil
        return usage
    }
}
