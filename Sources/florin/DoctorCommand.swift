// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check settings, files, disk, schema, books and sweeps.",
        discussion: """
            Exits with 1 when something is not as it should be, and says what to do.

            Example:
              florin doctor --json
            """)

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await shared.report { try await shared.commands().doctor() }
    }
}
