// SPDX-License-Identifier: Apache-2.0

import Archives
import JSON
import Vocabulary

/// What an archive is, in a file beside the others: for people, and for whoever checks them.
struct ArchiveManifest: Sendable {
    static let name = "manifest.json"
    /// For `sha256sum -c`.
    static let sumsName = "SHA256SUMS"
    private static let format = "florin-usage-archive"
    private static let formatVersion: Int64 = 1
    private static let bytesMax = 1 << 20

    let archive: UsageArchiveID
    let month: UsageMonth
    /// In the order of ``ArchiveTable/all``.
    let files: [ArchiveFile]

    /// What a folder of an archive may hold.
    static func fileNames(of month: UsageMonth) -> [String] {
        ArchiveTable.all.map { $0.fileName(of: month) } + [name, sumsName]
    }

    /// - Parameters:
    ///   - version: Of the program that writes it.
    ///   - now: When it is written.
    func json(version: String, at now: Instant) -> JSON {
        [
            "format": .string(Self.format),
            "formatVersion": .number(JSONNumber(Self.formatVersion)),
            "archive": .string(archive.description), "month": .string(month.description),
            "usageBefore": .string(month.end.description), "createdAt": .string(now.description),
            "version": .string(version),
            "csv": [
                "encoding": "UTF-8, RFC 4180, CRLF, the first line names the columns",
                "missing": "an empty field; an empty text is \"\"",
                "money": "integers of nanocredits, 1000000000 to the credit of 1 USD",
                "times": "ISO 8601, UTC, microseconds",
            ],
            "files": .array(zip(files, ArchiveTable.all).map { $0.json(of: $1) }),
        ]
    }

    /// A line for each file, as `sha256sum` writes them.
    var sums: String { files.map { "\($0.sha256)  \($0.name)\n" }.joined() }

    /// Reads the manifest of a folder.
    ///
    /// - Throws: ``ArchiveFailure`` for one that says something else than manifests do.
    static func read(in folder: String) throws(ArchiveFailure) -> ArchiveManifest {
        let path = "\(folder)/\(name)"
        let bytes = try Folder.bytes(at: path, atMost: bytesMax)
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw .damaged(path: path, reason: "it is no JSON")
        }
        guard json["format"]?.string == format else {
            throw .damaged(path: path, reason: "it is no manifest of an archive")
        }
        guard json["formatVersion"]?.int64 == formatVersion else {
            throw .damaged(path: path, reason: "a newer version of florin wrote it")
        }
        let files = json["files"]?.array ?? []
        guard let archive = json["archive"]?.string.flatMap({ UsageArchiveID($0) }),
            let month = json["month"]?.string.flatMap({ UsageMonth($0) }),
            files.count == ArchiveTable.all.count
        else { throw .damaged(path: path, reason: "it says too little") }
        let read = zip(files, ArchiveTable.all).compactMap { ArchiveFile($0, of: $1) }
        guard read.count == files.count else {
            throw .damaged(path: path, reason: "it says too little of a file")
        }
        return ArchiveManifest(archive: archive, month: month, files: read)
    }
}

extension ArchiveFile {
    fileprivate func json(of table: ArchiveTable) -> JSON {
        var sums = JSONObject()
        for (column, sum) in zip(table.columns.filter(\.isSummed), tally.sums) {
            sums[column.name] = .number(JSONNumber(Int64(clamping: sum)))
        }
        return [
            "name": .string(name), "table": .string(table.source),
            "rows": .number(JSONNumber(tally.rows)),
            "sums": .object(sums),
            "firstId": tally.firstID.map { .string($0) } ?? .null,
            "lastId": tally.lastID.map { .string($0) } ?? .null,
            "bytes": .number(JSONNumber(bytes)), "sha256": .string(sha256),
            "plainBytes": .number(JSONNumber(plainBytes)), "plainSha256": .string(plainSHA256),
            "columns": .array(table.columns.map(\.json)),
        ]
    }

    /// Reads what ``json(of:)`` wrote, nil when it is something else.
    fileprivate init?(_ json: JSON, of table: ArchiveTable) {
        let names = table.columns.filter(\.isSummed).map(\.name)
        let stated = json["sums"]
        let sums = names.compactMap { stated?[$0]?.int64 }.map { Int128($0) }
        guard let name = json["name"]?.string, let rows = json["rows"]?.int64,
            sums.count == names.count, let bytes = json["bytes"]?.int64,
            let sha256 = json["sha256"]?.string, let plainBytes = json["plainBytes"]?.int64,
            let plainSHA256 = json["plainSha256"]?.string
        else { return nil }
        self.init(
            name: name,
            tally: RowTally(
                rows: rows, firstID: json["firstId"]?.string, lastID: json["lastId"]?.string,
                sums: sums),
            bytes: bytes, sha256: sha256, plainBytes: plainBytes, plainSHA256: plainSHA256)
    }
}

extension ArchiveTable.Column {
    fileprivate var json: JSON {
        ["name": .string(name), "column": .string(source), "type": .string(kind.rawValue)]
    }
}
