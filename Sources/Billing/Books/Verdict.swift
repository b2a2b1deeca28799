// SPDX-License-Identifier: Apache-2.0

public import JSON

/// What a verification of the books found.
public struct Verdict: Hashable, Sendable {
    /// How many entries were recomputed.
    public internal(set) var entries: Int64 = 0
    /// How many organizations' books were recomputed.
    public internal(set) var organizations: Int64 = 0
    /// The first thing that is wrong, in the order of organizations, nil when nothing is.
    public internal(set) var firstFault: Fault?

    public var isSound: Bool { firstFault == nil }

    /// `{ok, entries, organizations, firstError?}`, as the command and the API say it.
    public var json: JSON {
        var object: JSONObject = [
            "ok": .bool(isSound), "entries": .number(JSONNumber(entries)),
            "organizations": .number(JSONNumber(organizations)),
        ]
        if let firstFault { object["firstError"] = firstFault.json }
        return .object(object)
    }
}

/// A row of the books that is not what the others say it must be.
public struct Fault: Error, Hashable, Sendable {
    /// The id as it stands in the row: damage may have left none.
    public let organization: String
    /// The table, and which of its rows: an id, an entry's sequence number, a day.
    public let table: String
    public let row: String
    public let problem: String

    var json: JSON {
        [
            "organizationId": .string(organization), "table": .string(table), "row": .string(row),
            "problem": .string(problem),
        ]
    }
}

extension Fault: CustomStringConvertible {
    public var description: String { "\(organization): \(table) \(row): \(problem)" }
}

/// How far a verification or an export has come, for whoever watches.
public struct BooksProgress: Hashable, Sendable {
    public let entries: Int64
    /// Entries that there are to read, as the accounts have it.
    public let total: Int64
}
