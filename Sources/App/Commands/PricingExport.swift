// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Pricing

extension Commands {
    /// `florin pricing export`: a price list in Florin's own format, of all models or some.
    ///
    /// - Parameter names: A file with the name of a model in each line; nil for all.
    public func exportPrices(
        provider: String?, names: String?, book number: Int64?
    ) async throws -> Report {
        try await visitPrices { house, prices in
            let opened = try await prices.book(BookChoice(number: number), in: house)
            let models = try selection(opened.book, provider: provider, names: names)
            guard !models.isEmpty else {
                throw CommandFailure("no model is selected", code: "resource_not_found")
            }
            let source = "florin price book \(opened.record.number)"
            let json: JSON = [
                "format": .string(Catalog.format), "source": .string(source),
                "models": .array(models.map(\.catalogJSON)),
            ]
            // A line for each model, so that two exports can be compared line by line.
            let lines = models.map { "  " + $0.catalogJSON.text }.joined(separator: ",\n")
            let (format, origin) = (JSON.string(Catalog.format).text, JSON.string(source).text)
            let text = """
                { "format": \(format), "source": \(origin),
                  "models": [
                \(lines)
                ] }
                """
            return Report(text, json)
        }
    }

    private func selection(
        _ book: PriceBook, provider: String?, names path: String?
    ) throws -> [PricedModel] {
        guard let path else { return book.models(matching: nil, of: provider) }
        guard let text = Files.text(at: path) else {
            throw CommandFailure("\(path) cannot be read", code: "resource_not_found")
        }
        var seen: Set<ModelKey> = []
        return try text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
            .map { try book.model(named: $0, provider: provider) }
            .filter { seen.insert($0.key).inserted }
    }
}
