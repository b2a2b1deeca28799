// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Vocabulary

/// What must hold of every price list, whatever stands in it: it is refused, or its report adds up
/// and its models make a book that can be asked for prices.
func read(_ format: CatalogFormat, _ bytes: [UInt8]) {
    let catalog: ImportedCatalog
    do throws(CatalogRefusal) {
        catalog = try ImportedCatalog(parsing: bytes, format: format, source: "fuzzing")
    } catch {
        check(!error.description.isEmpty, "a refusal says why")
        return
    }
    let report = catalog.report
    check(report.modelsOut == catalog.models.count, "all models are counted")
    check(
        report.ratesOut == catalog.models.reduce(0) { $0 + $1.rates.count },
        "all rates are counted")
    // LiteLLM has an entry for each size and quality of the pictures of one model.
    let accounted = report.modelsOut + report.skipped.count
    check(
        format == .litellm ? report.entriesIn >= accounted : report.entriesIn == accounted,
        "an entry is a model or a line of the report")
    // A list of Florin's own is read as it stands; what others write is made to fit.
    check(
        format == .florin || catalog.models.allSatisfy { !$0.rates.isEmpty }, "a model has a price")
    for note in report.notes + report.skipped {
        check(!note.reason.description.isEmpty, "a note says why")
    }
    do throws(PriceBookRefusal) {
        quote(from: try PriceBook(number: 1, models: catalog.models))
    } catch {
        check(format == .florin, "the models make a book: \(error)")
    }
}

/// Asks for the price of one unit and of many of everything that a model prices, under the
/// conditions of each rate.
private func quote(from book: PriceBook) {
    for model in book.models.prefix(8) {
        check(read(again: model) == model, "a model is written and read as a catalog's")
        for rate in model.rates.prefix(32) {
            check(!rate.price.isNegative && rate.per > 0, "a price is one")
            let dimensions = Dictionary(
                rate.conditions.dimensions.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
            for count in [1, Usage.countMax] {
                quote([Usage.Quantity(count, of: rate.meter)], dimensions, model, book)
            }
        }
    }
}

private func read(again model: PricedModel) -> PricedModel? {
    do throws(CatalogRefusal) {
        return try PricedModel(catalogJSON: model.catalogJSON)
    } catch {
        return nil
    }
}

private func quote(
    _ quantities: [Usage.Quantity], _ dimensions: [String: String], _ model: PricedModel,
    _ book: PriceBook
) {
    do throws(PricingRefusal) {
        let usage = try Usage(quantities, dimensions: dimensions)
        let instant = Instant(microseconds: 1_795_435_200_000_000)
        let request = QuoteRequest(
            model: model.name, provider: model.provider, usage: usage, at: instant)
        let quote = try book.quote(request, markup: .none)
        check(quote.total >= .zero, "nothing is paid out")
    } catch {
        check(!error.description.isEmpty, "a refusal says why")
    }
}
