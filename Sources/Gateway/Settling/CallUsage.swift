// SPDX-License-Identifier: Apache-2.0

/// What a call used, as far as it is known.
struct CallUsage: Sendable {
    /// What the upstream says of the whole answer; nil when it said nothing that can be believed.
    var reported: ReportedUsage?
    var serviceTier: String?
    /// Counted here.
    var outputTokens: Int64
    /// The answer broke off, so a report may be of a part of it.
    var isInterrupted = false
    /// The answer says that there is none, and reports no usage: nothing was produced.
    var isRefusal = false

    init(
        reported: ReportedUsage? = nil, serviceTier: String? = nil, outputTokens: Int64,
        isInterrupted: Bool = false
    ) {
        self.reported = reported
        self.serviceTier = serviceTier
        self.outputTokens = outputTokens
        self.isInterrupted = isInterrupted
    }

    /// The usage to charge, nil when it has to be estimated.
    var believable: ReportedUsage? {
        guard let reported, !isInterrupted else { return nil }
        // Nothing used and yet something written: that report counts nothing.
        let isEmpty = reported.input == 0 && reported.output == 0
        return isEmpty && outputTokens > 0 ? nil : reported
    }

    /// The usage as far as it was seen: of the input what the upstream said, down to its parts.
    func estimated(input: Int64) -> ReportedUsage {
        var usage = reported ?? ReportedUsage(input: input, output: 0)
        usage.output = max(usage.output, outputTokens)
        usage.upstreamCost = nil
        return usage
    }
}
