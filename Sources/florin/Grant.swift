// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct Grant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give credits to an organization.",
        discussion: """
            Examples:
              florin grant org_01kb2dcyaje6nbvfhc3xvc0m9e 25 --reason "first customer"
              florin grant org_01kb2dcyaje6nbvfhc3xvc0m9e 100 --source purchase
              florin grant org_01kb2dcyaje6nbvfhc3xvc0m9e 5 --expires-at 2027-01-01
            """)

    @OptionGroup var shared: SharedOptions

    @Argument(help: "The organization's id.")
    var organization: OrganizationArgument

    @Argument(help: "Credits (USD), at most nine decimals.")
    var amount: AmountArgument

    @Option(help: "Where the credits come from.")
    var source = SourceArgument.manual

    @Flag(help: "Manual credits count as paid ones.")
    var paid = false

    @Option(name: .customLong("expires-at"), help: "From when on they cannot be spent, ISO 8601.")
    var expiresAt: TimeArgument?

    @Option(help: "What the organization's statement says.")
    var reason: String?

    func run() async throws {
        var request = GrantRequest(organization: organization, amount: amount)
        request.source = source
        request.isPaid = paid ? true : nil
        request.expiresAt = expiresAt
        request.reason = reason
        try await shared.report { try await shared.commands().grant(request) }
    }
}
