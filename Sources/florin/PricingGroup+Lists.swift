// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

extension PricingGroup {
    struct Refresh: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look at the price sources now (FLORIN_PRICING_SOURCES).",
            discussion: """
                Exits with 1 when a source failed; the prices before stay in force.

                Examples:
                  florin pricing refresh
                  florin pricing refresh --source litellm
                """)

        @OptionGroup var shared: SharedOptions

        @Option(name: .customLong("source"), help: "Only this one; may be repeated.")
        var sources: [String] = []

        func run() async throws {
            try await shared.report { try await shared.commands().refreshPrices(sources) }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a price list from a file.",
            discussion: """
                A list replaces what its source listed before. What passes the checks goes live \
                as a new book; what does not waits in quarantine.

                Examples:
                  florin pricing import fal.yaml --format florin --dry-run
                  florin pricing import fal.yaml --format florin --effective-at 2027-01-01
                  curl -s https://models.dev/api.json | \
                florin pricing import - --format models.dev
                """)

        @OptionGroup var shared: SharedOptions

        @Argument(help: "The file, or - for standard input; of the format florin also in YAML.")
        var file: String

        @Option(help: "The list's format.")
        var format: CatalogFormatArgument

        @Option(
            help: "The list's name. (default: that of the format; florin-FILE for one's own)")
        var source: String?

        @Option(
            name: .customLong("effective-at"),
            help: "From when on the prices hold, ISO 8601. (default: now)")
        var effectiveAt: TimeArgument?

        @Flag(name: .customLong("dry-run"), help: "Decide everything, and write nothing.")
        var dryRun = false

        @Flag(help: "List what the reader left out or interpreted, too.")
        var notes = false

        func run() async throws {
            var request = ImportRequest(path: file, format: format)
            request.source = source
            request.effectiveAt = effectiveAt
            request.isDryRun = dryRun
            request.showsNotes = notes
            try await shared.report { [request] in
                try await shared.commands().importPrices(request)
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a price list in Florin's own format; imported again it is the same.",
            discussion: """
                Examples:
                  florin pricing export > prices.json
                  florin pricing export --provider openai --book 3
                """)

        @OptionGroup var shared: SharedOptions

        @Option(help: "Only what this provider sells.")
        var provider: String?

        @Option(help: "A file with the name of a model in each line.")
        var models: String?

        @Option(help: "The book's number. (default: the one in force)")
        var book: Int64?

        func run() async throws {
            try await shared.report {
                try await shared.commands().exportPrices(
                    provider: provider, names: models, book: book)
            }
        }
    }

    struct Runs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List looks at price lists, or show one with the reader's notes.",
            discussion: """
                Examples:
                  florin pricing runs
                  florin pricing runs prun_01kb2dcyaje6nbvfhc3xvc0m9e
                """)

        @OptionGroup var shared: SharedOptions
        @OptionGroup var page: PageOptions

        @Argument(help: "The run to show.")
        var run: PriceRunArgument?

        @Option(help: "Continue behind this one.")
        var before: PriceRunArgument?

        func run() async throws {
            try await shared.report {
                guard let run else {
                    return try await shared.commands().listPriceRuns(
                        limit: page.limit, before: before)
                }
                return try await shared.commands().showPriceRun(run)
            }
        }
    }

    struct Sources: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List where prices come from, and how the last look went.",
            discussion: """
                Example:
                  florin pricing sources
                """)

        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await shared.report { try await shared.commands().listPriceSources() }
        }
    }
}
