// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Money
import Pricing
import Testing

/// Price lists in the shapes that their publishers use, with every oddity that they are known for;
/// fuzzing starts from the same files.
struct Sample {
    let bytes: [UInt8]
    let catalog: ImportedCatalog

    init(_ format: CatalogFormat, _ file: String) throws {
        let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        let path = "../../../Fuzz/Seeds/\(format.rawValue)/\(file)"
        bytes = Array(try Data(contentsOf: folder.appending(path: path).standardizedFileURL))
        catalog = try ImportedCatalog(parsing: bytes, format: format, source: "a sample")
    }

    func model(_ name: String, of provider: String) throws -> PricedModel {
        try #require(catalog.models.first { $0.name == name && $0.provider == provider })
    }

    /// A book of the whole list: what the reader makes must be one.
    func book() throws -> PriceBook { try PriceBook(number: 1, models: catalog.models) }

    /// Why the entry is no model.
    func reason(_ entry: String) -> ImportReport.Note? {
        catalog.report.skipped.first { $0.entry == entry }
    }

    func notes(_ entry: String) -> [String] {
        catalog.report.notes.filter { $0.entry == entry }.map { "\($0.field) \($0.reason)" }
    }
}

extension PricedModel {
    /// The model's rates for a meter as text, `price/per` and conditions.
    func prices(_ meter: Meter) -> [String] {
        rates.filter { $0.meter == meter }.map { rate in
            let price = rate.per == 1 ? "\(rate.price)" : "\(rate.price)/\(rate.per)"
            return rate.conditions.isEmpty ? price : "\(price) if \(rate.conditions)"
        }
    }
}

/// What must hold of any list, whatever stands in it.
func checkReport(_ catalog: ImportedCatalog) throws {
    let report = catalog.report
    #expect(report.modelsOut == catalog.models.count)
    #expect(report.entriesIn == report.modelsOut + report.skipped.count)
    #expect(report.ratesOut == catalog.models.reduce(0) { $0 + $1.rates.count })
    #expect(catalog.models.allSatisfy { $0.rates.allSatisfy { !$0.source.isEmpty } })
    _ = try PriceBook(number: 1, models: catalog.models)
    for model in catalog.models {
        #expect(try PricedModel(catalogJSON: model.catalogJSON) == model)
    }
}
