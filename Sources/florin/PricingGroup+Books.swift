// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

extension PricingGroup {
    struct Books: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the price books, newest first.",
            discussion: """
                Example:
                  florin pricing books
                """)

        @OptionGroup var shared: SharedOptions
        @OptionGroup var page: PageOptions

        @Option(help: "Continue behind the book of this number.")
        var before: Int64?

        func run() async throws {
            try await shared.report {
                try await shared.commands().listPriceBooks(limit: page.limit, before: before)
            }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what differs between two price books.",
            discussion: """
                Examples:
                  florin pricing diff 11 12
                  florin pricing diff 1 12 --json
                """)

        @OptionGroup var shared: SharedOptions
        @OptionGroup var page: PageOptions

        @Argument(help: "The number of the one book.")
        var old: Int64

        @Argument(help: "The number of the other.")
        var new: Int64

        func run() async throws {
            try await shared.report {
                try await shared.commands().diffPriceBooks(old, new, limit: page.limit)
            }
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Price past usage by another book: what would come in, what would be left.",
            discussion: """
                Revenue is what customers paid and would pay, margin what is left of it behind \
                the upstream's cost.

                Examples:
                  florin pricing preview
                  florin pricing preview --book 12 --days 7
                """)

        @OptionGroup var shared: SharedOptions

        @Option(help: "The book's number. (default: the latest)")
        var book: Int64?

        @Option(help: "How many days back, 1 to 366.")
        var days = 30

        func validate() throws {
            guard (1...366).contains(days) else {
                throw ValidationError("--days should be from 1 to 366")
            }
        }

        func run() async throws {
            try await shared.report {
                try await shared.commands().previewPrices(book: book, days: days)
            }
        }
    }
}
