// SPDX-License-Identifier: Apache-2.0

/// A sum of amounts by id, in constant memory.
///
/// Each amount is multiplied by an odd number that stands for its id, modulo 2¹²⁸. Two tallies with
/// the same seed are equal when every id has the same total in both; when one id differs they never
/// are, and when several do, the odds that they are by chance are below 10⁻¹⁸. The seed is drawn
/// anew for each verification, so nobody can prepare rows that cancel out.
struct Tally: Equatable {
    private let seed: UInt64
    private var sum: UInt128 = 0

    init(seed: UInt64) {
        self.seed = seed
    }

    mutating func add(_ amount: Int64, for id: UInt128) {
        sum &+= factor(of: id) &* UInt128(truncatingIfNeeded: amount)
    }

    private func factor(of id: UInt128) -> UInt128 {
        let upper = mixed(UInt64(truncatingIfNeeded: id >> 64) ^ seed)
        let lower = mixed(UInt64(truncatingIfNeeded: id) ^ upper)
        return UInt128(mixed(upper &+ lower)) << 64 | UInt128(lower | 1)
    }

    /// The finalizer of SplitMix64: every bit of the input moves every bit of the output.
    private func mixed(_ word: UInt64) -> UInt64 {
        var word = word &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
