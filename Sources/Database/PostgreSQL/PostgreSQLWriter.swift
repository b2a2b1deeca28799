// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs the transactions of one lane, whatever happens to the connection under it.
///
/// Each durable transaction leaves a mark: its number, in a row of the writer's own. When the
/// answer to a commit is lost, the row tells on the next connection whether it was committed; a
/// server that takes over has the row if it has the rest. Asking raises a fence in the row, so that
/// a commit that is still on its way to the server is refused when it gets there.
final class PostgreSQLWriter: Writer {
    private let link: PostgreSQLLink
    private let name: String
    /// Of the last transaction that was tried.
    private var number: Int64 = 0

    /// How long a transaction is tried, over losses, conflicts and new connections, before whoever
    /// asks is told to come back. A failover can take longer; a client should not wait for that.
    private static let patience = DispatchTimeInterval.seconds(8)
    /// How long an unknown commit is asked after: meanwhile nobody can be told anything.
    private static let doubtPatience = DispatchTimeInterval.seconds(25)

    /// - Parameter name: Of this writer alone, in this run of the program.
    init(_ link: PostgreSQLLink, name: String) {
        self.link = link
        self.name = name
    }

    /// Runs `body` again when the connection was lost before the commit, or when transactions met
    /// so that one of them had to give way.
    func transaction<Result>(
        _ durability: Durability, _ isolation: Isolation,
        _ body: (any Connection) throws -> Result
    ) throws -> Result {
        let patience = DispatchTime.now() + Self.patience
        var backoff = Backoff()
        var hasMetConstraint = false
        while true {
            let session = try link.live(until: patience)
            do {
                return try run(durability, isolation, body, on: session)
            } catch DatabaseFailure.unknown(let reason) {
                throw DatabaseFailure.unknown(reason)
            } catch DatabaseFailure.constraint where isolation == .serializable && !hasMetConstraint
            {
                // Who loses a race for a key is told so, not that there was a race: then the repeat
                // finds what the winner wrote.
                hasMetConstraint = true
            } catch {
                guard session.isLost || session.metConflict, DispatchTime.now() < patience else {
                    throw error
                }
                pause(milliseconds: backoff.next())
            }
        }
    }

    private func run<Result>(
        _ durability: Durability, _ isolation: Isolation,
        _ body: (any Connection) throws -> Result, on session: PostgreSQLSession
    ) throws -> Result {
        number += 1
        let mark = number
        let result: Result
        do {
            try session.begin(isolation.begin)
            if durability == .relaxed { try session.relax() }
            result = try body(session)
            if durability == .full {
                try session.enqueue(Self.setMark, [.text(name), .integer(mark)])
            }
        } catch {
            if !session.isLost { try session.rollback() }
            throw error
        }
        do {
            try session.commit()
            link.confirm()
        } catch {
            guard session.isLost else {
                try session.rollback()
                throw error
            }
            guard durability == .full else { throw DatabaseFailure.unknown("\(error)") }
            guard try isCommitted(mark) else { throw error }
        }
        return result
    }

    /// Whether the transaction with this mark is committed, once and for all: a server that still
    /// works on it holds the row until it is done, and where commits wait for standbys, this one
    /// waits until they have the other too.
    ///
    /// - Throws: ``DatabaseFailure/unknown(_:)`` when nobody can tell.
    private func isCommitted(_ mark: Int64) throws -> Bool {
        let patience = DispatchTime.now() + Self.doubtPatience
        var backoff = Backoff()
        while true {
            do {
                let session = try link.live(until: patience)
                try session.begin(Isolation.locking.begin)
                let last = try session.first(Self.readMark, [.text(name), .integer(mark)]) {
                    $0.integer(0)
                }
                try session.commit()
                return last == mark
            } catch {
                link.drop()
                guard DispatchTime.now() < patience else {
                    throw DatabaseFailure.unknown("the answer to a commit was lost: \(error)")
                }
                pause(milliseconds: backoff.next())
            }
        }
    }

    /// The table of marks. A writer that has not written for a day is gone.
    static let setup = """
        CREATE TABLE IF NOT EXISTS florin_writer (
            name TEXT NOT NULL PRIMARY KEY,
            number BIGINT NOT NULL,
            fence BIGINT NOT NULL,
            written_at TIMESTAMPTZ NOT NULL
        ) WITH (fillfactor = 50);
        DELETE FROM florin_writer WHERE written_at < now() - INTERVAL '1 day'
        """
    /// A number that the fence has passed becomes null, which the column refuses.
    private static let setMark = """
        INSERT INTO florin_writer (name, number, fence, written_at) VALUES ($1, $2, 0, now())
        ON CONFLICT (name) DO UPDATE SET written_at = excluded.written_at,
            number = CASE WHEN florin_writer.fence < excluded.number THEN excluded.number END
        """
    private static let readMark = """
        INSERT INTO florin_writer (name, number, fence, written_at) VALUES ($1, 0, $2, now())
        ON CONFLICT (name) DO UPDATE SET written_at = excluded.written_at,
            fence = greatest(florin_writer.fence, excluded.fence)
        RETURNING number
        """
}

extension Isolation {
    fileprivate var begin: String {
        switch self {
        case .locking: "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}
