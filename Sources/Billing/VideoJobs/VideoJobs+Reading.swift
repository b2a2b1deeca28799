// SPDX-License-Identifier: Apache-2.0

public import Database
public import Money
public import Vocabulary

extension VideoJobs {
    /// A job as its client may see it; nil when it is another's, was deleted, or no upstream is
    /// known to have it.
    public func find(
        _ id: VideoJobID, of organization: OrganizationID
    ) async throws -> VideoJob? {
        try await database.read { connection in
            let job = try Self.find(id, of: organization, on: connection)
            return job?.place == nil || job?.answer == nil ? nil : job
        }
    }

    static func find(
        _ id: VideoJobID, of organization: OrganizationID, on connection: any Connection
    ) throws -> VideoJob? {
        try connection.first(
            "SELECT \(columns) FROM video_job WHERE organization_id = $1 AND id = $2",
            [.id(organization), .id(id)]
        ) { try VideoJob($0) }
    }

    /// In which order a list has its jobs, by when they began.
    public enum ListOrder: String, CaseIterable, Sendable {
        case asc
        case desc
    }

    /// The jobs that a client may see.
    ///
    /// - Parameter after: The job with which the page before ended.
    public func list(
        of organization: OrganizationID, after: VideoJobID?, limit: Int, order: ListOrder
    ) async throws -> Page<VideoJob> {
        let comparison =
            switch order {
            case .asc: "id > $2"
            case .desc: "id < $2"
            }
        let start = order == .asc ? Value.text(after?.description ?? "") : .text(before: after)
        return try await database.read { connection in
            let jobs = try connection.query(
                """
                SELECT \(Self.columns) FROM video_job
                WHERE organization_id = $1 AND \(comparison) AND answer IS NOT NULL
                ORDER BY id \(order.rawValue) LIMIT $3
                """, [.id(organization), start, .integer(Int64(limit) + 1)]
            ) { try VideoJob($0) }
            return Page(jobs, limit: limit) { $0.id.description }
        }
    }

    /// What an organization can spend now: told beside a charge.
    public func balance(of organization: OrganizationID) async throws -> Credits? {
        let now = clock.now
        return try await database.read { connection in
            try Statements.standing(of: organization, at: now, on: connection)?.balance
        }
    }

    /// The jobs that are not over: how many, and when the oldest began.
    public func census() async throws -> (open: Int64, oldest: Instant?) {
        try await database.read { connection in
            try connection.first(
                """
                SELECT count(*), min(created_at) FROM video_job
                WHERE next_poll_at < 9223372036854775807
                """
            ) { ($0.integer(0), $0.instantOrNull(1)) } ?? (0, nil)
        }
    }
}

/// A job that nobody knows the end of: its upstream may have made it, and want money for it.
public struct LostVideoJob: Hashable, Sendable {
    public let organization: OrganizationID
    public let id: VideoJobID
    public let state: VideoJob.State
    public let model: String
    /// As far as it is known.
    public let place: VideoPlace?
    /// What was held for it, and given back.
    public let held: Credits
    public let startedAt: Instant

    /// The jobs that were given up since an instant, the latest first.
    public static func since(
        _ start: Instant, limit: Int, on connection: any Connection
    ) throws -> [LostVideoJob] {
        try connection.query(
            """
            SELECT \(VideoJobs.columns) FROM video_job
            WHERE (state = 'expired' OR state = 'unknown') AND finished_at >= $1
            ORDER BY finished_at DESC LIMIT $2
            """, [.instant(start), .integer(Int64(limit))]
        ) { row in
            let job = try VideoJob(row)
            return LostVideoJob(
                organization: job.organization, id: job.id, state: job.state,
                model: job.terms.model, place: job.place, held: job.terms.held,
                startedAt: job.createdAt)
        }
    }
}
