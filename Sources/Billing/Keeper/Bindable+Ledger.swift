// SPDX-License-Identifier: Apache-2.0

public import Database
public import Ledger
public import Money
public import Vocabulary

// How amounts, instants, ids and draws become parameters: on every path, so without strings.

extension Credits: Bindable {
    public func bind(to parameters: inout Parameters) { parameters.append(nanocredits) }
}

extension Instant: Bindable {
    public func bind(to parameters: inout Parameters) { parameters.append(microseconds) }
}

extension ID: Bindable {
    public func bind(to parameters: inout Parameters) { parameters.appendText { write(to: &$0) } }
}

extension ChainHash: Bindable {
    public func bind(to parameters: inout Parameters) { parameters.appendBlob { write(to: &$0) } }
}

extension Parameters {
    mutating func append(_ draws: [Draw]) { appendText { draws.write(to: &$0) } }
}
