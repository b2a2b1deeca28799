// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Glibc
import JSON
import Vocabulary

/// What `florin backup` was asked for.
public struct BackupRequest: Sendable {
    /// A file to write, or a folder that is there or whose name ends in `/`; nil for the folder
    /// `backups` beside the database.
    public var destination: String?
    /// Whether a backup of the same name is replaced.
    public var replaces = false
    /// Whether the books are recomputed on the copy.
    public var verifies = true

    public init() {}
}

extension Commands {
    /// `florin backup`.
    public func backup(_ request: BackupRequest) async throws -> Report {
        let path = try configuration.database.file(for: "backup")
        let backup = try Backup(request, of: path, at: Clock.system.now)
        return try await onThreadOfItsOwn { try backup.run() }
    }
}

/// A copy of one moment of a database that may be in use.
///
/// It has another name until it is complete, checked and on the disk: what is called like a backup
/// is one.
private struct Backup: Sendable {
    private let source: String
    private let destination: String
    private let request: BackupRequest
    private let now: Instant

    private var partial: SQLiteFile { SQLiteFile(path: destination + ".partial") }
    private var manifestPath: String { BackupManifest.path(of: destination) }

    init(
        _ request: BackupRequest, of database: String, at now: Instant
    ) throws(CommandFailure) {
        guard Files.exists(database) else {
            throw CommandFailure("there is no database at \(database)")
        }
        source = Files.resolved(database)
        let folder = Files.folder(of: source)
        let given = request.destination ?? (folder.isEmpty ? "backups/" : folder + "/backups/")
        destination =
            given.hasSuffix("/") || Files.isFolder(given)
            ? given + (given.hasSuffix("/") ? "" : "/") + Self.name(of: source, at: now) : given
        self.request = request
        self.now = now
        // Replacing it would be the end of what was to be saved.
        guard Files.resolved(destination) != source else {
            throw CommandFailure("\(destination) is the database itself")
        }
    }

    /// `florin-20261126T031500Z.db`: sorts by time.
    private static func name(of source: String, at now: Instant) -> String {
        let file = source.split(separator: "/").last ?? ""
        let stem = file.hasSuffix(".db") ? file.dropLast(3) : file
        return "\(stem)-\(now.compact).db"
    }

    func run() throws -> Report {
        // A file that may not grow is an error of that write, and not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        try refuseToReplace()
        let lock = try takeLock()
        return try withExtendedLifetime(lock) {
            try Files.makeFolder(Files.folder(of: destination))
            try refuseWithoutRoom()
            let names = [partial.path] + SQLiteFile.companions.map { partial.path + $0 }
            defer { Files.discard(names) }
            for name in names { try Files.remove(name) }
            try copy()
            let manifest = try inspect()
            try publish(manifest)
            return report(manifest)
        }
    }

    private func refuseToReplace() throws(CommandFailure) {
        // It would be applied to the backup by whoever opens that next.
        if let log = SQLiteFile(path: destination).log {
            throw CommandFailure(
                "\(log) is there: \(destination) is a database that somebody uses", code: "conflict"
            )
        }
        guard !request.replaces else { return }
        for path in [destination, manifestPath] where Files.exists(path) {
            throw CommandFailure(
                "\(path) is there already: --force replaces it", code: "conflict")
        }
    }

    /// Two backups at a time, of the same name perhaps, would be in each other's way.
    private func takeLock() throws -> FileLock {
        let path = source + ".backup-lock"
        guard let lock = try FileLock(path: path) else {
            throw CommandFailure(
                "another backup of \(source) is running (it holds \(path))", code: "conflict")
        }
        try Files.give(path, toOwnerOf: source)
        return lock
    }

    private func refuseWithoutRoom() throws(CommandFailure) {
        // The log may hold pages that the file does not have yet.
        let bytes = (Files.size(of: source) ?? 0) + (Files.size(of: source + "-wal") ?? 0)
        try Files.refuse(without: bytes, at: destination)
    }

    /// A server's commit waits behind what the disk has to write just then: of a copy of 220 MB at
    /// once it waited up to 200 ms, of parts of this size mostly less than 40 ms.
    private static let bytesUnsyncedMax: Int64 = 8 << 20

    private func copy() throws {
        try Files.makePrivateFile(partial.path)
        let line = ProgressLine("MiB")
        defer { line.clear() }
        var synced: Int64 = 0
        try partial.copy(source) { done, total in
            line.show(done >> 20, of: total >> 20)
            guard done - synced >= Self.bytesUnsyncedMax else { return }
            try Files.sync(partial.path)
            synced = done
        }
        try Files.sync(partial.path)
    }

    /// Proves on the copy what the manifest will say of it.
    private func inspect() throws -> BackupManifest {
        let inspection = try BackupInspection(partial, comparesIndexes: false)
        let verifies = request.verifies && inspection.migrationsMissing == 0
        if verifies {
            do {
                try inspection.verify(partial)
            } catch let failure as CommandFailure {
                throw CommandFailure("\(failure) (--no-verify takes the backup all the same)")
            }
        }
        var digest = RunningDigest()
        try Files.read(partial.path) { digest.add($0) }
        return BackupManifest(
            version: florinVersion, createdAt: now.description, source: source,
            bytes: Files.size(of: partial.path) ?? 0, sha256: digest.hex,
            migrations: inspection.migrations, books: inspection.books, isVerified: verifies)
    }

    /// The file first: without a manifest it is a backup, a manifest without a file is nothing, and
    /// one of another file would make a good backup look damaged.
    private func publish(_ manifest: BackupManifest) throws {
        let draft = manifestPath + ".partial"
        defer { Files.discard([draft]) }
        try Files.write(manifest.json.text + "\n", to: draft)
        try Files.remove(manifestPath)
        try Files.move(partial.path, to: destination)
        try Files.move(draft, to: manifestPath)
    }

    private func report(_ manifest: BackupManifest) -> Report {
        let books =
            counted(manifest.books.entries, "entry", "entries") + " of "
            + counted(manifest.books.organizations, "organization")
        let proof =
            manifest.isVerified
            ? "the books were recomputed on it" : "the books were not recomputed on it"
        var json = manifest.json.object ?? JSONObject()
        json["path"] = .string(destination)
        json["manifest"] = .string(manifestPath)
        return Report(
            """
            ✓ \(destination) (\(manifest.bytes) bytes): \(books); \(proof)
              sha256 \(manifest.sha256)
            """, .object(json))
    }
}

extension DatabaseLocation {
    /// - Throws: ``CommandFailure`` where there is none, with who does the same there.
    func file(for command: String) throws(CommandFailure) -> String {
        switch self {
        case .sqlite(let path): return path
        case .postgresql:
            throw CommandFailure(
                "florin \(command) is for SQLite: \(self) is backed up and restored by "
                    + "PostgreSQL's own tools, as docs/operate.md shows", code: "validation_error")
        }
    }
}
