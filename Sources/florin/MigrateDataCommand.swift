// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct MigrateDataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate-data",
        abstract: "Move all data into another, new database.",
        discussion: """
            Stop the servers of both first. Whatever ends it, the same command again goes on where \
            it ended. At the end every row of both is compared and the books of the new one are \
            recomputed; until then no server takes it. The old one stays as it is.

            Examples:
              florin migrate-data --from sqlite:florin.db --to postgres://florin@db/florin
              florin migrate-data --from postgres://florin@db/florin --to sqlite:florin.db
            """)

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("The database that has the data.", valueName: "url"))
    var from: DatabaseArgument

    @Option(help: ArgumentHelp("The one that gets them.", valueName: "url"))
    var to: DatabaseArgument

    func run() async throws {
        try await shared.report { try await Commands.migrateData(from: from, to: to) }
    }
}
