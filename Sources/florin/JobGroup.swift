// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct JobGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "What time does: list the jobs, or run one now.",
        subcommands: [List.self, Run.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the jobs that a server runs by itself.",
            discussion: """
                Example:
                  florin jobs list
                """)

        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await shared.report { try await shared.commands().listJobs() }
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a job now, for this moment or for another.",
            discussion: """
                Examples:
                  florin jobs run holds
                  florin jobs run grants --as-of 2027-01-01T00:00:00Z
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The job's name.")
        var name: String

        @Option(name: .customLong("as-of"), help: "The moment to run it for, ISO 8601.")
        var asOf: TimeArgument?

        func run() async throws {
            try await shared.report { try await shared.commands().runJob(name, asOf: asOf) }
        }
    }
}
