// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct OrganizationGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organizations", abstract: "Make and look at organizations.",
        subcommands: [Create.self, List.self, Show.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an organization and its first key, which is shown once.",
            discussion: """
                Examples:
                  florin organizations create "Acme GmbH" --email billing@acme.example
                  florin organizations create Acme --signup-grant 5 --json
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The organization's name.")
        var name: String

        @Option(help: "Where documents and alerts go.")
        var email: String?

        @Option(name: .customLong("signup-grant"), help: "Promotional credits to start with.")
        var signupGrant: AmountArgument?

        @Option(
            parsing: .upToNextOption,
            help: "What the first key may do. (default: read spend billing admin)")
        var scopes: [ScopeArgument] = []

        func run() async throws {
            try await shared.report {
                try await shared.commands().createOrganization(
                    name: name, email: email, signupGrant: signupGrant, scopes: scopes)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List organizations with their balances, newest first.",
            discussion: """
                Example:
                  florin organizations list --limit 200 --json
                """)

        @OptionGroup var shared: SharedOptions
        @OptionGroup var page: PageOptions

        @Option(help: "Continue behind this one.")
        var after: OrganizationArgument?

        func run() async throws {
            try await shared.report {
                try await shared.commands().listOrganizations(limit: page.limit, after: after)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show an organization and how its account stands.",
            discussion: """
                Example:
                  florin organizations show org_01kb2dcyaje6nbvfhc3xvc0m9e
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The organization's id.")
        var organization: OrganizationArgument

        func run() async throws {
            try await shared.report {
                try await shared.commands().showOrganization(organization)
            }
        }
    }
}
