// SPDX-License-Identifier: Apache-2.0

import Archives
import Billing
import Database
import Glibc
import JSON
import Money
import Upkeep
import Vocabulary

/// A month's first day, `2026-08-01` or `2026-08`.
public struct MonthArgument: Hashable, Sendable {
    let start: Instant

    public init?(argument: String) {
        let text = argument.utf8.count == 7 ? argument + "-01" : argument
        guard text.utf8.count == 10, let instant = Instant(iso8601: text),
            instant.day.startOfMonth == instant.day
        else { return nil }
        start = instant
    }
}

extension Commands {
    /// `florin usage archive`.
    ///
    /// - Parameter folder: Nil for that of the settings.
    public func archiveUsage(before month: MonthArgument, to folder: String?) async throws -> Report
    {
        // A file that may not grow is an error of that write, and not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        guard let folder = folder ?? configuration.usage.folder else {
            throw CommandFailure(
                "where to? Name a folder by --to, or by FLORIN_ARCHIVE_PATH",
                code: "validation_error")
        }
        return try await House.visit(configuration) { house in
            if !Files.exists(folder) {
                try Files.makeFolder(folder)
                try Files.give(folder, toOwnerOf: Files.folder(of: folder))
            }
            let path = Files.resolved(folder)
            let line = ProgressLine("rows")
            defer { line.clear() }
            let archives = try await house.usageArchiving().archive(
                before: month.start, into: path
            ) { line.show($0) }
            line.clear()
            let text = archives.map { "✓ \($0.words), removed from the database" }
            return Report(
                text.isEmpty
                    ? "nothing to archive before \(month.start.day)"
                    : text.joined(separator: "\n"),
                ["archives": .array(archives.map(\.json))])
        }
    }

    /// `florin usage archive --dry-run`.
    public func previewArchive(before month: MonthArgument) async throws -> Report {
        try await House.visit(configuration) { house in
            let line = ProgressLine("rows")
            defer { line.clear() }
            let months = try await house.usageArchives.preview(before: month.start) {
                line.show($0)
            }
            line.clear()
            let text = months.map { month in
                "\(month.month): \(counted(month.rows.charges, "charge")) of "
                    + "\(ExactDecimal(coefficient: month.rows.amount, scale: Credits.places)) "
                    + "credits and \(counted(month.rows.holds, "hold")) would be archived"
            }
            return Report(
                text.isEmpty
                    ? "nothing to archive before \(month.start.day)"
                    : text.joined(separator: "\n"),
                ["months": .array(months.map(\.json))])
        }
    }

    /// `florin usage list`.
    public func listArchives() async throws -> Report {
        try await House.visit(configuration) { house in
            let archives = try await house.database.read { try UsageArchive.all(on: $0) }
            let text = archives.map { archive in
                guard archive.state == .finished else {
                    return "✗ \(archive.month): \(archive.state.rawValue) in \(archive.folder)"
                        + (archive.failure.map { ": \($0)" } ?? "")
                }
                return "✓ \(archive.words)"
            }
            return Report(
                text.isEmpty ? "nothing is archived" : text.joined(separator: "\n"),
                ["archives": .array(archives.map(\.json))])
        }
    }

    /// `florin usage verify-archive`: needs no database.
    public static func verifyArchive(_ folder: String) async throws -> Report {
        let checks = try await awaitDisk { try ArchiveCheck.all(in: folder) }
        let text = checks.map { check in
            guard let failure = check.failure else {
                return "✓ \(check.path): \(counted(check.charges, "charge")) and "
                    + counted(check.holds, "hold")
            }
            return "✗ \(failure)"
        }
        return Report(
            text.joined(separator: "\n"),
            [
                "ok": .bool(checks.allSatisfy { $0.failure == nil }),
                "archives": .array(checks.map(\.json)),
            ], isSuccess: checks.allSatisfy { $0.failure == nil })
    }
}

extension ProgressLine {
    fileprivate func show(_ progress: UsageArchiveProgress) {
        show(progress.rows, of: progress.total ?? 0, doing: "\(progress.month) \(progress.step)")
    }
}

extension UsageArchive {
    fileprivate var words: String {
        "\(month): \(counted(charges, "charge")) of \(Credits(nanocredits: amount)) credits and "
            + "\(counted(holds, "hold")) in \(folder)"
    }

    fileprivate var json: JSON {
        [
            "archive": .string(id.description), "month": .string(month.description),
            "usageBefore": .time(closedBefore), "closedAt": .time(closedAt),
            "state": .string(state.rawValue), "folder": .string(folder),
            "charges": .number(JSONNumber(charges)), "holds": .number(JSONNumber(holds)),
            "amount": .credits(Credits(nanocredits: amount)),
            "refunded": .credits(Credits(nanocredits: refunded)),
            "chargesSha256": .text(chargesSHA256), "holdsSha256": .text(holdsSHA256),
            "chargesRemoved": .number(JSONNumber(chargesRemoved)),
            "holdsRemoved": .number(JSONNumber(holdsRemoved)), "finishedAt": .time(finishedAt),
            "failure": .text(failure), "failedAt": .time(failedAt),
        ]
    }
}

extension UsageArchivePreview {
    fileprivate var json: JSON {
        [
            "month": .string(month.description), "charges": .number(JSONNumber(rows.charges)),
            "holds": .number(JSONNumber(rows.holds)),
            "amount": .number(
                JSONNumber(ExactDecimal(coefficient: rows.amount, scale: Credits.places))),
        ]
    }
}

extension ArchiveCheck {
    fileprivate var json: JSON {
        [
            "path": .string(path), "ok": .bool(failure == nil),
            "charges": .number(JSONNumber(charges)), "holds": .number(JSONNumber(holds)),
            "error": .text(failure),
        ]
    }
}
