// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

extension PricingGroup {
    struct Convert: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print somebody's price list in Florin's own format.",
            discussion: """
                Takes no price and needs no database: to see what Florin makes of a list.

                Example:
                  florin pricing convert model_prices_and_context_window.json --format litellm
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The file.")
        var file: String

        @Option(help: "The list's format.")
        var format: CatalogFormatArgument

        func run() async throws {
            try await shared.report { try PriceConversion.run(file, format: format) }
        }
    }
}
