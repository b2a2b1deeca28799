// SPDX-License-Identifier: Apache-2.0

/// When a transaction counts as done.
public enum Durability: Sendable {
    /// On disk before it is acknowledged: everything that anybody outside is told about.
    case full
    /// Committed, but a crash of the machine may lose it: only what frees itself when lost.
    case relaxed
}

/// How transactions that run at the same time are kept apart. Where only one runs at a time there
/// is no difference.
public enum Isolation: Sendable {
    /// By locks: a transaction locks what it decides on before it reads it.
    case locking
    /// By the database: what would not have happened one after the other is undone, and runs again.
    case serializable
}

/// A database: lanes that write, one transaction at a time each, and readers beside them.
///
/// Transactions are synchronous closures on the driver's own threads: nothing in them suspends, so
/// what happens in one reads from top to bottom.
public protocol Database: Sendable {
    /// How many transactions can write at the same time; the keeper spreads organizations over
    /// them.
    var laneCount: Int { get }

    /// Tells when nothing can be written any more, ``DatabaseFailure/unknown(_:)``, before the
    /// database is opened anew: whoever serves must end, and start again.
    var doubts: AsyncStream<DatabaseFailure> { get }

    /// Runs `job` on the lane's thread after the jobs that came before it.
    func submit(lane: Int, _ job: @escaping @Sendable (any Writer) -> Void)

    /// Runs `body` on a reader, on one consistent snapshot of all that was committed before.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result

    /// Runs `body` as ``read(_:)`` does, on a connection of its own: for what takes as long as the
    /// history is, so that nobody's balance waits behind it.
    ///
    /// - Throws: ``DatabaseFailure/busy(_:)`` when as many as may run at a time are running.
    func readAtLength<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result

    /// Waits for what was submitted, then closes every connection.
    func close() async
}

/// What a lane's job may do: run transactions, one after the other.
public protocol Writer: AnyObject {
    /// Runs `body` in one transaction: committed when it returns, rolled back when it throws.
    ///
    /// A driver runs `body` again when the transaction came to nothing through no fault of its own.
    /// - Throws: What `body` throws, or ``DatabaseFailure`` when the commit fails, in which case
    ///   nothing of it is kept, unless it is ``DatabaseFailure/unknown(_:)``.
    func transaction<Result>(
        _ durability: Durability, _ isolation: Isolation,
        _ body: (any Connection) throws -> Result
    ) throws -> Result
}

extension Database {
    /// Runs `body` in one durable transaction and returns its result once it is on disk.
    ///
    /// - Parameter isolation: What settles orders is `.locking`: an account that is in use all the
    ///   time is waited for then, while a serializable transaction that had to wait is undone.
    public func write<Result: Sendable>(
        lane: Int = 0, isolation: Isolation = .serializable,
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            submit(lane: lane) { writer in
                continuation.resume(
                    with: Swift.Result {
                        try writer.transaction(.full, isolation) { try body($0) }
                    })
            }
        }
    }
}
