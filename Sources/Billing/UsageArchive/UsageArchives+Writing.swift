// SPDX-License-Identifier: Apache-2.0

import Archives
import Database
import JSON
import Vocabulary

extension UsageArchives {
    /// Writes the files, reads them back, and notes them in the database.
    func write(
        _ archive: UsageArchive, into folder: String, _ watch: @escaping Watch
    ) async throws -> UsageArchive {
        let draft = DraftFolder(archive.month.description, in: folder)
        if try await awaitDisk({ !Folder.exists(draft.target) }) {
            try await writeFiles(of: archive, draft, watch)
        }
        // What is there now is of this archive, or of nobody that is known here.
        let manifest = try await awaitDisk {
            let manifest = try ArchiveManifest.read(in: draft.target)
            guard manifest.archive == archive.id else {
                throw UsageArchiveRefusal.exists(draft.target)
            }
            try manifest.check(in: draft.target)
            return manifest
        }
        try watch(.init(.checking, archive.month, rows: 0))
        return try await confirm(archive, manifest, in: draft.target)
    }

    private func writeFiles(
        of archive: UsageArchive, _ draft: DraftFolder, _ watch: @escaping Watch
    ) async throws {
        let (month, names) = (archive.month, ArchiveManifest.fileNames(of: archive.month))
        let (charges, holds) = try await awaitDisk {
            try draft.make(removing: names)
            return (
                try ArchiveFileWriter(of: .charges, month, in: draft.path),
                try ArchiveFileWriter(of: .holds, month, in: draft.path)
            )
        }
        do {
            var rows: Int64 = 0
            try await walk(before: archive.closedBefore) { page in
                try await awaitDisk {
                    try charges.write(page.charges)
                    try holds.write(page.holds)
                }
                rows += page.charges.tally.rows + page.holds.tally.rows
                try watch(.init(.writing, month, rows: rows))
            }
            let (now, version) = (clock.now, version)
            try await awaitDisk {
                let files = [try charges.finish(), try holds.finish()]
                let manifest = ArchiveManifest(archive: archive.id, month: month, files: files)
                let text = manifest.json(version: version, at: now).text + "\n"
                try draft.write(text, to: ArchiveManifest.name)
                try draft.write(manifest.sums, to: ArchiveManifest.sumsName)
            }
            try watch(.init(.publishing, month, rows: rows))
            try await awaitDisk { try draft.publish(names) }
        } catch let failure as ArchiveFailure {
            // A disk that is full should have that room again. What cannot be removed now is
            // removed by the next run, or tells why not.
            try await awaitDisk { draft.discard(names) }
            throw failure
        }
    }

    /// The files are right: from now on the rows in them may go.
    private func confirm(
        _ archive: UsageArchive, _ manifest: ArchiveManifest, in folder: String
    ) async throws -> UsageArchive {
        guard let charges = manifest.files.first, let holds = manifest.files.last,
            let amount = Int64(exactly: charges.tally.sums[0]),
            let refunded = Int64(exactly: charges.tally.sums[2])
        else { throw DatabaseFailure.corrupt("charges add up to more than an account can hold") }
        var confirmed = archive
        confirmed.state = .removing
        confirmed.folder = folder
        confirmed.charges = charges.tally.rows
        confirmed.holds = holds.tally.rows
        confirmed.amount = amount
        confirmed.refunded = refunded
        confirmed.chargesSHA256 = charges.sha256
        confirmed.holdsSHA256 = holds.sha256
        return try await database.write(isolation: .locking) { [confirmed] connection in
            try archive.refuseIfChanged(on: connection)
            try confirmed.update(on: connection)
            return confirmed
        }
    }
}

extension UsageArchive {
    /// - Throws: ``UsageArchiveRefusal/inUse`` when another run has gone on with this one.
    func refuseIfChanged(on connection: any Connection) throws {
        guard let now = try UsageArchive.unfinished(on: connection), now.id == id,
            now.state == state, now.chargesRemoved == chargesRemoved,
            now.holdsRemoved == holdsRemoved
        else { throw UsageArchiveRefusal.inUse }
    }
}
