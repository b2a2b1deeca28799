// SPDX-License-Identifier: Apache-2.0

import JSON

/// The models of a price list while it is read, and what became of each entry.
struct PriceList {
    private let source: String
    private var models: [PricedModel] = []
    private var report = ImportReport()
    /// What a book would call the models: it takes no name twice.
    private var names: Set<[String]> = []

    init(source: String) {
        self.source = source
    }

    /// Reads the bytes of a list as JSON.
    static func json(_ bytes: [UInt8]) throws(CatalogRefusal) -> JSON {
        do throws(JSONRefusal) {
            return try JSON(parsing: bytes, limits: .catalog)
        } catch {
            throw .notJSON(error)
        }
    }

    /// Says something of the list as a whole.
    mutating func note(_ field: String, _ reason: ImportReport.Reason) {
        report.notes.append(ImportReport.Note(entry: "", field: field, reason: reason))
    }

    /// Reads one entry: a model when `read` returns and there is a price, a line of the report
    /// otherwise.
    ///
    /// - Parameter model: Which one the entry is for, where it says so.
    mutating func add(
        entry name: String, of model: ModelKey?,
        _ read: (inout PriceListEntry) throws(EntryRefusal) -> PricedModel.Identity
    ) {
        report.entriesIn += 1
        var entry = PriceListEntry(name: name, source: source)
        do throws(EntryRefusal) {
            try Self.check(name: name)
            let identity = try read(&entry)
            try Self.check(name: identity.provider)
            try Self.check(name: identity.name)
            guard !entry.rates.isEmpty || identity.isDynamic else {
                throw EntryRefusal(field: "", reason: .noPrice)
            }
            let priced = PricedModel(identity, rates: entry.rates)
            guard names.insert([priced.provider, priced.qualifiedName]).inserted else {
                throw EntryRefusal(field: "", reason: .nameTwice(priced.qualifiedName))
            }
            models.append(priced)
            report.modelsOut += 1
            report.ratesOut += priced.rates.count
        } catch {
            report.skipped.append(
                ImportReport.Note(
                    entry: name, of: model, field: error.field, reason: error.reason))
        }
        report.notes += entry.notes
    }

    /// Names go into tables, logs and headers; not every database can even hold a zero.
    private static func check(name: String) throws(EntryRefusal) {
        guard !name.hasControlCharacters else {
            throw EntryRefusal(
                field: "", reason: .malformed("a name without control characters"))
        }
    }

    var imported: ImportedCatalog {
        ImportedCatalog(source: source, models: models, report: report)
    }
}

extension String {
    /// Whether there is anything in it that is no character to see.
    var hasControlCharacters: Bool { utf8.contains { $0 < 0x20 || $0 == 0x7F } }
}
