// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Reads snapshots on a session of its own.
final class PostgreSQLReader: SnapshotReader {
    private let link: PostgreSQLLink

    /// How long a reader waits for a server before whoever asks is told to come back.
    private static let patience = DispatchTimeInterval.seconds(3)

    init(_ link: PostgreSQLLink) { self.link = link }

    /// A connection that broke while it was idle is noticed by the first statement: then, and
    /// whenever nothing was read yet, another one is taken.
    func snapshot<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        let patience = DispatchTime.now() + Self.patience
        while true {
            let session = try link.live(until: patience)
            do {
                try session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                let result = try body(session)
                try session.commit()
                return result
            } catch {
                guard session.isLost else {
                    try session.rollback()
                    throw error
                }
                link.drop()
                guard !session.hasAnswered, DispatchTime.now() < patience else { throw error }
            }
        }
    }
}
