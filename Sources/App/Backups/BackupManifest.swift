// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Vocabulary

/// What a backup is, in a file beside it: `NAME.json`.
struct BackupManifest: Sendable {
    /// The version of the program that made it.
    let version: String
    let createdAt: String
    /// The database that it is a copy of.
    let source: String
    let bytes: Int64
    /// Of the file, in hexadecimal digits.
    let sha256: String
    let migrations: [Int64]
    let books: Fingerprint
    /// Whether the books were recomputed on the copy.
    let isVerified: Bool

    static func path(of backup: String) -> String { backup + ".json" }

    var json: JSON {
        [
            "version": .string(version), "createdAt": .string(createdAt),
            "source": .string(source), "bytes": .number(JSONNumber(bytes)),
            "sha256": .string(sha256),
            "migrations": .array(migrations.map { .number(JSONNumber($0)) }),
            "organizations": .number(JSONNumber(books.organizations)),
            "entries": .number(JSONNumber(books.entries)), "ledger": .string(books.digest),
            "verified": .bool(isVerified),
        ]
    }
}

/// What a restore holds a file against: the rest of a manifest is for people.
struct BackupSeal: Sendable {
    let createdAt: String
    let bytes: Int64
    let sha256: String

    /// The seal that stands beside a backup, nil when there is none.
    ///
    /// - Throws: ``CommandFailure`` for one that says something else than manifests do.
    init?(of backup: String) throws(CommandFailure) {
        let path = BackupManifest.path(of: backup)
        guard Files.exists(path) else { return nil }
        let json: JSON
        do {
            json = try JSON(parsing: Files.bytes(at: path) ?? [])
        } catch {
            json = .null
        }
        guard let createdAt = json["createdAt"]?.string, let bytes = json["bytes"]?.int64,
            let sha256 = json["sha256"]?.string
        else {
            throw CommandFailure(
                "\(path) is no manifest of a backup: move it away to restore without one")
        }
        self.createdAt = createdAt
        self.bytes = bytes
        self.sha256 = sha256
    }
}
