// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Vocabulary

extension Doctor {
    /// A month: as long as it takes a provider to send a bill.
    private static let videosSeconds: Int64 = 31 * 86_400
    /// More than anybody reads.
    private static let videosMax = 20

    /// Jobs that were given up: clients paid nothing for them, but the provider may want money.
    func lostVideos(in house: House) async throws -> Finding {
        let start = house.clock.now.adding(seconds: -Self.videosSeconds)
        let jobs = try await house.database.read { connection in
            try LostVideoJob.since(start, limit: Self.videosMax, on: connection)
        }
        return Finding(
            name: "videos", isGood: true,
            detail: jobs.isEmpty
                ? "no job was given up in the last month"
                : "given up in the last month, and not charged: "
                    + jobs.map(Self.words).joined(separator: "; "))
    }

    private static func words(of job: LostVideoJob) -> String {
        let place = job.place.map { "\($0.id) at \($0.upstream)" } ?? "no id of a provider's"
        return "\(job.id) of \(job.organization) (\(job.state.rawValue), \(job.model), \(place), "
            + "\(job.startedAt), held \(job.held))"
    }
}
