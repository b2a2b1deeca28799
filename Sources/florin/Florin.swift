// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

@main
struct Florin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "florin",
        abstract: "A billing server for AI platforms: exact, durable, provable.",
        discussion: """
            Start with `florin serve`. Settings come from flags, the environment, and \
            florin.yaml, in this order; `florin serve --help` names them.
            """,
        version: florinVersion,
        subcommands: [
            Serve.self, Migrate.self, OrganizationGroup.self, KeyGroup.self, Grant.self,
            PricingGroup.self, LedgerGroup.self, BackupCommand.self, RestoreCommand.self,
            MigrateDataCommand.self, UsageGroup.self, JobGroup.self, DoctorCommand.self,
            BenchCommand.self,
        ])

    /// A command's failure is one line, exit 1; bad usage is the parser's, exit 64.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}
