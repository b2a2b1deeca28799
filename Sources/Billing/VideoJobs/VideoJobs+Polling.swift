// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
public import Vocabulary

extension VideoJobs {
    /// Takes the jobs that somebody has to look at, so that nobody else looks at them meanwhile.
    ///
    /// - Parameter leaseSeconds: Who has not said by then how a job does is taken to be gone.
    public func takeDue(limit: Int, leaseSeconds: Int64) async throws -> [VideoJob] {
        let now = clock.now
        // Mostly nothing is due, and then nothing has to be written.
        let isDue = try await database.read { connection in
            try connection.first(
                """
                SELECT 1 FROM video_job
                WHERE next_poll_at <= $1 AND next_poll_at < 9223372036854775807 LIMIT 1
                """, [.instant(now)]
            ) { _ in true }
        }
        guard isDue != nil else { return [] }
        return try await database.write(isolation: .locking) { connection in
            let now = clock.now
            return try connection.query(
                """
                UPDATE video_job SET next_poll_at = $2
                WHERE next_poll_at <= $1 AND (organization_id, id) IN (
                    SELECT organization_id, id FROM video_job
                    WHERE next_poll_at <= $1 AND next_poll_at < 9223372036854775807
                    ORDER BY next_poll_at LIMIT $3)
                RETURNING \(Self.columns)
                """,
                [
                    .instant(now), .instant(now.adding(seconds: leaseSeconds)),
                    .integer(Int64(limit)),
                ]
            ) { try VideoJob($0) }
        }
    }

    /// A job still runs. Its hold is renewed when half of its life is over.
    ///
    /// - Parameter answer: What the upstream said, under our id.
    public func note(
        _ job: VideoJob, answer: [UInt8], nextPollAt: Instant
    ) async throws {
        try await database.write(isolation: .locking) { connection in
            let now = clock.now
            let changed = try connection.execute(
                """
                UPDATE video_job SET answer = $3, next_poll_at = $4, failures = 0,
                    last_error = NULL
                WHERE organization_id = $1 AND id = $2 AND state = 'running'
                """, [.id(job.organization), .id(job.id), .blob(answer), .instant(nextPollAt)])
            guard changed == 1 else { return }
            try Self.renewHold(of: job, at: now, on: connection)
        }
    }

    /// How a job does could not be seen. It is taken to run on, and is held for.
    public func noteFailure(
        _ job: VideoJob, because reason: String, nextPollAt: Instant
    ) async throws {
        try await database.write(isolation: .locking) { connection in
            let now = clock.now
            let changed = try connection.execute(
                """
                UPDATE video_job SET next_poll_at = $3, failures = failures + 1, last_error = $4
                WHERE organization_id = $1 AND id = $2 AND state = 'running'
                """, [.id(job.organization), .id(job.id), .instant(nextPollAt), .text(reason)])
            guard changed == 1 else { return }
            try Self.renewHold(of: job, at: now, on: connection)
        }
    }

    /// Gives a job back that was taken and not looked at.
    public func giveBack(_ job: VideoJob) async throws {
        try await database.write(isolation: .locking) { connection in
            let now = clock.now
            _ = try connection.execute(
                """
                UPDATE video_job SET next_poll_at = $3
                WHERE organization_id = $1 AND id = $2 AND state = 'running'
                """, [.id(job.organization), .id(job.id), .instant(now)])
        }
    }

    private static func renewHold(
        of job: VideoJob, at now: Instant, on connection: any Connection
    ) throws {
        guard let id = job.terms.hold,
            let record = try Statements.hold(id, of: job.organization, on: connection),
            record.status(at: now) == .open,
            record.hold.expiresAt <= now.adding(seconds: holdSeconds / 2)
        else { return }
        let latest = record.hold.createdAt.adding(seconds: Hold.lifetimeSecondsMax)
        let expiresAt = min(latest, now.adding(seconds: holdSeconds))
        guard expiresAt > record.hold.expiresAt else { return }
        let command = ExtendCommand(hold: id, amount: .zero, expiresAt: expiresAt)
        _ = try Keeper.settle(
            Order(.extend(command), for: job.organization), at: now, on: connection)
    }
}
