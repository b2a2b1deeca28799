// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Pricing

/// `florin pricing convert`: somebody's price list as Florin reads it, in Florin's own format.
///
/// Needs no database, and no price is taken: to look at a list, or to make another of it.
public enum PriceConversion {
    /// - Parameter format: One of ``CatalogFormat``'s names.
    public static func run(_ path: String, format: String) throws -> Report {
        guard let known = CatalogFormat(rawValue: format) else {
            let names = CatalogFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                "there is no format \(format): take one of \(names)", code: "validation_error")
        }
        guard let text = Files.text(at: path) else {
            throw CommandFailure("\(path) cannot be read", code: "resource_not_found")
        }
        let list = try ImportedCatalog(
            parsing: Array(text.utf8), format: known, source: path.fileName)
        let models = list.models.map(\.catalogJSON)
        let source = JSON.string(list.source)
        // A line for each model, so that two lists can be compared line by line.
        return Report(
            """
            { "format": \(JSON.string(Catalog.format).text), "source": \(source.text),
              "models": [
            \(models.map { "  " + $0.text }.joined(separator: ",\n"))
            ] }
            """,
            [
                "format": .string(Catalog.format), "source": source, "models": .array(models),
            ])
    }
}

extension String {
    /// The last part of a path.
    fileprivate var fileName: String { URL(filePath: self).lastPathComponent }
}
