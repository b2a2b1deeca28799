// SPDX-License-Identifier: Apache-2.0

public import Database
import Ledger
import Money
public import Vocabulary

/// The jobs that make videos, and the credits that are held for them.
///
/// A client is given a job that outlives its request and this process, so nothing of it is in
/// memory alone: a job's row, its hold and what its `Idempotency-Key` is remembered by are written
/// in one transaction, and so are its last state and its charge. Whoever finds out how a job ended,
/// a client that asks or the gateway that looks by itself, on this server or on another: the first
/// ends it, the others find it ended.
///
/// Every transaction takes the job's row first and the account second; one that begins a job, whose
/// row nobody knows yet, takes the account before it looks at what its key stands for.
public struct VideoJobs: Sendable {
    let database: any Database
    let clock: Clock

    /// Seconds that a job's hold lives unless it is renewed: longer than a restart takes.
    public static let holdSeconds: Int64 = 3_600
    /// Seconds after which nobody waits any more for what the upstream said to a new job: no server
    /// keeps asking for so long.
    public static let submissionSeconds: Int64 = 900

    public init(database: any Database, clock: Clock) {
        self.database = database
        self.clock = clock
    }

    /// What is remembered of a new job under its `Idempotency-Key`.
    public enum Memory: Hashable, Sendable {
        /// What the upstream said when it took the job.
        case answer(status: Int, [UInt8])
        /// There is no answer to repeat, as the job is in this state, or its client deleted it.
        case none(VideoJobID, VideoJob.State)
    }

    /// Holds a job's price and writes the job down, before any upstream hears of it.
    ///
    /// - Parameter claim: Makes it repeatable.
    /// - Returns: Nil, or what is remembered under the claim already: nothing was begun then.
    /// - Throws: `LedgerRefusal.insufficientCredits`, ``KeeperRefusal/idempotencyConflict``.
    public func submit(
        _ job: VideoJob, under claim: IdempotencyClaim?
    ) async throws -> Memory? {
        try await database.write(isolation: .locking) { connection in
            try Keeper.lock(job.organization, on: connection)
            let scope = Idempotency.Scope.organization(job.organization)
            let (answer, isReplay) = try Idempotency.once(
                claim, in: scope, at: job.createdAt, on: connection
            ) {
                try Self.insert(
                    job, under: claim?.key,
                    nextPollAt: job.createdAt.adding(seconds: Self.submissionSeconds),
                    on: connection)
                try Self.placeHold(of: job, at: clock.now, on: connection)
                return Answer(status: 0, body: [], reference: job.id.description)
            }
            return isReplay ? try Self.memory(answer, of: job.organization, on: connection) : nil
        }
    }

    private static func placeHold(
        of job: VideoJob, at now: Instant, on connection: any Connection
    ) throws {
        guard let hold = job.terms.hold else { return }
        // A hold that names its request is one that its call settles; this one outlives it.
        var memo = job.terms.memo
        memo.request = nil
        let command = HoldCommand(
            id: hold, amount: job.terms.held,
            expiresAt: now.adding(seconds: holdSeconds))
        _ = try Keeper.settle(
            Order(.hold(command), for: job.organization, memo: memo), at: now, on: connection)
    }

    /// What is remembered under a claim; nil when nothing is.
    ///
    /// - Throws: ``KeeperRefusal/idempotencyConflict`` when the key was for something else.
    public func memory(
        of claim: IdempotencyClaim, in organization: OrganizationID
    ) async throws -> Memory? {
        try await database.read { connection in
            let answer = try Idempotency.answer(
                to: claim, in: .organization(organization), on: connection)
            return try answer.map { try Self.memory($0, of: organization, on: connection) }
        }
    }

    private static func memory(
        _ answer: Answer, of organization: OrganizationID, on connection: any Connection
    ) throws -> Memory {
        guard answer.body.isEmpty else { return .answer(status: answer.status, answer.body) }
        guard let id = answer.reference.flatMap({ VideoJobID($0) }),
            let state = try connection.first(
                "SELECT state FROM video_job WHERE organization_id = $1 AND id = $2",
                [.id(organization), .id(id)], { VideoJob.State(rawValue: $0.text(0)) }),
            let state
        else { throw DatabaseFailure.corrupt("a key's memory names no video job") }
        return .none(id, state)
    }
}

// MARK: What the upstream says to a new job

extension VideoJobs {
    /// The upstream has taken a job.
    ///
    /// It may say so when the time to wait for it was over: the job runs all the same.
    /// - Parameters:
    ///   - answer: What it said, under our id; told again to a repeat.
    ///   - nextPollAt: When to look how it does.
    /// - Returns: The job as it is then.
    public func accept(
        _ job: VideoJob, at place: VideoPlace, status: Int, answer: [UInt8], nextPollAt: Instant
    ) async throws -> VideoJob {
        try await database.write(isolation: .locking) { connection in
            try connection.execute(
                """
                UPDATE video_job SET state = 'running', upstream = $3, upstream_id = $4,
                    upstream_model = $5, answer = $6, next_poll_at = $7, finished_at = NULL,
                    last_error = NULL
                WHERE organization_id = $1 AND id = $2
                    AND (state = 'submitting' OR state = 'unknown')
                """,
                [
                    .id(job.organization), .id(job.id), .text(place.upstream), .text(place.id),
                    .text(place.model), .blob(answer), .instant(nextPollAt),
                ])
            try Self.remember(status: status, answer, of: job, on: connection)
            guard let accepted = try Self.find(job.id, of: job.organization, on: connection) else {
                throw DatabaseFailure.corrupt("video job \(job.id) is gone")
            }
            return accepted
        }
    }

    private static func remember(
        status: Int, _ answer: [UInt8], of job: VideoJob, on connection: any Connection
    ) throws {
        try connection.execute(
            """
            UPDATE idempotency SET status = $4, body = $5 WHERE scope = $1 AND key =
                (SELECT idempotency_key FROM video_job WHERE organization_id = $2 AND id = $3)
            """,
            [
                .text(Idempotency.Scope.organization(job.organization).text),
                .id(job.organization), .id(job.id), .integer(Int64(status)), .blob(answer),
            ])
    }

    /// No upstream takes a job: it never was, and its key is free.
    public func refuse(_ job: VideoJob) async throws {
        try await database.write(isolation: .locking) { connection in
            let now = clock.now
            let keys = try connection.query(
                """
                DELETE FROM video_job
                WHERE organization_id = $1 AND id = $2 AND state = 'submitting'
                RETURNING idempotency_key
                """, [.id(job.organization), .id(job.id)]
            ) { $0.textOrNull(0) }
            guard let key = keys.first else { return }
            try connection.execute(
                "DELETE FROM idempotency WHERE scope = $1 AND key = $2",
                [.text(Idempotency.Scope.organization(job.organization).text), .text(key)])
            try Self.releaseHold(of: job, at: now, on: connection)
        }
    }
}
