// SPDX-License-Identifier: Apache-2.0

/// Columns of text, each as wide as it needs to be.
struct TextTable {
    /// Of the columns, by their position, those whose text stands on the right: numbers.
    private let right: Set<Int>
    private var rows: [[String]]

    /// - Parameter head: The columns' titles; empty for none.
    init(_ head: [String] = [], right: Set<Int> = []) {
        self.right = right
        rows = head.isEmpty ? [] : [head]
    }

    mutating func add(_ row: [String]) { rows.append(row) }

    /// The rows as lines.
    ///
    /// - Parameters:
    ///   - indent: Spaces before each line.
    ///   - width: What a line may have; nil for any. In rows that have more, the last column goes
    ///     to a line of its own.
    func lines(indent: Int = 0, width: Int? = Console.width) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        let margin = String(repeating: " ", count: indent)
        return rows.flatMap { row -> [String] in
            let cells = row.enumerated().map { column, cell in
                right.contains(column)
                    ? cell.leftPadded(widths[column]) : cell.rightPadded(widths[column])
            }
            let whole = margin + cells.joined(separator: "  ").trimmedEnd
            guard let width, whole.count > width, cells.count > 1 else { return [whole] }
            let first = margin + cells.dropLast().joined(separator: "  ").trimmedEnd
            return [first, margin + "    " + (row.last ?? "")]
        }
    }
}

extension String {
    var trimmedEnd: String {
        guard let end = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...end])
    }
}

/// A number of things: `1 model`, `2 models`.
func counted(_ count: some BinaryInteger, _ thing: String, _ things: String? = nil) -> String {
    "\(count) \(count == 1 ? thing : things ?? thing + "s")"
}
