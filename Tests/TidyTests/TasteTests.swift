// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("taste")
struct TasteTests {
    private static let everything = ["Sources", "Tests"]
    /// Where amounts, rates and quantities pass.
    private static let roomsOfMoney = [
        "Sources/Money", "Sources/Pricing", "Sources/Ledger", "Sources/Billing", "Sources/Upkeep",
        "Sources/API", "Sources/HTTPEdge",
    ]

    @Test("every file says its licence in its first line", arguments: everything)
    func licence(folder: String) throws {
        for file in try Repository.sources(under: folder) {
            let first = file.lines.first ?? ""
            #expect(first == "// SPDX-License-Identifier: Apache-2.0", "\(file.path)")
        }
    }

    @Test("no line is longer than 100 columns and no file than 500 lines", arguments: everything)
    func sizes(folder: String) throws {
        for file in try Repository.sources(under: folder) where !file.isGenerated {
            #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines")
            for (index, line) in file.lines.enumerated() where isLong(line) {
                Issue.record("\(file.path):\(index + 1) has \(line.count) columns")
            }
        }
    }

    /// Bytes are counted first: counting characters is slow, and most lines are short.
    private func isLong(_ line: Substring) -> Bool { line.utf8.count > 100 && line.count > 100 }

    @Test("no floating point in the rooms of money", arguments: roomsOfMoney)
    func noFloatingPoint(folder: String) throws {
        for file in try Repository.sources(under: folder) {
            for (number, line) in file.code {
                let isFloating = ["Double", "Float", "CGFloat", "NSDecimalNumber"].contains {
                    word in
                    line.split { !$0.isLetter }.contains { $0 == word }
                }
                #expect(!isFloating, "\(file.path):\(number): \(line)")
            }
        }
    }

    @Test("no error is swallowed, nothing is forced, nothing is left for later")
    func noShortcuts() throws {
        let shortcuts = ["try?", "try!", " as! ", "fatalError(", "nonisolated(unsafe)"]
        for file in try Repository.sources(under: "Sources") {
            for (index, line) in file.lines.enumerated() {
                let later = ["TODO", "FIXME"].contains { line.contains($0) }
                #expect(!later, "\(file.path):\(index + 1): \(line)")
            }
            for (number, line) in file.code {
                let found = shortcuts.first { line.contains($0) }
                #expect(found == nil, "\(file.path):\(number): \(line)")
            }
        }
    }

    @Test("what is unchecked says why it is safe")
    func uncheckedIsExplained() throws {
        for file in try Repository.sources(under: "Sources") {
            guard file.lines.contains(where: { $0.contains("@unchecked Sendable") }) else {
                continue
            }
            #expect(file.lines.contains { $0.contains("SAFETY:") }, "\(file.path)")
        }
    }

    @Test("one word for one thing: the vocabulary's rejected synonyms name nothing")
    func vocabulary() throws {
        let rejected = [
            "Manager", "Helper", "Util", "Processor", "DTO", "Impl", "tenant", "Tenant",
        ]
        for file in try Repository.sources(under: "Sources") {
            for (number, line) in file.code where line.contains(anyDeclaration) {
                let words = line.split { !$0.isLetter && !$0.isNumber }
                let bad = words.first { word in rejected.contains { word.hasSuffix($0) } }
                #expect(bad == nil, "\(file.path):\(number): \(line)")
            }
        }
    }

    private var anyDeclaration: Regex<Substring> {
        /\b(?:struct|class|enum|protocol|func|var|let)\b/
    }
}
