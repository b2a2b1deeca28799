// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Pricing
import Upkeep

extension Commands {
    /// `florin pricing refresh`: looks at the sources of the configuration now.
    ///
    /// - Parameter names: Of sources; empty for all.
    public func refreshPrices(_ names: [String]) async throws -> Report {
        let known = configuration.pricing.sources
        guard !known.isEmpty else {
            throw CommandFailure(
                "no sources are set: FLORIN_PRICING_SOURCES should be "
                    + Setting.pricingSources.expected, code: "conflict")
        }
        if let unknown = names.first(where: { name in !known.contains { $0.name == name } }) {
            throw CommandFailure(
                "there is no source \(unknown): there are "
                    + known.map(\.name).joined(separator: ", "), code: "resource_not_found")
        }
        return try await visitPrices { _, prices in
            defer { Console.stage(nil) }
            let count = names.isEmpty ? known.count : Set(names).count
            Console.stage("asking \(counted(count, "source"))")
            let runs = try await prices.refresh.refresh(names.isEmpty ? nil : Set(names)) { run in
                Console.stage("\(run.source): \(run.status.rawValue)")
            }
            var table = TextTable(
                ["source", "status", "models", "changed", "held", "book", ""], right: [2, 3, 4, 5])
            for run in runs {
                table.add([
                    run.source, run.status.rawValue, "\(run.counts.modelsOut)",
                    "\(run.counts.changed)", "\(run.counts.heldBack)",
                    run.book.map(String.init) ?? "-", run.failure ?? "",
                ])
            }
            let isWaiting = runs.contains { $0.counts.heldBack > 0 }
            let hint = isWaiting ? ["held back: florin pricing quarantine list"] : []
            return Report(
                (table.lines() + hint).joined(separator: "\n"),
                ["runs": .array(runs.map { .priceRun($0) })],
                isSuccess: !runs.contains { $0.status == .failed })
        }
    }
}
