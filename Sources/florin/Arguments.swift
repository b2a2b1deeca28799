// SPDX-License-Identifier: Apache-2.0

public import App
public import ArgumentParser

extension OrganizationArgument: ExpressibleByArgument {}
extension KeyArgument: ExpressibleByArgument {}
extension AmountArgument: ExpressibleByArgument {}
extension TimeArgument: ExpressibleByArgument {}
extension MonthArgument: ExpressibleByArgument {}
extension ScopeArgument: ExpressibleByArgument {}
extension SourceArgument: ExpressibleByArgument {}
extension FormatArgument: ExpressibleByArgument {}
extension PriceRunArgument: ExpressibleByArgument {}
extension QuarantineArgument: ExpressibleByArgument {}
extension OverrideArgument: ExpressibleByArgument {}
extension MarkupArgument: ExpressibleByArgument {}
extension PercentArgument: ExpressibleByArgument {}
extension PairArgument: ExpressibleByArgument {}
extension PriceArgument: ExpressibleByArgument {}
extension CatalogFormatArgument: ExpressibleByArgument {}
extension DatabaseArgument: ExpressibleByArgument {}
extension QuarantineStatusArgument: ExpressibleByArgument {}

/// A page of a list.
struct PageOptions: ParsableArguments {
    @Option(help: "How many to list, 1 to 200.")
    var limit = 50

    func validate() throws {
        guard (1...200).contains(limit) else {
            throw ValidationError("--limit should be from 1 to 200")
        }
    }
}

/// Which price book.
struct BookOptions: ParsableArguments {
    @Option(help: "The book's number. (default: the one in force)")
    var book: Int64?

    @Option(help: "The moment to look at, ISO 8601. (default: now)")
    var at: TimeArgument?

    var choice: BookChoice { BookChoice(number: book, at: at) }
}
