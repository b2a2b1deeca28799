// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct PricingGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pricing", abstract: "Look at prices, take price lists, decide about them.",
        discussion: """
            All of it runs beside a live server, which sees new prices within seconds.

            Examples:
              florin pricing show gpt
              florin pricing quote gpt-4o input_tokens=1000 output_tokens=200
              florin pricing import prices.yaml --format florin --dry-run
            """,
        subcommands: [
            Show.self, Quote.self, Refresh.self, Import.self, Export.self, Convert.self,
            Books.self, Diff.self, Preview.self, Runs.self, Sources.self, QuarantineGroup.self,
            Override.self, Overrides.self, RevokeOverride.self, MarkupGroup.self,
        ])
}

extension PricingGroup {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what models cost.",
            discussion: """
                Exits with 1 when no model is found.

                Examples:
                  florin pricing show "claude sonnet"
                  florin pricing show --provider elevenlabs
                  florin pricing show --model gpt-4o --book 3
                """)

        @OptionGroup var shared: SharedOptions
        @OptionGroup var page: PageOptions
        @OptionGroup var book: BookOptions

        @Argument(help: "Words in a model's names, vendor or operations.")
        var query: String?

        @Option(help: "Only models that this provider sells.")
        var provider: String?

        @Option(help: "One model, by any of its names.")
        var model: String?

        func validate() throws {
            guard query == nil || model == nil else {
                throw ValidationError("name a model by --model, or search for words, not both")
            }
        }

        func run() async throws {
            var question = PriceQuestion()
            question.query = query
            question.provider = provider
            question.model = model
            question.choice = book.choice
            question.limit = page.limit
            try await shared.report { [question] in
                try await shared.commands().showPrices(question)
            }
        }
    }

    struct Quote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Price a usage, with the arithmetic; nothing is charged.",
            discussion: """
                The same usage, book and moment give the same quote for ever.

                Examples:
                  florin pricing quote gpt-4o input_tokens=1000 cached_input_tokens=400
                  florin pricing quote gpt-4o output_tokens=200 --dimension service_tier=batch
                  florin pricing quote whisper-1 audio_minutes=2.5 --book 1 --at 2026-11-25
                """)

        @OptionGroup var shared: SharedOptions
        @OptionGroup var book: BookOptions

        @Argument(help: "The model, by any of its names.")
        var model: String

        @Argument(help: "What was used: METER=QUANTITY.")
        var usage: [PairArgument]

        @Option(name: .customLong("dimension"), help: "What a price depends on: NAME=VALUE.")
        var dimensions: [PairArgument] = []

        @Option(help: "The provider, where several sell the model.")
        var provider: String?

        @Option(help: "What is asked of the model: chat, image, …")
        var operation: String?

        @Option(help: "Whose markup holds. (default: everybody's)")
        var organization: OrganizationArgument?

        func run() async throws {
            var question = QuoteQuestion(model: model, usage: usage)
            question.dimensions = dimensions
            question.provider = provider
            question.operation = operation
            question.organization = organization
            question.choice = book.choice
            try await shared.report { [question] in
                try await shared.commands().quotePrice(question)
            }
        }
    }
}
