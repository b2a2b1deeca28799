// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server.",
        discussion: """
            Settings, as flags below, in the environment, or in florin.yaml, in this order:
            \(Setting.allCases.map { "  \($0.name): \($0.expected)" }.joined(separator: "\n"))

            Stops on SIGTERM within 30 s: no new connections, requests in flight are answered.

            Examples:
              florin serve
              florin serve --port 9000 --database-url sqlite:/var/lib/florin/florin.db
              FLORIN_UPSTREAM_URL=https://api.openai.com/v1 FLORIN_UPSTREAM_KEY=sk-… florin serve
            """)

    @OptionGroup var shared: SharedOptions

    @Option(help: "Sets FLORIN_HOST.")
    var host: String?

    @Option(help: "Sets FLORIN_PORT.")
    var port: String?

    @Option(name: .customLong("public-url"), help: "Sets FLORIN_PUBLIC_URL.")
    var publicURL: String?

    @Option(name: .customLong("upstream-url"), help: "Sets FLORIN_UPSTREAM_URL.")
    var upstreamURL: String?

    @Option(name: .customLong("rate-limit"), help: "Sets FLORIN_RATE_LIMIT.")
    var rateLimit: String?

    @Option(name: .customLong("log-level"), help: "Sets LOG_LEVEL.")
    var logLevel: String?

    // Secrets have no flags: a command line can be read by every user of the machine.
    func run() async throws {
        do {
            try await shared.commands([
                .host: host, .port: port, .publicURL: publicURL, .upstreamURL: upstreamURL,
                .rateLimit: rateLimit, .logLevel: logLevel,
            ]).serve(isJSON: shared.json)
        } catch {
            try shared.fail(error)
        }
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the database, or bring it to this version's schema.",
        discussion: """
            `florin serve` does the same at its start.

            Example:
              florin migrate --database-url sqlite:/var/lib/florin/florin.db
            """)

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await shared.report { try await shared.commands().migrate() }
    }
}
