// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// A PostgreSQL server, which any number of nodes may use at once: a few lanes that write and a few
/// readers, each a connection with a thread of its own.
public final class PostgreSQLDatabase: Database {
    private let address: PostgreSQLAddress
    private let reachability: Reachability
    private let lanes: [Seat<PostgreSQLWriter>]
    private let readers: [Seat<PostgreSQLReader>]
    private let nextReader = Atomic<Int>(0)
    private let longReads = Atomic<Int>(0)

    /// A node's connections, with the two of long reads: ten nodes fit into a server's default.
    private static let laneCount = 4
    private static let readerCount = 3
    private static let longReadsMax = 2
    /// How long a start waits for a server that starts at the same time.
    private static let startPatience = DispatchTimeInterval.seconds(10)

    /// Connects, and makes what the driver needs for itself.
    ///
    /// - Parameter name: Of this run of the program, and of no other.
    /// - Throws: ``DatabaseFailure/busy(_:)`` when no server can be reached that takes writes.
    public init(_ address: PostgreSQLAddress, name: String) throws {
        let reachability = Reachability()
        self.reachability = reachability
        self.address = address
        try Self.setUp(address, reachability)
        lanes = (0..<Self.laneCount).map { lane in
            let link = PostgreSQLLink(address, for: .writing, reachability)
            return Seat(
                PostgreSQLWriter(link, name: "\(name)-\(lane)"),
                label: "florin.postgresql.lane-\(lane)")
        }
        readers = (0..<Self.readerCount).map { index in
            Seat(
                PostgreSQLReader(PostgreSQLLink(address, for: .reading, reachability)),
                label: "florin.postgresql.reader-\(index)")
        }
    }

    /// Two nodes that start together may both make the table: the second finds it at its next try.
    private static func setUp(
        _ address: PostgreSQLAddress, _ reachability: Reachability
    ) throws {
        let link = PostgreSQLLink(address, for: .writing, reachability)
        let session = try link.live(until: DispatchTime.now() + startPatience)
        do {
            try session.script(PostgreSQLWriter.setup)
        } catch DatabaseFailure.constraint {
            try session.script(PostgreSQLWriter.setup)
        }
    }

    public var laneCount: Int { lanes.count }

    /// Never: a writer in doubt asks the server, on a new connection.
    public let doubts = AsyncStream<DatabaseFailure> { _ in }

    public func submit(lane: Int, _ job: @escaping @Sendable (any Writer) -> Void) {
        lanes[lane].enqueue { job($0) }
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let turn = nextReader.wrappingAdd(1, ordering: .relaxed).oldValue
        return try await readers.leastBusy(startingAt: turn).read(body)
    }

    public func readAtLength<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let running = longReads.wrappingAdd(1, ordering: .relaxed).oldValue
        defer { longReads.wrappingSubtract(1, ordering: .relaxed) }
        guard running < Self.longReadsMax else {
            throw DatabaseFailure.busy("\(running) long reads are running")
        }
        let link = PostgreSQLLink(address, for: .readingAtLength, reachability)
        return try await Seat(PostgreSQLReader(link), label: "florin.postgresql.long-reader")
            .read(body)
    }

    public func close() async {
        for reader in readers { await reader.close() }
        for lane in lanes { await lane.close() }
    }
}
