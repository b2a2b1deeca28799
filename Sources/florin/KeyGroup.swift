// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct KeyGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make, list and revoke API keys.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key; its secret is shown once.",
            discussion: """
                Examples:
                  florin keys create org_01kb2dcyaje6nbvfhc3xvc0m9e --name ci --scopes read spend
                  florin keys create --operator --name on-call --expires-at 2027-01-01
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The organization that the key is for.")
        var organization: OrganizationArgument?

        @Flag(help: "Make an operator's key, which belongs to no organization.")
        var `operator` = false

        @Option(help: "What to call it.")
        var name = "Made on the command line"

        @Option(
            parsing: .upToNextOption,
            help: "What it may do. (default: read spend billing admin)")
        var scopes: [ScopeArgument] = []

        @Option(name: .customLong("expires-at"), help: "When it stops working, ISO 8601.")
        var expiresAt: TimeArgument?

        func validate() throws {
            guard (organization == nil) == `operator` else {
                throw ValidationError("name an organization, or say --operator")
            }
        }

        func run() async throws {
            try await shared.report {
                try await shared.commands().createKey(
                    for: organization, name: name, scopes: scopes, expiresAt: expiresAt)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List keys, newest first; without an organization the operator's.",
            discussion: """
                Example:
                  florin keys list org_01kb2dcyaje6nbvfhc3xvc0m9e
                """)

        @OptionGroup var shared: SharedOptions
        @OptionGroup var page: PageOptions

        @Argument(help: "The organization whose keys to list.")
        var organization: OrganizationArgument?

        @Option(help: "Continue behind this one.")
        var after: KeyArgument?

        func run() async throws {
            try await shared.report {
                try await shared.commands().listKeys(
                    of: organization, limit: page.limit, after: after)
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a key for good; a live server believes it within a second.",
            discussion: """
                Example:
                  florin keys revoke key_01kb2dcyaje6nbvfhc3xvc0m9e
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The key's id.")
        var key: KeyArgument

        func run() async throws {
            try await shared.report { try await shared.commands().revokeKey(key) }
        }
    }
}
