// SPDX-License-Identifier: Apache-2.0

import Archives
import Database
import Ledger
import Vocabulary

extension UsageArchives {
    /// Whether the files of an archive that was begun are where it is to be ended, and whole.
    func check(_ archive: UsageArchive, in folder: String) async throws {
        let path = "\(folder)/\(archive.month)"
        try await awaitDisk {
            guard Folder.exists(path) else {
                throw UsageArchiveRefusal.missing(path, wasAt: archive.folder)
            }
            try archive.check(in: path)
        }
    }

    /// Removes the rows that stand in the files, in their order, from where an earlier run ended.
    func remove(
        _ archive: UsageArchive, from folder: String, _ watch: @escaping Watch
    ) async throws -> UsageArchive {
        let path = "\(folder)/\(archive.month)"
        let contents = try await awaitDisk {
            let contents = try ArchiveContents(of: archive.month, in: path)
            try contents.skip(charges: archive.chargesRemoved, holds: archive.holdsRemoved)
            return contents
        }
        guard let closing = try await database.read({ try UsageClosing.read(on: $0) }) else {
            throw DatabaseFailure.corrupt("an archive is there, and nothing is closed")
        }
        var archive = archive
        while let batch = try await awaitDisk({ try contents.next(atMost: batchRows) }) {
            try Task.checkCancellation()
            archive = try await remove(batch, of: archive, seed: closing.seed)
            try watch(
                .init(
                    .removing, archive.month, rows: archive.chargesRemoved + archive.holdsRemoved,
                    of: archive.charges + archive.holds))
        }
        return try await finish(archive)
    }

    /// Removes rows of one organization, and adds them to what is kept of it, in one transaction.
    private func remove(
        _ batch: ArchivedBatch, of archive: UsageArchive, seed: UInt64
    ) async throws -> UsageArchive {
        var next = archive
        next.chargesRemoved += Int64(batch.charges.count)
        next.holdsRemoved += Int64(batch.holds.count)
        return try await database.write(isolation: .locking) { [next] connection in
            try archive.refuseIfChanged(on: connection)
            try connection.remove(
                batch.charges.map { ($0.charge.id.description, $0.line) }, .charges,
                of: batch.organization)
            try connection.remove(
                batch.holds.map { ($0.id.description, $0.line) }, .holds, of: batch.organization)
            var sums = UsageSums()
            sums.add(batch, seed: seed)
            try sums.add(to: batch.organization, on: connection)
            try next.update(on: connection)
            return next
        }
    }

    private func finish(_ archive: UsageArchive) async throws -> UsageArchive {
        guard archive.chargesRemoved == archive.charges, archive.holdsRemoved == archive.holds
        else {
            throw DatabaseFailure.corrupt("archive \(archive.month) has other rows than it had")
        }
        var finished = archive
        finished.state = .finished
        finished.finishedAt = clock.now
        finished.failure = nil
        finished.failedAt = nil
        return try await database.write(isolation: .locking) { [finished] connection in
            try archive.refuseIfChanged(on: connection)
            try finished.update(on: connection)
            return finished
        }
    }
}

extension Connection {
    /// Removes rows, each as it stands in its archive.
    ///
    /// - Throws: `DatabaseFailure.corrupt` when one is not there, or not the same.
    fileprivate func remove(
        _ rows: [(id: String, line: [UInt8])], _ table: ArchiveTable,
        of organization: OrganizationID
    ) throws {
        var removed = 0
        try queryMany(
            """
            DELETE FROM \(table.source) WHERE organization_id = $1 AND id = $2
            RETURNING \(table.sources)
            """, rows.map { [.id(organization), .text($0.id)] }
        ) { index, row in
            removed += 1
            guard table.line(of: row).bytes == rows[index].line else {
                throw DatabaseFailure.corrupt(
                    "\(table.source) \(rows[index].id) is not what stands in its archive")
            }
        }
        guard removed == rows.count else {
            throw DatabaseFailure.corrupt(
                "\(rows.count - removed) rows of \(table.source) that stand in an archive are not "
                    + "in the database, from \(rows[0].id) on")
        }
    }
}
