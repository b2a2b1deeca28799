// SPDX-License-Identifier: Apache-2.0

public import Billing
import Vocabulary

/// Removes the answers of models whose day is over.
///
/// Nobody waits for it: an answer that is too old is not told again, swept or not.
public struct AnswerSweep: Sendable {
    private let answers: KeptAnswers

    /// Removed in one transaction: at their largest they are 32 MiB, and whoever waits to be
    /// charged waits some milliseconds for that.
    private static let page = 32

    public init(_ answers: KeptAnswers) {
        self.answers = answers
    }

    public var job: Job {
        Job(
            name: "answers", purpose: "Removes answers that were kept for repeats for a day.",
            interval: .seconds(60), run: sweep)
    }

    /// - Returns: The number of answers removed.
    @Sendable
    private func sweep(asOf: Instant) async throws -> Int {
        var removed = 0
        while !Task.isCancelled {
            let count = try await answers.removeExpired(asOf: asOf, limit: Self.page)
            removed += count
            guard count == Self.page else { break }
        }
        return removed
    }
}
