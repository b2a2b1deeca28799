// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct UsageGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "Move old charges and holds into files, and check these.",
        discussion: "The journal stays, and goes on proving itself.",
        subcommands: [Archive.self, VerifyArchive.self, List.self])

    struct Archive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Archive whole months of charges and holds, beside a live server.",
            discussion: """
                Each month gets a folder with compressed CSV, a manifest and checksums. Rows are \
                removed from the database after their file was read back and found right. Charges \
                that are still owed stay. Whatever ends it, the same command again goes on where \
                it ended.

                What is archived can be refunded no more, and is not found by its id. Usage of the \
                last 90 days stays, whatever is asked for.

                Examples:
                  florin usage archive --before 2026-08-01 --to /var/lib/florin/archives --dry-run
                  florin usage archive --before 2026-08-01 --to /var/lib/florin/archives
                """)

        @OptionGroup var shared: SharedOptions

        @Option(help: "The first day of the first month that stays.")
        var before: MonthArgument

        @Option(
            help: ArgumentHelp(
                "The folder that gets the archives. (default: FLORIN_ARCHIVE_PATH)",
                valueName: "folder"))
        var to: String?

        @Flag(name: .customLong("dry-run"), help: "Say what would be archived, and change nothing.")
        var dryRun = false

        func run() async throws {
            try await shared.report { [before, to, dryRun] in
                guard !dryRun else {
                    return try await shared.commands().previewArchive(before: before)
                }
                return try await shared.commands().archiveUsage(before: before, to: to)
            }
        }
    }

    struct VerifyArchive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify-archive",
            abstract: "Compare the files of archives with their manifests; needs no database.",
            discussion: """
                Exits with 1 and names the file that is missing or changed. \
                `florin ledger verify --archives` proves the books with them.

                Examples:
                  florin usage verify-archive /var/lib/florin/archives
                  florin usage verify-archive /var/lib/florin/archives/2026-07
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "An archive, or a folder of archives.")
        var folder: String

        func run() async throws {
            try await shared.report { [folder] in try await Commands.verifyArchive(folder) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the archives that were made of this database.",
            discussion: """
                Example:
                  florin usage list
                """)

        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await shared.report { try await shared.commands().listArchives() }
        }
    }
}
