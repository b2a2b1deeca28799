// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Which upstream a call goes to next, after those that failed it.
///
/// The candidates are asked one after the other, each as often as its settings say. Nothing is
/// asked again once it is too late, or where an upstream may have begun what must not be done
/// twice.
struct Attempts: Sendable {
    /// How often each candidate may be asked, the first choice first.
    private let limits: [Int]
    private let isRepeatable: Bool
    private let end: Instant
    /// Of the candidate that is asked now.
    private(set) var index = 0
    private var countHere = 1

    /// A new attempt may take as long as a model thinks, and clients give up after ten minutes.
    static let secondsMax: Int64 = 240
    /// A longer wait is the client's to decide.
    static let retryAfterSecondsMax: Int64 = 5
    private static let pauseMax = 4_000

    /// - Parameters:
    ///   - limits: At least one.
    ///   - isRepeatable: ``UpstreamRequest/isRepeatable``.
    init(limits: [Int], isRepeatable: Bool, at now: Instant) {
        self.limits = limits
        self.isRepeatable = isRepeatable
        end = now.adding(seconds: Self.secondsMax)
    }

    /// Decides what follows a setback of the candidate at ``index``.
    ///
    /// - Parameter luck: From 0 to 1,000, by which calls that failed together come apart.
    /// - Returns: How long to wait before ``index`` is asked, nil when nobody is asked any more.
    mutating func next(after setback: Setback, at now: Instant, luck: Int) -> Duration? {
        guard now < end, isRepeatable || !setback.mayHaveRun else { return nil }
        if countHere < limits[index], let pause = pause(after: setback, luck) {
            countHere += 1
            return pause
        }
        guard index + 1 < limits.count else { return nil }
        index += 1
        countHere = 1
        return .zero
    }

    /// How long to wait before the same upstream is asked again, nil if that is no use.
    private func pause(after setback: Setback, _ luck: Int) -> Duration? {
        guard setback.mayPass else { return nil }
        // A quarter of a second, half of one, one, … of which at least half is waited.
        let most = min(250 << min(countHere - 1, 10), Self.pauseMax)
        let pause = Duration.milliseconds(most / 2 + most / 2 * luck / 1_000)
        guard case .refused(_, let seconds?) = setback else { return pause }
        guard seconds <= Self.retryAfterSecondsMax else { return nil }
        return max(pause, .seconds(seconds))
    }
}
