// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The checkout that these tests stand in.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct SourceFile {
        let path: String
        let lines: [Substring]

        /// The lines that are not comments, with their numbers.
        var code: [(number: Int, line: Substring)] {
            lines.enumerated().compactMap { index, line in
                let text = line.drop { $0 == " " }
                return text.hasPrefix("//") ? nil : (index + 1, line)
            }
        }

        /// Written by a script, as its first lines say.
        var isGenerated: Bool { lines.prefix(3).contains { $0.contains("Made from ") } }
    }

    /// The Swift files below a folder, in the order of their paths.
    static func sources(under folder: String) throws -> [SourceFile] {
        let base = root.appending(path: folder)
        let paths =
            FileManager.default.enumerator(atPath: base.path())?
            .compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = try String(contentsOf: base.appending(path: path), encoding: .utf8)
            return SourceFile(
                path: "\(folder)/\(path)",
                lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
