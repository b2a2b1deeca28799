// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// Where a server is and how to reach it: a URL as libpq reads it, `postgres://USER@HOST/DATABASE`.
///
/// What a URL says outranks what stands here; what neither says comes from libpq's own environment
/// (`PGPASSWORD`, `PGSSLROOTCERT`, `~/.pgpass`).
public struct PostgreSQLAddress: Sendable, CustomStringConvertible {
    private let url: String
    /// For people: no password.
    public let description: String

    /// - Throws: ``DatabaseFailure/other(_:)`` when libpq cannot read the URL.
    public init(_ url: String) throws(DatabaseFailure) {
        var reason: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(url, &reason)
        defer {
            PQconninfoFree(options)
            PQfreemem(reason)
        }
        guard let options else {
            throw .other(reason.map { String(cString: $0) } ?? "out of memory")
        }
        self.url = url
        let port = Self.value("port", of: options) ?? "5432"
        // libpq would find out only as it connects.
        for port in port.split(separator: ",") where UInt16(port) ?? 0 == 0 {
            throw .other("\(port) is no port")
        }
        let host = Self.value("host", of: options) ?? "localhost"
        let name = Self.value("dbname", of: options) ?? Self.value("user", of: options)
        description = "postgres://\(host):\(port)/\(name ?? "")"
    }

    /// What a URL says of an option, nil when it says nothing.
    private static func value(
        _ name: String, of options: UnsafeMutablePointer<PQconninfoOption>
    ) -> String? {
        var option = options
        while let keyword = option.pointee.keyword {
            if String(cString: keyword) == name {
                return option.pointee.val.map { String(cString: $0) }
            }
            option += 1
        }
        return nil
    }

    /// Only a server that takes writes counts, so that of several hosts the primary is found; and a
    /// server that is gone without a word is given up within seconds.
    private static let defaults: KeyValuePairs = [
        "application_name": "florin", "client_encoding": "UTF8",
        "target_session_attrs": "read-write", "connect_timeout": "5",
        "keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3",
        "tcp_user_timeout": "10000",
    ]

    /// - Throws: ``DatabaseFailure/busy(_:)`` when no server can be reached that takes writes.
    func connect() throws -> OpaquePointer {
        // Names in their order; `dbname` as a URL is taken apart where it stands, the later wins.
        let names = Self.defaults.map(\.key) + ["dbname"]
        let values = Self.defaults.map(\.value) + [url]
        let handle = withCStrings(names) { names in
            withCStrings(values) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let handle else { throw DatabaseFailure.busy("out of memory") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let reason = errorMessage(of: handle)
            PQfinish(handle)
            throw DatabaseFailure.busy(reason)
        }
        return handle
    }
}

/// Hands over texts as C wants a list of them: pointers, and nil at the end.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let block = texts.flatMap { $0.utf8CString }
    return block.withUnsafeBufferPointer { block in
        var start = 0
        var pointers: [UnsafePointer<CChar>?] = []
        for text in texts {
            pointers.append(block.baseAddress.map { $0 + start })
            start += text.utf8CString.count
        }
        return (pointers + [nil]).withUnsafeBufferPointer { pointers in
            guard let first = pointers.baseAddress else { preconditionFailure("never empty") }
            return body(first)
        }
    }
}
