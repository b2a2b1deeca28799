// SPDX-License-Identifier: Apache-2.0

/// A sum of amounts by id, in constant memory.
///
/// Each amount is multiplied by an odd number that stands for its id, modulo 2¹²⁸. Two tallies with
/// the same seed are equal when every id has the same total in both; when one id differs they never
/// are, and when several do, the odds that they are by chance are below 10⁻¹⁸. The seed is drawn
/// anew for each verification, so nobody can prepare rows that cancel out.
///
/// Of archived rows only their sum is there, which was made with a seed that the database keeps:
/// ids that may be archived are summed up apart, with that seed. Who can write the database could
/// prepare rows and sums that cancel out among those; the files of the archives tell.
struct Tally: Equatable {
    struct Seeds: Equatable {
        let fresh: UInt64
        /// Nil when nothing was ever archived.
        let archived: (below: UInt128, seed: UInt64)?

        static func == (lhs: Seeds, rhs: Seeds) -> Bool {
            lhs.fresh == rhs.fresh && lhs.archived?.below == rhs.archived?.below
                && lhs.archived?.seed == rhs.archived?.seed
        }
    }

    private let seeds: Seeds
    private var sum: UInt128 = 0
    private var closedSum: UInt128 = 0

    init(seeds: Seeds) {
        self.seeds = seeds
    }

    mutating func add(_ amount: Int64, for id: UInt128) {
        guard let archived = seeds.archived, id < archived.below else {
            sum &+= Self.term(amount, for: id, seed: seeds.fresh)
            return
        }
        closedSum &+= Self.term(amount, for: id, seed: archived.seed)
    }

    /// Adds what rows that are archived came to.
    mutating func addArchived(_ sum: UInt128) { closedSum &+= sum }

    /// What an amount of an id adds to the sum.
    static func term(_ amount: Int64, for id: UInt128, seed: UInt64) -> UInt128 {
        factor(of: id, seed) &* UInt128(truncatingIfNeeded: amount)
    }

    private static func factor(of id: UInt128, _ seed: UInt64) -> UInt128 {
        let upper = mixed(UInt64(truncatingIfNeeded: id >> 64) ^ seed)
        let lower = mixed(UInt64(truncatingIfNeeded: id) ^ upper)
        return UInt128(mixed(upper &+ lower)) << 64 | UInt128(lower | 1)
    }

    /// The finalizer of SplitMix64: every bit of the input moves every bit of the output.
    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
