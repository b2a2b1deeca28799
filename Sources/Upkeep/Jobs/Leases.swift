// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// Who does a job, where several nodes could: each run belongs to the node that took the lease, and
/// the next one is due for any of them.
public struct Leases: Sendable {
    private let database: any Database
    private let clock: Clock
    private let node: String

    /// How long a node may be silent before another one takes its job over.
    static let lifetimeSeconds: Int64 = 30

    /// - Parameter node: This run of the program, and no other.
    public init(database: any Database, clock: Clock, node: String) {
        self.database = database
        self.clock = clock
        self.node = node
    }

    /// Takes the lease on a job that is due and that nobody does now.
    ///
    /// - Returns: Nil when it is not due, or somebody does it.
    func take(_ job: String) async throws -> Lease? {
        let now = clock.now
        // Mostly another node has just done it, and then nothing has to be written.
        guard try await isFree(job, at: now) else { return nil }
        let values: [Value] = [
            .text(job), .text(node), .integer(now.microseconds),
            .integer(now.adding(seconds: Self.lifetimeSeconds).microseconds),
        ]
        let fence = try await database.write { connection in
            try connection.first(Self.taking, values) { $0.integer(0) }
        }
        return fence.map { Lease(job: job, fence: $0) }
    }

    private func isFree(_ job: String, at now: Instant) async throws -> Bool {
        try await database.read { connection in
            try connection.first(
                """
                SELECT 1 FROM job_lease WHERE job = $1 AND (expires_at > $2 OR due_at > $2)
                """, [.text(job), .integer(now.microseconds)]
            ) { _ in true } == nil
        }
    }

    /// - Returns: False when another node has taken it over.
    func renew(_ lease: Lease) async throws -> Bool {
        let end = clock.now.adding(seconds: Self.lifetimeSeconds)
        return try await database.write { connection in
            try connection.execute(
                "UPDATE job_lease SET expires_at = $3 WHERE job = $1 AND fence = $2",
                [.text(lease.job), .integer(lease.fence), .integer(end.microseconds)]) == 1
        }
    }

    /// Lets go of a job whose run has ended.
    ///
    /// - Parameter due: When the next run is.
    func end(_ lease: Lease, due: Instant) async throws {
        try await database.write { connection in
            _ = try connection.execute(
                "UPDATE job_lease SET expires_at = 0, due_at = $3 WHERE job = $1 AND fence = $2",
                [.text(lease.job), .integer(lease.fence), .integer(due.microseconds)])
        }
    }

    /// Lets go of a job that can be taken again at once.
    func release(_ lease: Lease) async throws { try await end(lease, due: clock.now) }

    private static let taking = """
        INSERT INTO job_lease (job, holder, fence, expires_at, due_at) VALUES ($1, $2, 1, $4, $3)
        ON CONFLICT (job) DO UPDATE SET
            holder = excluded.holder, fence = job_lease.fence + 1, expires_at = excluded.expires_at
        WHERE job_lease.expires_at <= $3 AND job_lease.due_at <= $3
        RETURNING fence
        """

    public static let migrations = [
        Migration(
            500, "leases on jobs",
            """
            CREATE TABLE job_lease (
                job TEXT NOT NULL PRIMARY KEY,
                holder TEXT NOT NULL,
                fence BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                due_at BIGINT NOT NULL
            )
            """)
    ]
}

/// One run of a job by one node. The fence grows with each run: what a node writes that was
/// believed dead, and comes back late, is refused by it.
struct Lease: Hashable, Sendable {
    let job: String
    let fence: Int64

    /// The lease of the job that the current task works for.
    @TaskLocal static var current: Lease?

    /// Keeps the lease until the transaction ends.
    ///
    /// - Throws: ``LeaseLost`` when another node has the job now.
    func confirm(on connection: any Connection) throws {
        let isHeld = try connection.first(
            "SELECT 1 FROM job_lease WHERE job = $1 AND fence = $2 \(connection.lockingClause)",
            [.text(job), .integer(fence)]
        ) { _ in true }
        guard isHeld == true else { throw LeaseLost(job: job) }
    }
}

/// Another node does the job now.
struct LeaseLost: Error, CustomStringConvertible {
    let job: String

    var description: String { "another node has taken \(job) over" }
}
