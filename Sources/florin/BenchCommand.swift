// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure pairs of hold and capture on a temporary database, or quotes.",
        discussion: """
            Examples:
              florin bench
              florin bench --organizations 10000 --waiting 1024 --seconds 10 --json
              florin bench --history 1000000 --folder /var/lib/florin
              florin bench --database florin.db --organizations 100
              florin bench --prices model_prices_and_context_window.json
            """)

    @OptionGroup var shared: SharedOptions

    @Option(help: "Organizations that the pairs are spread over.")
    var organizations = 1

    @Option(help: "Callers that wait for an answer at the same time.")
    var waiting = 64

    @Option(help: "How long to measure.")
    var seconds = 5

    @Option(help: "Entries to write before the clock starts.")
    var history = 0

    @Flag(
        name: .customLong("quick-holds"),
        help: "Answer holds before the disk has them, as the gateway's own are.")
    var quickHolds = false

    @Option(
        help: """
            Measure on a copy of this database, on organizations that it has and that have \
            credits. Nobody may be writing it. Or on a PostgreSQL database itself, by its URL: it \
            gets organizations if it has none. (default: an empty file)
            """)
    var database: String?

    @Option(help: "Where the temporary database goes. (default: the system's temporary folder)")
    var folder: String?

    @Flag(help: "Leave the database there and say where.")
    var keep = false

    @Option(
        help: ArgumentHelp(
            "Measure quotes instead, by the prices of LiteLLM's map.", valueName: "file"))
    var prices: String?

    @Option(help: "With --prices, how many models the book has whose memory is measured.")
    var models = 10_000

    func validate() throws {
        guard (1...1_000_000).contains(organizations), (1...16_000).contains(waiting),
            (1...3_600).contains(seconds), history >= 0, (1...1_000_000).contains(models)
        else {
            throw ValidationError(
                "--organizations 1…1000000, --waiting 1…16000, --seconds 1…3600, --history 0…, "
                    + "--models 1…1000000")
        }
    }

    func run() async throws {
        if let prices {
            try await shared.report { [models] in try PriceBench.run(list: prices, models: models) }
            return
        }
        var plan = BenchPlan()
        plan.organizations = organizations
        plan.waiting = waiting
        plan.seconds = seconds
        plan.history = history
        plan.hasQuickHolds = quickHolds
        plan.database = database
        plan.folder = folder
        plan.keepsDatabase = keep
        try await shared.report { [plan] in try await Bench.run(plan) }
    }
}
