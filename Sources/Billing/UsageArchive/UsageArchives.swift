// SPDX-License-Identifier: Apache-2.0

import Archives
public import Database
public import Vocabulary

/// Moves old usage, charges and holds that change no more, out of the database into files, a month
/// at a time. The journal stays.
///
/// A month is closed first: from then on nothing changes what it holds. Its rows are written,
/// read back and compared; only then those that were read are removed, and what they came to is
/// kept in their place. Each step is in the database before the next begins, so that a run that was
/// cut off is taken up by the next one.
///
/// One run at a time: callers see to that; a second one is found out before it removes anything.
public struct UsageArchives: Sendable {
    let database: any Database
    let clock: Clock
    let ids: IDSource
    let random: @Sendable () -> UInt64
    /// Of the program, for the manifest.
    let version: String

    /// Usage younger than this stays, whoever asks: by then refunds, disputes and the latest
    /// captures are over.
    public static let retentionDaysMin: Int64 = 90

    /// Rows removed in one transaction.
    let batchRows: Int

    /// - Parameter batchRows: Rows removed in one transaction: for so many, whoever waits to be
    ///   charged waits some milliseconds.
    public init(
        database: any Database, clock: Clock, ids: IDSource,
        random: @escaping @Sendable () -> UInt64, version: String, batchRows: Int = 500
    ) {
        self.database = database
        self.clock = clock
        self.ids = ids
        self.random = random
        self.version = version
        self.batchRows = batchRows
    }

    /// Told of each step, so that somebody can watch; what it throws ends the run there.
    public typealias Watch = @Sendable (UsageArchiveProgress) throws -> Void

    /// Archives the months that lie wholly before a moment, the oldest first, after the one that an
    /// earlier run left unfinished.
    ///
    /// - Parameters:
    ///   - moment: At most now less ``retentionDaysMin`` days.
    ///   - folder: Gets a folder for each month.
    /// - Returns: Those that were finished now.
    /// - Throws: ``UsageArchiveRefusal``, ``ArchiveFailure``, `DatabaseFailure`, and what `watch`
    ///   throws. A month that was begun is gone on with by the next run.
    public func archive(
        before moment: Instant, into folder: String, watch: @escaping Watch = { _ in }
    ) async throws -> [UsageArchive] {
        try check(moment)
        try await awaitDisk { try Folder.checkWritable(folder) }
        var finished: [UsageArchive] = []
        if let archive = try await database.read({ try UsageArchive.unfinished(on: $0) }) {
            finished.append(try await run(archive, into: folder, watch))
        }
        while let month = try await nextMonth(before: moment) {
            let archive = try await close(month, into: folder)
            finished.append(try await run(archive, into: folder, watch))
        }
        return finished
    }

    /// What ``archive(before:into:watch:)`` would take now, month by month.
    public func preview(
        before moment: Instant, watch: @escaping Watch = { _ in }
    ) async throws -> [UsageArchivePreview] {
        try check(moment)
        var previews: [UsageArchivePreview] = []
        var total = UsageArchivePreview.Rows()
        guard var month = try await nextMonth(before: moment) else { return [] }
        while month.end <= moment {
            var rows = UsageArchivePreview.Rows()
            try await walk(before: month.end) { page in
                rows.add(page)
                try watch(.init(.counting, month, rows: rows.charges + rows.holds))
            }
            previews.append(.init(month: month, rows: rows.subtracting(total)))
            total = rows
            month = month.following
        }
        return previews.filter { $0.rows.charges + $0.rows.holds > 0 }
    }

    private func check(_ moment: Instant) throws(UsageArchiveRefusal) {
        let latest = clock.now.adding(seconds: -Self.retentionDaysMin * 86_400)
        guard moment <= latest else {
            throw .tooRecent(latest: UsageMonth(of: latest.day).start)
        }
    }

    /// The next month with something to archive, nil when all before the moment are done.
    public func nextMonth(before moment: Instant) async throws -> UsageMonth? {
        let end = UsageMonth(of: moment.day).start
        let closed = try await database.read { try UsageClosing.read(on: $0) }?.before
        let next = closed.map { UsageMonth(of: $0.day) }
        // Mostly all is done, and nobody has to be looked at.
        if let next, next.end > end { return nil }
        var search = OldestUsage(before: end)
        while !search.isDone {
            let part = search
            search = try await database.read { connection in
                var part = part
                try part.next(on: connection)
                return part
            }
        }
        guard let found = search.found else { return nil }
        // What was still owed when its own month was archived goes with a later one.
        let month = UsageMonth(of: found.day)
        return next.map { max($0, month) } ?? month
    }

    /// From now on nothing that the archive takes can change.
    private func close(_ month: UsageMonth, into folder: String) async throws -> UsageArchive {
        let draft = DraftFolder(month.description, in: folder)
        guard try await awaitDisk({ !Folder.exists(draft.target) }) else {
            throw UsageArchiveRefusal.exists(draft.target)
        }
        let (id, now, seed): (UsageArchiveID, Instant, UInt64) = (ids.make(), clock.now, random())
        return try await database.write(isolation: .locking) { connection in
            try UsageClosing.close(before: month.end, seed: seed, on: connection)
            guard try UsageArchive.unfinished(on: connection) == nil else {
                throw UsageArchiveRefusal.inUse
            }
            let last = try connection.first("SELECT max(number) FROM usage_archive") {
                $0.integerOrNull(0)
            }
            let archive = UsageArchive(
                number: ((last ?? nil) ?? 0) + 1, id: id, closedBefore: month.end, closedAt: now,
                state: .writing, folder: draft.target)
            try archive.insert(on: connection)
            return archive
        }
    }

    /// Ends an archive from wherever it is, and writes down what stopped it.
    private func run(
        _ archive: UsageArchive, into folder: String, _ watch: @escaping Watch
    ) async throws -> UsageArchive {
        do {
            var archive = archive
            if archive.state == .writing {
                archive = try await write(archive, into: folder, watch)
            } else {
                try await check(archive, in: folder)
            }
            return try await remove(archive, from: folder, watch)
        } catch let stop as CancellationError {
            throw stop
        } catch {
            try await note(error, of: archive)
            throw error
        }
    }

    private func note(_ error: any Error, of archive: UsageArchive) async throws {
        let now = clock.now
        do {
            try await database.write(isolation: .locking) { connection in
                _ = try connection.execute(
                    """
                    UPDATE usage_archive SET failure = $2, failed_at = $3
                    WHERE number = $1 AND state <> 'finished'
                    """, [.integer(archive.number), .text("\(error)"), .instant(now)])
            }
        } catch is DatabaseFailure {
            // The first failure tells more than that it could not be written down.
        }
    }
}

extension UsageArchives {
    /// Hands over all rows of an archive, page by page.
    func walk(
        before moment: Instant, _ body: (UsageWalk.Page) async throws -> Void
    ) async throws {
        var walk = UsageWalk(before: moment)
        while !walk.isDone {
            try Task.checkCancellation()
            let place = walk
            let (page, next) = try await database.read { connection in
                var walk = place
                let page = try walk.next(on: connection)
                return (page, walk)
            }
            try await body(page)
            walk = next
        }
    }
}
