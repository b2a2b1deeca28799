// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What a finished move of data was found to be.
public struct DataMigrationOutcome: Hashable, Sendable {
    public struct ComparedTable: Hashable, Sendable {
        public let name: String
        /// Rows of the target.
        public let rows: Int64
        /// Whether both databases have the same rows.
        public let isSame: Bool
    }

    public let tables: [ComparedTable]
    public let sourceBooks: Fingerprint
    public let targetBooks: Fingerprint
    /// Of the target's books.
    public let verdict: Verdict

    public var isSame: Bool {
        tables.allSatisfy(\.isSame) && sourceBooks == targetBooks && verdict.isSound
    }
}

/// How far a move of data is, for whoever watches.
public struct DataMigrationProgress: Hashable, Sendable {
    public enum Stage: Hashable, Sendable {
        case moving
        case comparing
        case verifying
    }

    public let stage: Stage
    /// Rows; entries when they are verified.
    public internal(set) var done: Int64 = 0
    public let total: Int64

    init(_ stage: Stage, of total: Int64) {
        self.stage = stage
        self.total = total
    }
}

/// Why data are not moved.
public enum DataMigrationRefusal: Error, Hashable, Sendable {
    case differentSchemas(table: String)
    case targetNotEmpty(table: String)
    case alreadyFinished(Instant)
    /// The target has a part of what the source was when an earlier run began.
    case sourceChanged
    /// The source has only a part of what it was to be filled with.
    case sourceUnfinished
    /// Another run writes into the target.
    case inUse
}

extension DataMigrationRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .differentSchemas(let table): "the two databases differ in the table \(table)"
        case .targetNotEmpty(let table):
            "there are rows in the table \(table) of the target: it must be a new database, "
                + "which no `florin migrate` or `serve` has filled with the built-in prices"
        case .alreadyFinished(let moment): "the target was filled at \(moment): it is in use"
        case .sourceChanged:
            "the source is not what it was when the target began to be filled: somebody wrote it; "
                + "begin again with a new target"
        case .sourceUnfinished: "the source is itself only filled in part"
        case .inUse: "another `florin migrate-data` writes into the target"
        }
    }
}
