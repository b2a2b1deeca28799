// SPDX-License-Identifier: Apache-2.0

public import Archives
import Vocabulary

/// What an archive was found to be, by whoever has its files and no database.
public struct ArchiveCheck: Hashable, Sendable {
    public let path: String
    public let charges: Int64
    public let holds: Int64
    /// The first thing that is wrong, nil when nothing is.
    public let failure: String?

    /// Looks at an archive, or at each of the archives in a folder.
    ///
    /// - Throws: ``ArchiveFailure`` when there is none.
    public static func all(in folder: String) throws(ArchiveFailure) -> [ArchiveCheck] {
        guard !Folder.exists("\(folder)/\(ArchiveManifest.name)") else { return [check(folder)] }
        let months = try Folder.names(in: folder).filter { UsageMonth($0) != nil }
        guard !months.isEmpty else {
            throw .damaged(path: folder, reason: "no archive is in it")
        }
        return months.map { check("\(folder)/\($0)") }
    }

    private static func check(_ path: String) -> ArchiveCheck {
        do throws(ArchiveFailure) {
            let manifest = try ArchiveManifest.read(in: path)
            let files = try manifest.check(in: path)
            // Every row must be one that the books could take.
            let contents = try ArchiveContents(of: manifest.month, in: path)
            while try contents.next(atMost: 1_000) != nil {}
            return ArchiveCheck(
                path: path, charges: files[0].tally.rows, holds: files[1].tally.rows, failure: nil)
        } catch {
            return ArchiveCheck(path: path, charges: 0, holds: 0, failure: error.description)
        }
    }
}
