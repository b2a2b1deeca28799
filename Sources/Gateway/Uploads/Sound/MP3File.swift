// SPDX-License-Identifier: Apache-2.0

/// MP3: frames of a fixed number of samples, and of a fixed number of bits each second unless the
/// first of them says how many there are.
enum MP3File {
    /// The most that a second can take: what claims to be shorter than that is not believed.
    private static let bytesOfSecondMax: Int64 = 320_000 / 8

    static func length(_ source: inout SoundSource) throws -> Int64? {
        var start: Int64 = 0
        let tag = try source.bytes(at: 0, count: 10)
        if tag.starts(with: "ID3".utf8), tag.count == 10 {
            // Seven bits of each byte.
            start = 10 + tag[6...].reduce(0) { $0 << 7 | Int64($1 & 0x7F) }
        }
        let head = try source.bytes(at: start, count: 256)
        guard let frame = Frame(head[...]) else { return nil }
        let bytes = source.count - start
        guard let frames = frame.count(in: head) else {
            return (bytes * 8).microseconds(at: frame.bitsOfSecond)
        }
        let length = (frames * frame.samples).microseconds(at: frame.rate) ?? 0
        return length >= bytes * 1_000_000 / bytesOfSecondMax ? length : nil
    }

    /// The four bytes that every frame begins with.
    struct Frame {
        let samples: Int64
        let rate: Int64
        let bitsOfSecond: Int64
        /// Where the frame that counts the others says so, behind the side information.
        private let countOffset: Int

        /// Nil for what begins no frame of layer III.
        init?(_ bytes: ArraySlice<UInt8>) {
            guard let head = bytes.bigEndian(), head >> 21 == 0x7FF else { return nil }
            let (version, layer) = (head >> 19 & 3, head >> 17 & 3)
            let (bitRate, rate) = (Int(head >> 12 & 15), Int(head >> 10 & 3))
            guard version != 1, layer == 1, (1...14).contains(bitRate), rate < 3 else { return nil }
            let isFirst = version == 3
            let isMono = head >> 6 & 3 == 3
            samples = isFirst ? 1_152 : 576
            self.rate = Self.rates[rate] / (isFirst ? 1 : version == 2 ? 2 : 4)
            bitsOfSecond = (isFirst ? Self.bitRates : Self.lowBitRates)[bitRate] * 1_000
            countOffset = isFirst ? (isMono ? 21 : 36) : (isMono ? 13 : 21)
        }

        private static let rates: [Int64] = [44_100, 48_000, 32_000]
        private static let bitRates: [Int64] = [
            0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
        ]
        private static let lowBitRates: [Int64] = [
            0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160,
        ]

        /// How many frames there are, if the first says it (Xing, Info or VBRI).
        func count(in head: [UInt8]) -> Int64? {
            let mark = head.dropFirst(countOffset)
            if mark.starts(with: "Xing".utf8) || mark.starts(with: "Info".utf8) {
                guard let flags = mark.dropFirst(4).bigEndian(), flags & 1 == 1 else { return nil }
                return mark.dropFirst(8).bigEndian()
            }
            let other = head.dropFirst(36)
            return other.starts(with: "VBRI".utf8) ? other.dropFirst(14).bigEndian() : nil
        }
    }
}
