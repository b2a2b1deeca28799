// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

extension PricingGroup {
    struct MarkupGroup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "markup", abstract: "What goes on top of upstream prices, and for whom.",
            subcommands: [List.self, Set.self, Revoke.self], defaultSubcommand: List.self)

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "List the rules, newest first, and what holds without one.",
                discussion: """
                    Example:
                      florin pricing markup
                    """)

            @OptionGroup var shared: SharedOptions
            @OptionGroup var page: PageOptions

            @Option(help: "Only the rules of one organization.")
            var organization: OrganizationArgument?

            @Option(help: "Continue behind this one.")
            var before: MarkupArgument?

            func run() async throws {
                try await shared.report {
                    try await shared.commands().listMarkups(
                        of: organization, limit: page.limit, before: before)
                }
            }
        }

        struct Set: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Add a rule.",
                discussion: """
                    The most special rule that holds is meant: one for an organization before \
                    one for a model, a provider, an operation; of equals the later one.

                    Examples:
                      florin pricing markup set 25 --provider fal --reason "video is costly"
                      florin pricing markup set 0 --reason "contract 17" \
                    --organization org_01kb2dcyaje6nbvfhc3xvc0m9e --until 2028-01-01
                    """)

            @OptionGroup var shared: SharedOptions

            @Argument(help: "Percent on top of upstream prices, such as 20 or 12.5.")
            var percent: PercentArgument

            @Option(help: "Why, for the audit trail.")
            var reason: String

            @Option(help: "Only for this organization: its contract.")
            var organization: OrganizationArgument?

            @Option(help: "Only for what this provider sells.")
            var provider: String?

            @Option(help: "Only for this model.")
            var model: String?

            @Option(help: "Only for this operation: chat, image, …")
            var operation: String?

            @Option(help: "From when on, ISO 8601.")
            var from: TimeArgument?

            @Option(help: "Until when, ISO 8601.")
            var until: TimeArgument?

            func run() async throws {
                var request = MarkupRequest(percent: percent, reason: reason)
                request.organization = organization
                request.provider = provider
                request.model = model
                request.operation = operation
                request.from = from
                request.until = until
                try await shared.report { [request] in
                    try await shared.commands().setMarkup(request)
                }
            }
        }

        struct Revoke: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Take a rule back.",
                discussion: """
                    Example:
                      florin pricing markup revoke mkp_01kb2dcyaje6nbvfhc3xvc0m9e
                    """)

            @OptionGroup var shared: SharedOptions

            @Argument(help: "The rule's id.")
            var rule: MarkupArgument

            func run() async throws {
                try await shared.report { try await shared.commands().revokeMarkup(rule) }
            }
        }
    }
}
