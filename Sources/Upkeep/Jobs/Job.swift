// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// Something that time does: run every so often, and by hand for any moment.
///
/// A job is idempotent: run twice for the same moment, it does nothing the second time.
public struct Job: Sendable {
    /// The name in the API and on the command line.
    public let name: String
    /// One sentence for an operator.
    public let purpose: String
    public let interval: Duration
    /// What one run serves, beyond what the name says: a job that serves something else now is
    /// another one, and due.
    let subject: String
    /// Does all there is to do at a moment and says how many things it did.
    let run: @Sendable (Instant) async throws -> Int

    public init(
        name: String, purpose: String, interval: Duration, subject: String = "",
        run: @escaping @Sendable (Instant) async throws -> Int
    ) {
        self.name = name
        self.purpose = purpose
        self.interval = interval
        self.subject = subject
        self.run = run
    }
}

extension Job {
    /// The name under which nodes take turns.
    var leaseName: String { subject.isEmpty ? name : "\(name) \(subject)" }
}

/// How a job's last run ended.
public struct JobRun: Hashable, Sendable {
    public let startedAt: Instant
    public let endedAt: Instant
    /// The moment that it was run for.
    public let asOf: Instant
    public let result: Result

    public enum Result: Hashable, Sendable {
        /// With the number of things done.
        case succeeded(Int)
        case failed(String)
    }
}
