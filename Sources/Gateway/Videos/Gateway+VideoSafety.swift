// SPDX-License-Identifier: Apache-2.0

import Billing
import Logging

/// What is not to be lost of a new job.
extension Gateway {
    /// Ends a job that no upstream is known to have. A row that cannot be written now stays as it
    /// is, and is given up once its time to wait is over.
    func giveUp(_ job: VideoJob, mayRun: Bool, because reason: String) async {
        do {
            if mayRun {
                try await end(job, as: .unknown, because: reason)
            } else {
                try await videos.refuse(job)
            }
        } catch {
            logger.error(
                "A video job that was not begun still holds credits: \(error)",
                metadata: ["job": "\(job.id)", "organization": "\(job.organization)"])
        }
    }

    /// Tries for some seconds to write what cannot be found out again.
    func persisting<Result>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 0..<Self.attemptsToPersist {
            do {
                return try await body()
            } catch {
                guard Outage(error) != nil else { throw error }
                try await Task.sleep(for: .seconds(1))
            }
        }
        return try await body()
    }

    private static let attemptsToPersist = 5
}
