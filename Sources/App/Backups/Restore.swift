// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Glibc
import JSON
import Vocabulary

/// What `florin restore` was asked for.
public struct RestoreRequest: Sendable {
    /// The backup.
    public var backup: String
    /// Whether a database that is there gives way; it is kept under another name.
    public var replaces = false
    /// Whether the books are recomputed before the backup becomes the database.
    public var verifies = false

    public init(backup: String) {
        self.backup = backup
    }
}

extension Commands {
    /// `florin restore`.
    public func restore(_ request: RestoreRequest) async throws -> Report {
        let path = try configuration.database.file(for: "restore")
        let restore = Restore(request, to: path, at: Clock.system.now)
        return try await onThreadOfItsOwn { try restore.run() }
    }
}

/// A backup that becomes the database in one step, after everything that could be wrong with it
/// was looked at. Whenever this ends, by a crash too, the old database is in place or the new one.
private struct Restore: Sendable {
    private let request: RestoreRequest
    /// As the settings name it, which is where servers look for its lock.
    private let database: String
    private let target: String
    private let now: Instant

    private var draft: SQLiteFile { SQLiteFile(path: target + ".restoring") }

    init(_ request: RestoreRequest, to database: String, at now: Instant) {
        self.request = request
        self.database = database
        target = Files.resolved(database)
        self.now = now
    }

    func run() throws -> Report {
        // A file that may not grow is an error of that write, and not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        try refuseWhatIsNoBackup()
        // A server that is up would go on writing into the file that gives way.
        let lock = try serverLock(of: .sqlite(path: database))
        try Files.give(database + ".lock", toOwnerOf: Files.folder(of: target))
        try Files.makeFolder(Files.folder(of: target))
        return try withExtendedLifetime(lock) {
            try refuseToReplace()
            let names = [draft.path] + SQLiteFile.companions.map { draft.path + $0 }
            defer { Files.discard(names) }
            for name in names { try Files.remove(name) }
            let seal = try BackupSeal(of: request.backup)
            try copy(seal)
            let inspection = try inspect()
            let kept = try DatabaseSwap(target: target, at: now).run(replacingBy: draft.path)
            return report(inspection, seal, kept)
        }
    }

    private func refuseWhatIsNoBackup() throws(CommandFailure) {
        let backup = request.backup
        guard Files.exists(backup), !Files.isFolder(backup) else {
            throw CommandFailure("there is no backup at \(backup)")
        }
        guard Files.resolved(backup) != target else {
            throw CommandFailure("\(backup) is the database itself")
        }
        // Without its log a database lacks what was written last.
        if let log = SQLiteFile(path: backup).log {
            throw CommandFailure(
                "\(backup) is a database with a log of its own (\(log)) and no backup: "
                    + "make one by `florin backup --database-url sqlite:\(backup)`")
        }
    }

    private func refuseToReplace() throws(CommandFailure) {
        guard Files.exists(target), !request.replaces else { return }
        throw CommandFailure(
            "there is a database at \(target): --force puts the backup in its place and keeps it "
                + "under another name", code: "conflict")
    }

    private func copy(_ seal: BackupSeal?) throws {
        let size = Files.size(of: request.backup) ?? 0
        guard seal == nil || seal?.bytes == size else {
            throw notAsSealed("it has \(size) bytes, and should have \(seal?.bytes ?? 0)")
        }
        try Files.refuse(without: size, at: target)
        let line = ProgressLine("MiB")
        defer { line.clear() }
        let output = try PrivateFile(draft.path)
        var digest = RunningDigest()
        var done: Int64 = 0
        try Files.read(request.backup) { part in
            digest.add(part)
            try output.write(part)
            done += Int64(part.count)
            line.show(done >> 20, of: size >> 20)
        }
        guard seal == nil || seal?.sha256 == digest.hex else {
            throw notAsSealed("its SHA-256 is \(digest.hex)")
        }
        try Files.give(
            draft.path, toOwnerOf: Files.exists(target) ? target : Files.folder(of: target))
    }

    private func notAsSealed(_ difference: String) -> CommandFailure {
        CommandFailure(
            "\(request.backup) is not the file that its manifest tells of: \(difference)",
            code: "damaged")
    }

    private func inspect() throws -> BackupInspection {
        do {
            // A copy of a stopped server's file may still ask for a log.
            try draft.whileClosed {}
            let inspection = try BackupInspection(draft, comparesIndexes: true)
            if request.verifies { try inspection.verify(draft) }
            try Files.sync(draft.path)
            return inspection
        } catch let failure as CommandFailure {
            throw CommandFailure("\(request.backup) cannot be restored: \(failure)")
        } catch DatabaseFailure.corrupt(let reason) {
            throw CommandFailure("\(request.backup) is damaged: \(reason)", code: "damaged")
        }
    }

    private func report(
        _ inspection: BackupInspection, _ seal: BackupSeal?, _ kept: String?
    ) -> Report {
        let books = inspection.books
        var lines = [
            "✓ \(target) is the backup \(request.backup)"
                + (seal.map { " of \($0.createdAt)" } ?? "") + ": "
                + counted(books.entries, "entry", "entries") + " of "
                + counted(books.organizations, "organization")
        ]
        if let kept { lines.append("  the database that was there is \(kept)") }
        if inspection.migrationsMissing > 0 {
            lines.append("  an older florin made it: the next start migrates it")
        }
        if !request.verifies { lines.append("  `florin ledger verify` recomputes its books") }
        return Report(
            lines.joined(separator: "\n"),
            [
                "path": .string(target), "backup": .string(request.backup),
                "createdAt": seal.map { .string($0.createdAt) } ?? .null,
                "kept": kept.map { .string($0) } ?? .null,
                "organizations": .number(JSONNumber(books.organizations)),
                "entries": .number(JSONNumber(books.entries)), "ledger": .string(books.digest),
                "migrationsMissing": .number(JSONNumber(inspection.migrationsMissing)),
                "sealed": .bool(seal != nil), "verified": .bool(request.verifies),
            ])
    }
}
