// SPDX-License-Identifier: Apache-2.0

/// A table, as the schema of a database has it.
public struct Table: Hashable, Sendable {
    /// The kinds of values that every driver stores the same way.
    public enum Kind: Hashable, Sendable {
        case integer
        case text
        case blob
    }

    public struct Column: Hashable, Sendable {
        public let name: String
        public let kind: Kind
    }

    public let name: String
    public let columns: [Column]
    /// The names of the primary key's columns, in its order.
    public let primaryKey: [String]
    /// Tables whose rows must be there before this one's, itself aside.
    public let references: Set<String>

    public init(name: String, columns: [Column], primaryKey: [String], references: Set<String>) {
        self.name = name
        self.columns = columns
        self.primaryKey = primaryKey
        self.references = references
    }
}

extension Table.Kind {
    /// - Parameter declared: The type as migrations write it.
    /// - Throws: ``DatabaseFailure/schema(_:)`` for one outside the subset that drivers share.
    init(declared: String, of column: String) throws(DatabaseFailure) {
        switch declared.uppercased() {
        case "BIGINT": self = .integer
        case "TEXT": self = .text
        case "BYTEA": self = .blob
        default: throw .schema("\(column) is \(declared): no driver shares that type")
        }
    }
}

extension Row {
    /// The value of a column of this kind.
    public func value(_ column: Int, _ kind: Table.Kind) -> Value {
        guard !isNull(column) else { return .null }
        return switch kind {
        case .integer: .integer(integer(column))
        case .text: .text(text(column))
        case .blob: .blob(blob(column))
        }
    }
}
