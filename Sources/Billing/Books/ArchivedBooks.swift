// SPDX-License-Identifier: Apache-2.0

import Archives
import Database
import Vocabulary

/// What an audit knows of rows that are archived: from the sums that the database keeps, or from
/// the files themselves.
final class ArchivedBooks {
    private let connection: any Connection
    private let closing: UsageClosing?
    /// The archives, each read up to where the audit is; nil to believe the database.
    private var shelf: [(archive: UsageArchive, contents: ArchiveContents)]?

    private static let pageRows = 1_000

    /// - Throws: ``Fault`` that names an archive whose files are missing or not the ones written.
    init(in folder: String?, on connection: any Connection) throws {
        self.connection = connection
        closing = try UsageClosing.read(on: connection)
        guard let folder else { return }
        shelf = try UsageArchive.all(on: connection).filter { $0.state != .writing }.map {
            archive in
            (archive, try Self.open(archive, in: folder))
        }
    }

    private static func open(
        _ archive: UsageArchive, in folder: String
    ) throws -> ArchiveContents {
        try naming(archive) {
            let path = "\(folder)/\(archive.month)"
            try archive.check(in: path)
            // The rest is in the database still.
            return try ArchiveContents(
                of: archive.month, in: path,
                limits: (archive.chargesRemoved, archive.holdsRemoved))
        }
    }

    /// What is wrong with a file is told as what is wrong with a row is.
    private static func naming<Result>(
        _ archive: UsageArchive, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let failure as ArchiveFailure {
            throw fault(archive, failure.description)
        }
    }

    private static func fault(_ archive: UsageArchive, _ problem: String) -> Fault {
        Fault(
            organization: "", table: "usage_archive", row: archive.month.description,
            problem: problem)
    }

    func seeds(beside fresh: UInt64) -> Tally.Seeds {
        Tally.Seeds(fresh: fresh, archived: closing.map { ($0.bound, $0.seed) })
    }

    /// What is archived of an organization; organizations are asked for in their order.
    func sums(of organization: OrganizationID) throws -> UsageSums {
        guard let closing else { return UsageSums() }
        let kept: UsageSums
        do {
            kept = try UsageSums.read(of: organization, on: connection)
        } catch DatabaseFailure.corrupt(let reason) {
            throw Fault(
                organization: organization.description, table: "usage_archived", row: "",
                problem: reason)
        }
        guard let shelf else { return kept }
        var sums = UsageSums()
        for (archive, contents) in shelf {
            try Self.naming(archive) {
                while contents.organization == organization,
                    let batch = try contents.next(atMost: Self.pageRows)
                {
                    sums.add(batch, seed: closing.seed)
                }
            }
        }
        guard sums == kept else {
            throw Fault(
                organization: organization.description, table: "usage_archived", row: "",
                problem: "the sums are not those of the archived rows: \(kept.difference(to: sums))"
            )
        }
        return sums
    }

    /// - Throws: ``Fault`` when an archive, or what is kept of it, has something of an organization
    ///   that is not there.
    func checkEnd() throws {
        for table in ["usage_archived", "usage_archived_grant", "usage_archived_day"] {
            let stray = try connection.first(
                """
                SELECT organization_id FROM \(table) WHERE organization_id NOT IN
                    (SELECT organization_id FROM account)
                ORDER BY organization_id LIMIT 1
                """
            ) { $0.text(0) }
            guard let stray else { continue }
            throw Fault(
                organization: stray, table: table, row: "", problem: "it has no account")
        }
        for (archive, contents) in shelf ?? [] {
            guard let organization = contents.organization else { continue }
            throw Self.fault(archive, "it has rows of \(organization), which has no account")
        }
    }
}

extension UsageArchive {
    /// Whether files are the ones that were written for this archive.
    ///
    /// - Throws: ``ArchiveFailure`` that names the first file that is missing or another.
    func check(in folder: String) throws(ArchiveFailure) {
        let manifest = try ArchiveManifest.read(in: folder)
        guard manifest.archive == id, manifest.month == month else {
            throw .damaged(
                path: folder, reason: "it is \(manifest.archive), and not \(id) of \(month)")
        }
        let files = try manifest.check(in: folder)
        for (file, sha256) in zip(files, [chargesSHA256, holdsSHA256])
        where state != .writing && file.sha256 != sha256 {
            throw .damaged(
                path: "\(folder)/\(file.name)", reason: "it is not the file that was archived")
        }
    }
}

extension ArchiveManifest {
    /// Reads the files to their ends and compares them with what this says of them.
    ///
    /// - Throws: ``ArchiveFailure`` that names the first file that is missing or another.
    @discardableResult
    func check(in folder: String) throws(ArchiveFailure) -> [ArchiveFile] {
        let found = try ArchiveContents.measure(month, in: folder)
        for (file, said) in zip(found, files) where file != said {
            throw .damaged(
                path: "\(folder)/\(said.name)",
                reason: file.sha256 == said.sha256
                    ? "it is not what the manifest says"
                    : "its SHA-256 is \(file.sha256), and "
                        + "\(said.sha256) in the manifest")
        }
        return found
    }
}

extension UsageSums {
    /// The first sum that differs, for people.
    fileprivate func difference(to other: UsageSums) -> String {
        let pairs: [(String, Int128, Int128)] = [
            ("charges", Int128(charges), Int128(other.charges)),
            ("holds", Int128(holds), Int128(other.holds)),
            ("captured holds", Int128(capturedHolds), Int128(other.capturedHolds)),
        ]
        if let (name, own, others) = pairs.first(where: { $0.1 != $0.2 }) {
            return "\(own) \(name) are kept, \(others) are in the files"
        }
        if amount != other.amount {
            return "\(amount.creditsText) is kept, \(other.amount.creditsText) is in the files"
        }
        if refunded != other.refunded { return "what was refunded differs" }
        if drawn != other.drawn { return "what was drawn on grants differs" }
        return days != other.days ? "days differ" : "the tallies differ"
    }
}
