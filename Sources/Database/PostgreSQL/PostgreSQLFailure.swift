// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// What a server, or the way to it, said instead of a result.
struct PostgreSQLFailure {
    /// SQLSTATE's five characters; nil when the connection itself failed.
    let state: String?
    let message: String

    /// The connection broke, or could not be made.
    init(connection message: String) {
        state = nil
        self.message = message
    }

    /// - Parameter action: The statement, never its values.
    init(_ result: OpaquePointer, doing action: String) {
        state = Self.field(UInt8(ascii: "C"), of: result)
        let primary = Self.field(UInt8(ascii: "M"), of: result)
        let text = primary ?? String(cString: PQresultErrorMessage(result))
        message = "\(text) (\(state ?? "no state")) in: \(action)"
    }

    /// - Parameter code: PG_DIAG_SQLSTATE, PG_DIAG_MESSAGE_PRIMARY: macros that Swift does not see.
    private static func field(_ code: UInt8, of result: OpaquePointer) -> String? {
        PQresultErrorField(result, Int32(code)).map { String(cString: $0) }
    }

    /// Whether the transaction met another one and only has to run again: a serialization failure,
    /// a deadlock.
    var isConflict: Bool { state == "40001" || state == "40P01" }

    /// Whether nothing more can be had from this connection: it broke, its server shuts down or
    /// starts up, or is the primary no longer.
    var endsConnection: Bool {
        guard let state else { return true }
        return state.hasPrefix("08") || Self.endings.contains(state)
    }

    /// admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout,
    /// idle_in_transaction_session_timeout, read_only_sql_transaction, too_many_connections.
    private static let endings: Set<String> = [
        "57P01", "57P02", "57P03", "57P05", "25P03", "25006", "53300",
    ]

    /// The same in the words that all drivers share.
    var shared: DatabaseFailure {
        if isConflict || endsConnection { return .busy(message) }
        switch state?.prefix(2) {
        case "23": return .constraint(message)
        // Something of that name was made meanwhile: a schema, a table, a type.
        case "42" where ["42P06", "42P07", "42710"].contains(state): return .constraint(message)
        case "53" where state == "53100": return .full
        // Other resources, locks that are taken, statements that were cancelled.
        case "53", "55", "57": return .busy(message)
        case "XX" where state != "XX000": return .corrupt(message)
        default: return .other(message)
        }
    }
}
