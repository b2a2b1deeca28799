// SPDX-License-Identifier: Apache-2.0

import Archives
import Ledger
import Money
import Vocabulary

/// A row of an archive: as it stands in the file, and what the books want of it.
struct ArchivedCharge: Sendable {
    let organization: OrganizationID
    let charge: Charge
    /// Of the file, to compare with.
    let line: [UInt8]
}

struct ArchivedHold: Sendable {
    let organization: OrganizationID
    let id: HoldID
    let isCaptured: Bool
    let line: [UInt8]
}

/// Rows of one organization that belong together: a captured hold goes with its charge.
struct ArchivedBatch: Sendable {
    let organization: OrganizationID
    fileprivate(set) var charges: [ArchivedCharge] = []
    fileprivate(set) var holds: [ArchivedHold] = []

    var count: Int { charges.count + holds.count }
}

/// The files of an archive, read side by side.
///
/// Organizations stand in the same order in both. Within one, holds that were captured come first,
/// in the order of their charges.
///
/// SAFETY: unchecked, because it goes from thread to thread: one call ends before the next begins.
final class ArchiveContents: @unchecked Sendable {
    private let chargesFile: ArchiveFileReader
    private let holdsFile: ArchiveFileReader
    private var charge: ArchivedCharge?
    private var hold: ArchivedHold?
    private var chargesLeft: Int64
    private var holdsLeft: Int64

    /// - Parameter limits: How many rows of each file to read; nil for all.
    init(
        of month: UsageMonth, in folder: String, limits: (charges: Int64, holds: Int64)? = nil
    ) throws(ArchiveFailure) {
        chargesFile = try ArchiveFileReader(of: .charges, month, in: folder)
        holdsFile = try ArchiveFileReader(of: .holds, month, in: folder)
        chargesLeft = limits?.charges ?? .max
        holdsLeft = limits?.holds ?? .max
        charge = try nextCharge()
        hold = try nextHold()
    }

    /// Whose rows come next; nil behind the last.
    var organization: OrganizationID? {
        guard let charge, let hold else { return charge?.organization ?? hold?.organization }
        return min(charge.organization, hold.organization)
    }

    /// The next rows of one organization; nil behind the last.
    ///
    /// - Parameter limit: How many at most, but for a hold that goes with the last charge.
    func next(atMost limit: Int) throws(ArchiveFailure) -> ArchivedBatch? {
        guard let organization else { return nil }
        var batch = ArchivedBatch(organization: organization)
        while batch.count < limit, let next = charge, next.organization == organization {
            batch.charges.append(next)
            charge = try nextCharge()
            if let captured = hold, captured.isCaptured, captured.organization == organization,
                captured.id == next.charge.hold
            {
                batch.holds.append(captured)
                hold = try nextHold()
            }
        }
        while batch.count < limit, let next = hold, next.organization == organization,
            charge?.organization != organization
        {
            guard !next.isCaptured else {
                throw holdsFile.damage("was captured by a charge that is not there")
            }
            batch.holds.append(next)
            hold = try nextHold()
        }
        return batch
    }

    /// Leaves out the first rows of both files.
    func skip(charges: Int64, holds: Int64) throws(ArchiveFailure) {
        for _ in 0..<charges { charge = try nextCharge() }
        for _ in 0..<holds { hold = try nextHold() }
    }

    /// Reads both files to their ends.
    ///
    /// - Returns: What they are found to be.
    static func measure(
        _ month: UsageMonth, in folder: String
    ) throws(ArchiveFailure) -> [ArchiveFile] {
        var files: [ArchiveFile] = []
        for table in ArchiveTable.all {
            let reader = try ArchiveFileReader(of: table, month, in: folder)
            while try reader.next() != nil {}
            files.append(reader.measured)
        }
        return files
    }

    private func nextCharge() throws(ArchiveFailure) -> ArchivedCharge? {
        guard chargesLeft > 0, let record = try chargesFile.next() else { return nil }
        chargesLeft -= 1
        guard let charge = ArchivedCharge(record) else {
            throw chargesFile.damage("is no charge")
        }
        return charge
    }

    private func nextHold() throws(ArchiveFailure) -> ArchivedHold? {
        guard holdsLeft > 0, let record = try holdsFile.next() else { return nil }
        holdsLeft -= 1
        guard let hold = ArchivedHold(record) else { throw holdsFile.damage("is no hold") }
        return hold
    }
}

/// The fields of a record by the names of their columns.
private struct Fields {
    let table: ArchiveTable
    let record: CSVRecord

    func text(_ column: String) -> String? { record.fields[table.place(of: column)] }
    func integer(_ column: String) -> Int64? { text(column).flatMap { Int64($0) } }
    func credits(_ column: String) -> Credits? { integer(column).map(Credits.init(nanocredits:)) }
    func instant(_ column: String) -> Instant? { text(column).flatMap { Instant(iso8601: $0) } }
}

extension ArchivedCharge {
    fileprivate init?(_ record: CSVRecord) {
        let fields = Fields(table: .charges, record: record)
        guard let organization = fields.text("organization_id").flatMap({ OrganizationID($0) }),
            let id = fields.text("id").flatMap({ ChargeID($0) }),
            let amount = fields.credits("amount_nanocredits"),
            let uncollected = fields.credits("uncollected_nanocredits"),
            let refunded = fields.credits("refunded_nanocredits"),
            let draws = [Draw](text: fields.text("draws") ?? ""),
            let sequence = fields.integer("journal_sequence"),
            let createdAt = fields.instant("created_at")
        else { return nil }
        self.organization = organization
        charge = Charge(
            id: id, amount: amount, uncollected: uncollected, refunded: refunded, draws: draws,
            hold: fields.text("hold_id").flatMap { HoldID($0) },
            isLate: fields.integer("late") == 1, sequence: sequence, createdAt: createdAt)
        line = record.bytes
    }
}

extension ArchivedHold {
    fileprivate init?(_ record: CSVRecord) {
        let fields = Fields(table: .holds, record: record)
        guard let organization = fields.text("organization_id").flatMap({ OrganizationID($0) }),
            let id = fields.text("id").flatMap({ HoldID($0) }),
            let status = fields.text("status").flatMap({ Hold.Status(rawValue: $0) })
        else { return nil }
        self.organization = organization
        self.id = id
        isCaptured = status == .captured
        line = record.bytes
    }
}
