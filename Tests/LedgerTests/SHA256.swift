// SPDX-License-Identifier: Apache-2.0

/// SHA-256 as FIPS 180-4 writes it down: independent of the library that the ledger uses.
enum SHA256 {
    static func digest(_ message: [UInt8]) -> [UInt8] {
        var state = squareRoots
        let padded = pad(message)
        for start in stride(from: 0, to: padded.count, by: 64) {
            state = compress(padded[start..<start + 64], into: state)
        }
        return state.flatMap(bytes)
    }

    private static func pad(_ message: [UInt8]) -> [UInt8] {
        let zeros = (119 - message.count % 64) % 64
        let bits = UInt64(message.count) * 8
        return message + [0x80] + [UInt8](repeating: 0, count: zeros)
            + bytes(UInt32(bits >> 32)) + bytes(UInt32(truncatingIfNeeded: bits))
    }

    private static func compress(_ block: ArraySlice<UInt8>, into state: [UInt32]) -> [UInt32] {
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
            block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<64 {
            let (early, late) = (words[index - 15], words[index - 2])
            let small = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
            let large = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
            words.append(words[index - 16] &+ small &+ words[index - 7] &+ large)
        }
        var next = state
        for index in 0..<64 {
            let (a, e) = (next[0], next[4])
            let choice = e & next[5] ^ ~e & next[6]
            let majority = a & next[1] ^ a & next[2] ^ next[1] & next[2]
            let first =
                next[7] &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice
                &+ cubeRoots[index] &+ words[index]
            let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
            next = [first &+ second] + next[0..<7]
            next[4] &+= first
        }
        return zip(state, next).map { $0 &+ $1 }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }

    private static func bytes(_ word: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    }

    private static let primes = (2...311).filter { number in
        (2..<number).allSatisfy { number % $0 != 0 }
    }

    /// The first 32 bits behind the point of the square roots of the first 8 primes.
    private static let squareRoots = primes.prefix(8).map { prime in
        UInt32(truncatingIfNeeded: root(of: UInt128(prime) << 64) { $0 * $0 })
    }

    /// The same of the cube roots of the first 64 primes.
    private static let cubeRoots = primes.map { prime in
        UInt32(truncatingIfNeeded: root(of: UInt128(prime) << 96) { $0 * $0 * $0 })
    }

    /// The largest whole number whose power is at most `radicand`.
    private static func root(of radicand: UInt128, power: (UInt128) -> UInt128) -> UInt128 {
        var root: UInt128 = 0
        for bit in (0..<38).reversed() where power(root | 1 << UInt128(bit)) <= radicand {
            root |= 1 << UInt128(bit)
        }
        return root
    }
}
