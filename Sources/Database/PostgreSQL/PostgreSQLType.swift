// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// The types that the shared SQL subset has, by their object ids in `pg_type`, which never change.
enum PostgreSQLType: UInt32 {
    case boolean = 16
    case bytes = 17
    case bigint = 20
    case smallint = 21
    case integer = 23
    case text = 25

    /// - Throws: ``DatabaseFailure/other(_:)`` naming what to do about a type outside the subset.
    init(_ id: Oid, of place: String, in sql: String) throws(DatabaseFailure) {
        guard let type = PostgreSQLType(rawValue: id) else {
            throw .other(
                "\(place) has the type \(id), which is outside the shared SQL subset: "
                    + "cast it to BIGINT, TEXT or BYTEA in: \(sql)")
        }
        self = type
    }

    /// As it is written in a cast.
    var name: String {
        switch self {
        case .boolean: "boolean"
        case .bytes: "bytea"
        case .bigint: "bigint"
        case .smallint: "smallint"
        case .integer: "integer"
        case .text: "text"
        }
    }
}
