// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing

/// `florin pricing convert`: somebody's price list as Florin reads it, in Florin's own format.
///
/// Needs no database, and no price is taken: to look at a list, or to make another of it.
public enum PriceConversion {
    public static func run(_ path: String, format: CatalogFormatArgument) throws -> Report {
        guard let bytes = Files.bytes(at: path) else {
            throw CommandFailure("\(path) cannot be read", code: "resource_not_found")
        }
        let name = format.rawValue
        let list = try ImportedCatalog(parsing: bytes, format: format.format, source: name)
        let models = list.models.map(\.catalogJSON)
        let (format, source) = (JSON.string(Catalog.format), JSON.string(name))
        // A line for each model, so that two lists can be compared line by line.
        return Report(
            """
            { "format": \(format.text), "source": \(source.text),
              "models": [
            \(models.map { "  " + $0.text }.joined(separator: ",\n"))
            ] }
            """,
            ["format": format, "source": source, "models": .array(models)])
    }
}
