// SPDX-License-Identifier: Apache-2.0

import Database

extension DataMigration {
    /// Reads every row of both databases once more and recomputes the books of the target: what is
    /// compared is what is there, not what was sent.
    func compare(
        _ tables: [Table], of total: Int64, seed: UInt64,
        progress: @escaping @Sendable (DataMigrationProgress) -> Void
    ) async throws -> DataMigrationOutcome {
        var counter = DataMigrationProgress(.comparing, of: total)
        var compared: [DataMigrationOutcome.ComparedTable] = []
        for table in tables {
            async let sent = digest(table, in: source) { _ in }
            let arrived = try await digest(table, in: target) { rows in
                counter.done += rows
                progress(counter)
            }
            compared.append(
                .init(name: table.name, rows: arrived.count, isSame: try await sent == arrived))
        }
        let sourceBooks = try await source.readAtLength { try Books.fingerprint(on: $0) }
        let targetBooks = try await target.readAtLength { try Books.fingerprint(on: $0) }
        let verdict = try await target.readAtLength { connection in
            try Books.verify(on: connection, seed: seed) { step in
                var counter = DataMigrationProgress(.verifying, of: step.total)
                counter.done = step.entries
                progress(counter)
            }
        }
        return DataMigrationOutcome(
            tables: compared, sourceBooks: sourceBooks, targetBooks: targetBooks, verdict: verdict)
    }

    private func digest(
        _ table: Table, in database: any Database, progress: (_ rows: Int64) -> Void
    ) async throws -> RowsDigest {
        var digest = RowsDigest()
        var size = PageSize()
        var key: [Value]?
        while true {
            let page = try await database.page(of: table, after: key, size)
            guard let last = page.lastKey else { return digest }
            digest.add(page.digest)
            progress(page.digest.count)
            size.adapt(to: page)
            key = last
        }
    }
}
