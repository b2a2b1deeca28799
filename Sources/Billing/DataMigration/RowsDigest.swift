// SPDX-License-Identifier: Apache-2.0

/// What stands for the rows of a table, in whichever order they come: two databases need not sort
/// texts alike.
///
/// The first half of each row's SHA-256, added up modulo 2¹²⁸. Rows that got lost, doubled or
/// changed on the way do not add up to the same by chance.
struct RowsDigest: Hashable, Sendable {
    private(set) var count: Int64 = 0
    private var sum: UInt128 = 0

    mutating func add(_ row: [UInt8]) {
        count += 1
        sum &+= SHA256Digest(of: row).bytes.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
    }

    mutating func add(_ rows: RowsDigest) {
        count += rows.count
        sum &+= rows.sum
    }
}
