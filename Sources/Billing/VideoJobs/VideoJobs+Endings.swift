// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
public import Money
public import Vocabulary

/// What a finished job was charged.
public struct VideoCharge: Hashable, Sendable {
    public let charge: ChargeID
    /// The full price; a part may be uncollected.
    public let cost: Credits
    public let uncollected: Credits
    /// What the organization can spend then.
    public let balance: Credits

    public init(charge: ChargeID, cost: Credits, uncollected: Credits, balance: Credits) {
        self.charge = charge
        self.cost = cost
        self.uncollected = uncollected
        self.balance = balance
    }
}

extension VideoJobs {
    /// Ends a job that is made, and charges it: what is above its hold is taken from what is
    /// available, and owed beyond that.
    ///
    /// - Parameters:
    ///   - memo: What is to be said of the charge besides the job's own memo.
    ///   - answer: What the upstream said, under our id.
    /// - Returns: Nil when the job was over already; it is charged once.
    public func complete(
        _ job: VideoJob, cost: Credits, memo: Memo, answer: [UInt8]
    ) async throws -> VideoCharge? {
        return try await database.write(isolation: .locking) { connection in
            let now = clock.now
            let changed = try connection.execute(
                """
                UPDATE video_job SET state = 'completed', cost = $3, answer = $4, finished_at = $5,
                    next_poll_at = 9223372036854775807, failures = 0, last_error = NULL
                WHERE organization_id = $1 AND id = $2 AND state = 'running'
                """,
                [
                    .id(job.organization), .id(job.id), .credits(cost), .blob(answer),
                    .instant(now),
                ])
            guard changed == 1 else { return nil }
            return try Self.charge(job, cost, memo, at: now, on: connection)
        }
    }

    private static func charge(
        _ job: VideoJob, _ cost: Credits, _ memo: Memo, at now: Instant,
        on connection: any Connection
    ) throws -> VideoCharge {
        let receipt: Receipt
        do {
            receipt = try capture(job, cost, memo, at: now, on: connection)
        } catch LedgerRefusal.holdNotOpen {
            // Somebody ended our hold by its id; the video was made all the same.
            receipt = try chargeWithoutHold(job, cost, memo, at: now, on: connection)
        }
        switch receipt.outcome.effect {
        case .captured(let charge, _), .charged(let charge):
            return VideoCharge(
                charge: charge.id, cost: cost, uncollected: charge.uncollected,
                balance: receipt.outcome.balance)
        case .granted, .held, .extended, .released, .refunded, .adjusted, .expired:
            preconditionFailure("a capture or charge makes a charge")
        }
    }

    private static func capture(
        _ job: VideoJob, _ cost: Credits, _ memo: Memo, at now: Instant,
        on connection: any Connection
    ) throws -> Receipt {
        guard let hold = job.terms.hold else {
            return try chargeWithoutHold(job, cost, memo, at: now, on: connection)
        }
        let command = CaptureCommand(
            hold: hold, charge: job.terms.charge, amount: cost, chargesWithoutHold: true)
        return try Keeper.settle(
            Order(
                .capture(command), for: job.organization, memo: memo.filled(from: job.terms.memo)),
            at: now, on: connection)
    }

    private static func chargeWithoutHold(
        _ job: VideoJob, _ cost: Credits, _ memo: Memo, at now: Instant,
        on connection: any Connection
    ) throws -> Receipt {
        let command = ChargeCommand(id: job.terms.charge, amount: cost, shortfall: .record)
        return try Keeper.settle(
            Order(.charge(command), for: job.organization, memo: memo.filled(from: job.terms.memo)),
            at: now, on: connection)
    }

    /// Ends a job of which nothing comes, and gives back what was held for it.
    ///
    /// - Parameters:
    ///   - state: ``VideoJob/State/failed``, `expired` or `unknown`.
    ///   - answer: What the upstream said, under our id; nil to keep what it said before.
    ///   - reason: For the log, and for whoever looks after the server.
    /// - Returns: False when the job was over already.
    public func end(
        _ job: VideoJob, as state: VideoJob.State, answer: [UInt8]? = nil, because reason: String
    ) async throws -> Bool {
        precondition(state.isOver && state != .completed, "made videos are charged")
        return try await database.write(isolation: .locking) { connection in
            let now = clock.now
            let changed = try connection.execute(
                """
                UPDATE video_job SET state = $3, answer = COALESCE($4, answer), finished_at = $5,
                    next_poll_at = 9223372036854775807, last_error = $6
                WHERE organization_id = $1 AND id = $2
                    AND (state = 'submitting' OR state = 'running')
                """,
                [
                    .id(job.organization), .id(job.id), .text(state.rawValue),
                    answer.map { .blob($0) } ?? .null, .instant(now), .text(reason),
                ])
            guard changed == 1 else { return false }
            try Self.releaseHold(of: job, at: now, on: connection)
            return true
        }
    }

    static func releaseHold(
        of job: VideoJob, at now: Instant, on connection: any Connection
    ) throws {
        guard let hold = job.terms.hold else { return }
        do {
            _ = try Keeper.settle(
                Order(.release(hold), for: job.organization), at: now, on: connection)
        } catch is LedgerRefusal {
            // Somebody captured it by its id: that is a charge of theirs, and nothing is held.
        }
    }

    /// Forgets a job that is over, and what was said of it: its client does not see it again.
    ///
    /// - Returns: False when it is not over, or deleted already.
    public func delete(_ job: VideoJob) async throws -> Bool {
        return try await database.write(isolation: .locking) { connection in
            let now = clock.now
            let keys = try connection.query(
                """
                UPDATE video_job SET deleted_at = $3, answer = NULL
                WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL
                    AND next_poll_at = 9223372036854775807
                RETURNING idempotency_key
                """, [.id(job.organization), .id(job.id), .instant(now)]
            ) { $0.textOrNull(0) }
            guard let key = keys.first else { return false }
            try connection.execute(
                "UPDATE idempotency SET body = $3 WHERE scope = $1 AND key = $2",
                [
                    .text(Idempotency.Scope.organization(job.organization).text), .text(key),
                    .blob([]),
                ])
            return true
        }
    }
}
