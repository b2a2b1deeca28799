// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing

/// What a source states for a model where a price belongs, and what is none: a row of the
/// quarantine with nothing to approve.
struct UnusableEntry: Hashable, Sendable {
    let source: String
    let key: ModelKey
    /// Of what is stated: something else that is no price either is another entry.
    let digest: String
}

extension UnusableEntry {
    init(_ prices: [UnusablePrice], of key: ModelKey, in source: String) {
        let stated = JSON.array(
            prices.map { .array([.string($0.entry), .string($0.field), .string($0.stated)]) })
        self.init(
            source: source, key: key, digest: SHA256Digest(of: Array(stated.text.utf8)).hex)
    }
}
