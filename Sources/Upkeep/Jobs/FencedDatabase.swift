// SPDX-License-Identifier: Apache-2.0

public import Database

/// A database on which a job's transactions are refused when another node has taken the job over
/// meanwhile. Whatever is not a job's passes.
public final class FencedDatabase: Database {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    public var laneCount: Int { database.laneCount }
    public var doubts: AsyncStream<DatabaseFailure> { database.doubts }

    public func submit(lane: Int, _ job: @escaping @Sendable (any Writer) -> Void) {
        guard let lease = Lease.current else { return database.submit(lane: lane, job) }
        database.submit(lane: lane) { writer in job(FencedWriter(writer, lease)) }
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await database.read(body)
    }

    public func readAtLength<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await database.readAtLength(body)
    }

    public func close() async { await database.close() }
}

private final class FencedWriter: Writer {
    private let writer: any Writer
    private let lease: Lease

    init(_ writer: any Writer, _ lease: Lease) {
        self.writer = writer
        self.lease = lease
    }

    func transaction<Result>(
        _ durability: Durability, _ isolation: Isolation,
        _ body: (any Connection) throws -> Result
    ) throws -> Result {
        try writer.transaction(durability, isolation) { connection in
            try lease.confirm(on: connection)
            return try body(connection)
        }
    }
}
