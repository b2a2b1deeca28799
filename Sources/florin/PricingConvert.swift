// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct PricingConvert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Print somebody's price list in Florin's own format.",
        discussion: """
            Takes no price and needs no database: to see what Florin makes of a list.

            Examples:
              florin pricing convert litellm model_prices_and_context_window.json
              florin pricing convert models.dev api.json > models.json
            """)

    @OptionGroup var shared: SharedOptions

    @Argument(help: "florin, litellm, openrouter, vercel or models.dev.")
    var format: String

    @Argument(help: "The list's file.")
    var file: String

    func run() async throws {
        try await shared.report { try PriceConversion.run(file, format: format) }
    }
}
