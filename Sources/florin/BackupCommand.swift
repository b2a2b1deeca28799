// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy one moment of the database, beside a live server.",
        discussion: """
            The copy has its name only when it is complete, checked and on the disk. Beside it \
            goes a manifest, NAME.json, with its SHA-256 and what is in it; `florin restore` \
            looks at both.

            Examples:
              florin backup
              florin backup --to /var/backups/florin/
              florin backup --to florin-backup.db --force --json
            """)

    @OptionGroup var shared: SharedOptions

    @Option(
        help: ArgumentHelp(
            """
            A file, or a folder that gets a file with the time in its name. (default: the folder \
            backups beside the database)
            """, valueName: "path"))
    var to: String?

    @Flag(help: "Replace a backup of the same name.")
    var force = false

    @Flag(inversion: .prefixedNo, help: "Recompute the books on the copy.")
    var verify = true

    func run() async throws {
        var request = BackupRequest()
        request.destination = to
        request.replaces = force
        request.verifies = verify
        try await shared.report { [request] in try await shared.commands().backup(request) }
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a backup the database again.",
        discussion: """
            Stop the server first. The backup is held against its manifest, if there is one, and \
            checked before it takes the place of the database, in one step. What was there is \
            kept under another name.

            Examples:
              florin restore --from backups/florin-20261126T031500Z.db --verify
              florin restore --from florin-backup.db --force
            """)

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("The backup.", valueName: "path"))
    var from: String

    @Flag(help: "Recompute its books before anything is replaced.")
    var verify = false

    @Flag(help: "Replace a database that is there.")
    var force = false

    func run() async throws {
        var request = RestoreRequest(backup: from)
        request.replaces = force
        request.verifies = verify
        try await shared.report { [request] in try await shared.commands().restore(request) }
    }
}
