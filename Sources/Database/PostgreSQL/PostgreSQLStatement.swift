// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// A statement that a session has prepared.
final class PostgreSQLStatement {
    let sql: String
    /// Under which the server knows it.
    let name: String
    /// The types of its parameters, in the order of their numbers.
    let parameters: [PostgreSQLType]
    /// The same statement for many rows at a time; nil when it has no such form.
    let manyForm: ManyForm?

    /// - Parameter description: What the server answered when it was asked to describe it.
    /// - Throws: ``DatabaseFailure/other(_:)`` when a type of it is outside the shared subset.
    init(_ sql: String, name: String, description: OpaquePointer) throws(DatabaseFailure) {
        self.sql = sql
        self.name = name
        var parameters: [PostgreSQLType] = []
        for index in 0..<PQnparams(description) {
            let type = PQparamtype(description, index)
            parameters.append(
                try PostgreSQLType(type, of: "parameter $\(index + 1)", in: sql))
        }
        for index in 0..<PQnfields(description) {
            let type = PQftype(description, index)
            _ = try PostgreSQLType(type, of: "column \(index + 1)", in: sql)
        }
        self.parameters = parameters
        manyForm = ManyForm(of: sql, parameters)
    }

    /// - Parameter many: The form for many rows of a statement that is described already.
    init(many: ManyForm, name: String) {
        sql = many.sql
        self.name = name
        parameters = []
        manyForm = nil
    }

    /// - Throws: ``DatabaseFailure/other(_:)`` when a row has fewer values than the statement has
    ///   parameters.
    func check(_ count: Int) throws(DatabaseFailure) {
        guard count >= parameters.count else {
            throw .other("parameter $\(count + 1) has no value in: \(sql)")
        }
    }
}
