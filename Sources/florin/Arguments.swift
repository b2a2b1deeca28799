// SPDX-License-Identifier: Apache-2.0

public import App
public import ArgumentParser

extension OrganizationArgument: ExpressibleByArgument {}
extension KeyArgument: ExpressibleByArgument {}
extension AmountArgument: ExpressibleByArgument {}
extension TimeArgument: ExpressibleByArgument {}
extension ScopeArgument: ExpressibleByArgument {}
extension SourceArgument: ExpressibleByArgument {}
extension FormatArgument: ExpressibleByArgument {}

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
