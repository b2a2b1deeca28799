// SPDX-License-Identifier: Apache-2.0

/// One statement for many rows of parameters: the rows travel as arrays, one for each parameter,
/// and the server reads them as a table, `v`. A row then costs a third of a run of its own.
///
/// Only plain forms are made over; all others are run row by row, in one pipeline.
struct ManyForm {
    let sql: String
    /// The first column of its rows is the place of the row of parameters, from 1.
    let hasPlaces: Bool

    /// - Returns: nil when the statement has no such form.
    init?(of sql: String, _ parameters: [PostgreSQLType]) {
        guard !parameters.isEmpty else { return nil }
        let text = Substring(sql.trimmingSpace)
        let words = text.uppercased()
        // Which row of parameters an answer belongs to could not be told.
        guard !words.contains("RETURNING ") else { return nil }
        let table = Self.unnest(parameters)
        hasPlaces = words.hasPrefix("SELECT ")
        if hasPlaces {
            self.sql = Self.select(text, table, parameters.count)
        } else if words.hasPrefix("INSERT INTO "),
            let insert = Self.insert(text, table, parameters.count)
        {
            self.sql = insert
        } else if words.hasPrefix("UPDATE "),
            let update = Self.update(text, table, parameters.count)
        {
            self.sql = update
        } else {
            return nil
        }
    }

    private static func unnest(_ parameters: [PostgreSQLType]) -> String {
        let arrays = parameters.enumerated().map { "$\($0.offset + 1)::\($0.element.name)[]" }
        return "unnest(\(arrays.joined(separator: ", ")))"
    }

    private static func names(_ count: Int) -> String {
        (1...count).map { "p\($0)" }.joined(separator: ", ")
    }

    /// `INSERT … VALUES (…) …` becomes `INSERT … SELECT … FROM unnest(…) …`.
    private static func insert(_ sql: Substring, _ table: String, _ count: Int) -> String? {
        guard let values = sql.range(ofWord: "VALUES"), let row = sql[values.upperBound...].parens
        else { return nil }
        let rest = sql[row.endIndex...].dropFirst()
        guard !rest.contains("$") else { return nil }
        return """
            \(sql[..<values.lowerBound])SELECT \(renamed(row)) \
            FROM \(table) AS v (\(names(count))) \(rest)
            """
    }

    /// `UPDATE … SET … WHERE …` becomes `UPDATE … SET … FROM unnest(…) WHERE …`.
    private static func update(_ sql: Substring, _ table: String, _ count: Int) -> String? {
        guard sql.range(ofWord: "FROM") == nil, sql.range(ofWord: "SELECT") == nil,
            let condition = sql.range(ofWord: "WHERE")
        else { return nil }
        return """
            \(renamed(sql[..<condition.lowerBound]))FROM \(table) AS v (\(names(count))) \
            \(renamed(sql[condition.lowerBound...]))
            """
    }

    /// The question is asked for each row of parameters in its turn. `OFFSET 0` keeps the planner
    /// from turning the loop inside out, which pays only as long as the table is nearly empty, but
    /// a prepared plan stays.
    private static func select(_ sql: Substring, _ table: String, _ count: Int) -> String {
        """
        SELECT v.place, q.* FROM \(table) WITH ORDINALITY AS v (\(names(count)), place)
        CROSS JOIN LATERAL (SELECT * FROM (\(renamed(sql))) AS q OFFSET 0) AS q
        """
    }

    /// `$1` becomes `v.p1`.
    private static func renamed(_ sql: Substring) -> String {
        var text = ""
        var rest = sql
        while let dollar = rest.firstIndex(of: "$") {
            text += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            text += rest.first?.isNumber == true ? "v.p" : "$"
        }
        return text + rest
    }
}

extension StringProtocol {
    fileprivate var trimmingSpace: String {
        let start = drop(while: \.isWhitespace)
        var end = start.endIndex
        while end > start.startIndex, start[start.index(before: end)].isWhitespace {
            end = start.index(before: end)
        }
        return String(start[..<end])
    }
}

extension Substring {
    /// Where a word stands between spaces or parentheses.
    fileprivate func range(ofWord word: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            let rest = self[start...]
            guard let first = rest.firstIndex(of: word.first ?? " ") else { return nil }
            if self[first...].hasPrefix(word) {
                let end = index(first, offsetBy: word.count)
                let isStart = first == startIndex || !self[index(before: first)].isLetter
                if isStart, end == endIndex || !self[end].isLetter { return first..<end }
            }
            start = index(after: first)
        }
        return nil
    }

    /// What stands in the parentheses with which this begins, after space; nil without any.
    fileprivate var parens: Substring? {
        let text = drop(while: \.isWhitespace)
        guard text.first == "(" else { return nil }
        var depth = 0
        for position in text.indices {
            if text[position] == "(" { depth += 1 }
            if text[position] == ")" { depth -= 1 }
            if depth == 0 { return text[text.index(after: text.startIndex)..<position] }
        }
        return nil
    }
}
