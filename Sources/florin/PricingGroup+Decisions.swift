// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

extension PricingGroup {
    struct QuarantineGroup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "quarantine", abstract: "Decide about prices that were held back.",
            subcommands: [List.self, Show.self, Approve.self, Reject.self],
            defaultSubcommand: List.self)

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "List the prices that wait, and why.",
                discussion: """
                    Examples:
                      florin pricing quarantine
                      florin pricing quarantine list --status all
                    """)

            @OptionGroup var shared: SharedOptions
            @OptionGroup var page: PageOptions

            @Option(help: "Which ones.")
            var status = QuarantineStatusArgument.pending

            @Option(help: "Continue behind this one.")
            var before: QuarantineArgument?

            func run() async throws {
                try await shared.report {
                    try await shared.commands().listQuarantine(
                        status, limit: page.limit, before: before)
                }
            }
        }

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Show a held back price beside the one in force.",
                discussion: """
                    Example:
                      florin pricing quarantine show quar_01kb2dcyaje6nbvfhc3xvc0m9e
                    """)

            @OptionGroup var shared: SharedOptions

            @Argument(help: "The id of the price.")
            var price: QuarantineArgument

            func run() async throws {
                try await shared.report { try await shared.commands().showQuarantined(price) }
            }
        }

        /// What approving and rejecting ask for alike.
        struct Decision: ParsableArguments {
            @OptionGroup var shared: SharedOptions

            @Argument(help: "The id of the price.")
            var price: QuarantineArgument

            @Option(help: "Why, for the audit trail.")
            var note: String

            func make(approve: Bool) async throws {
                try await shared.report {
                    try await shared.commands().decideQuarantined(
                        price, approve: approve, note: note)
                }
            }
        }

        struct Approve: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Let a price go live, as a new book.",
                discussion: """
                    Example:
                      florin pricing quarantine approve quar_01kb2dcyaje6nbvfhc3xvc0m9e \
                    --note "announced on their blog"
                    """)

            @OptionGroup var decision: Decision

            func run() async throws { try await decision.make(approve: true) }
        }

        struct Reject: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Keep a price out, also when its source says the same again.",
                discussion: """
                    Example:
                      florin pricing quarantine reject quar_01kb2dcyaje6nbvfhc3xvc0m9e \
                    --note "a typing error of theirs"
                    """)

            @OptionGroup var decision: Decision

            func run() async throws { try await decision.make(approve: false) }
        }
    }

    struct Override: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a price of one's own in place of every source's.",
            discussion: """
                Meters that are not named keep their prices. It holds at once, to the second of \
                its end.

                Examples:
                  florin pricing override openai gpt-4o --price input_tokens=2.25/1M \
                --price output_tokens=9/1M --reason "our contract" --expires-at 2027-01-01
                  florin pricing override acme my-model --price requests=0.01 --reason "ours"
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "Who sells the model.")
        var provider: String

        @Argument(help: "The model.")
        var model: String

        @Option(
            name: .customLong("price"),
            help: "METER=PRICE or METER=PRICE/UNITS in USD, such as input_tokens=2.5/1M.")
        var prices: [PriceArgument]

        @Option(name: .customLong("dimension"), help: "Only under NAME=VALUE.")
        var dimensions: [PairArgument] = []

        @Option(help: "Why, for the audit trail.")
        var reason: String

        @Option(
            name: .customLong("expires-at"),
            help: "When the sources' prices hold again, ISO 8601. (default: never)")
        var expiresAt: TimeArgument?

        func run() async throws {
            var request = OverrideRequest(
                provider: provider, model: model, prices: prices, reason: reason)
            request.dimensions = dimensions
            request.expiresAt = expiresAt
            try await shared.report { [request] in
                try await shared.commands().overridePrice(request)
            }
        }
    }

    struct Overrides: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List overrides, newest first, those that have ended too.",
            discussion: """
                Example:
                  florin pricing overrides
                """)

        @OptionGroup var shared: SharedOptions
        @OptionGroup var page: PageOptions

        @Option(help: "Continue behind this one.")
        var before: OverrideArgument?

        func run() async throws {
            try await shared.report {
                try await shared.commands().listOverrides(limit: page.limit, before: before)
            }
        }
    }

    struct RevokeOverride: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke-override",
            abstract: "Take an override back: the sources' prices hold again.",
            discussion: """
                Example:
                  florin pricing revoke-override ovr_01kb2dcyaje6nbvfhc3xvc0m9e
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The override's id.")
        var override: OverrideArgument

        func run() async throws {
            try await shared.report { try await shared.commands().revokeOverride(override) }
        }
    }
}
