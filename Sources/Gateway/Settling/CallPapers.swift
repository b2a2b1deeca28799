// SPDX-License-Identifier: Apache-2.0

/// What a call carries from its request to its settlement, for others than the books.
struct CallPapers: Sendable {
    /// Makes it repeatable.
    var key: KeyInUse?
    /// Counts it among those that run.
    var permit: CallPermit?
    /// Notes how it goes.
    var record: CallRecord?
}
