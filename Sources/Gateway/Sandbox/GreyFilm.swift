// SPDX-License-Identifier: Apache-2.0

/// An MPEG-4 file with a grey picture in H.264 for each second: small, and real to every player.
///
/// Each block of 16 × 16 is predicted from nothing and differs from that in nothing, which takes
/// one byte (ITU-T H.264, 7.3.5).
struct GreyFilm {
    let width: Int
    let height: Int
    let seconds: Int

    /// ISO/IEC 14496-12. The samples come last, so that their place is known once all before it is.
    var file: [UInt8] {
        let pictures = (0..<seconds).map(picture)
        let header = box("ftyp", Array("isom".utf8), be32(0x200), Array("isomavc1mp41".utf8))
        let sizes = pictures.map(\.count)
        // Of the same length whatever the offset is.
        let offset = header.count + movie(sizes, at: 0).count + 8
        return header + movie(sizes, at: offset) + box("mdat", pictures.flatMap { $0 })
    }

    private func movie(_ sizes: [Int], at offset: Int) -> [UInt8] {
        let header = fullBox(
            "mvhd", be32(0), be32(0), be32(1), be32(seconds), be32(0x10000), be16(0x100), be16(0),
            be32(0), be32(0), Self.identity, zeros(24), be32(2))
        let track = fullBox(
            "tkhd", flags: 3, be32(0), be32(0), be32(1), be32(0), be32(seconds), zeros(16),
            Self.identity, be32(width << 16), be32(height << 16))
        return box("moov", header, box("trak", track, media(sizes, at: offset)))
    }

    private func media(_ sizes: [Int], at offset: Int) -> [UInt8] {
        let undetermined = 0x55C4
        let header = fullBox(
            "mdhd", be32(0), be32(0), be32(1), be32(seconds), be16(undetermined), be16(0))
        let handler = fullBox("hdlr", be32(0), Array("vide".utf8), zeros(12), [0])
        let here = fullBox("url ", flags: 1)
        let information = box(
            "minf", fullBox("vmhd", flags: 1, zeros(8)),
            box("dinf", fullBox("dref", be32(1), here)), table(sizes, at: offset))
        return box("mdia", header, handler, information)
    }

    private func table(_ sizes: [Int], at offset: Int) -> [UInt8] {
        box(
            "stbl", fullBox("stsd", be32(1), entry),
            fullBox("stts", be32(1), be32(seconds), be32(1)),
            fullBox("stsc", be32(1), be32(1), be32(seconds), be32(1)),
            fullBox("stsz", be32(0), be32(seconds), sizes.flatMap(be32)),
            fullBox("stco", be32(1), be32(offset)))
    }

    private var entry: [UInt8] {
        let sets = parameterSets
        let configuration = box(
            "avcC", [1, sets.sequence[1], sets.sequence[2], sets.sequence[3], 0xFF, 0xE1],
            be16(sets.sequence.count), sets.sequence, [1], be16(sets.picture.count), sets.picture)
        return box(
            "avc1", zeros(6), be16(1), zeros(16), be16(width), be16(height), be32(0x48_0000),
            be32(0x48_0000), be32(0), be16(1), zeros(32), be16(24), be16(0xFFFF), configuration)
    }

    private static let identity: [UInt8] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000]
        .flatMap(be32)
}

// MARK: Pictures

extension GreyFilm {
    /// Baseline profile, level 4: room for the largest size, and for nothing clever.
    private var parameterSets: (sequence: [UInt8], picture: [UInt8]) {
        var sequence = BitWriter([0x67, 66, 0xC0, 40])
        // Its id; frames are counted to 16, shown in their order, and refer to none.
        for value in [0, 0, 2, 0] { sequence.golomb(value) }
        sequence.bits(0, 1)
        sequence.golomb(width / 16 - 1)
        sequence.golomb(height / 16 - 1)
        // Whole frames; nothing is cropped, nothing said of their use.
        sequence.bits(0b1100, 4)
        var picture = BitWriter([0x68])
        picture.golomb(0)
        picture.golomb(0)
        picture.bits(0b00, 2)
        for _ in 0..<3 { picture.golomb(0) }
        picture.bits(0b000, 3)
        for _ in 0..<3 { picture.golomb(0) }
        picture.bits(0b000, 3)
        return (sequence.unit, picture.unit)
    }

    /// A picture that needs no other, as a sample: its length and its unit.
    private func picture(_ number: Int) -> [UInt8] {
        var slice = BitWriter([0x65])
        // From the first block on, only blocks that need no other picture, by the one set.
        for value in [0, 7, 0] { slice.golomb(value) }
        slice.bits(0, 4)
        // Neighbours must differ.
        slice.golomb(number % 2)
        slice.bits(0b00, 2)
        slice.golomb(0)
        for _ in 0..<(width / 16) * (height / 16) { slice.bits(0b0010_0111, 8) }
        let unit = slice.unit
        return be32(unit.count) + unit
    }
}

/// Writes bits, the highest first.
private struct BitWriter {
    private var bytes: [UInt8]
    private var rest = 0
    private var count = 0

    /// - Parameter bytes: What comes first.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func bits(_ value: Int, _ width: Int) {
        rest = rest << width | value
        count += width
        while count >= 8 {
            count -= 8
            bytes.append(UInt8(rest >> count & 0xFF))
        }
        rest &= 1 << count - 1
    }

    /// Exp-Golomb: as many zeros as digits follow the first one. Signed ones are 0 only here.
    mutating func golomb(_ value: Int) {
        let width = Int.bitWidth - (value + 1).leadingZeroBitCount
        bits(0, width - 1)
        bits(value + 1, width)
    }

    /// The whole unit: closed by a one, and kept from looking like the start of another.
    var unit: [UInt8] {
        var closed = self
        closed.bits(1, 1)
        if closed.count > 0 { closed.bits(0, 8 - closed.count) }
        var unit: [UInt8] = []
        var zeros = 0
        for byte in closed.bytes {
            if zeros >= 2, byte <= 3 {
                unit.append(3)
                zeros = 0
            }
            unit.append(byte)
            zeros = byte == 0 ? zeros + 1 : 0
        }
        return unit
    }
}

// MARK: Boxes

private func be16(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }

private func be32(_ value: Int) -> [UInt8] { be16(value >> 16) + be16(value) }

private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

private func box(_ name: String, _ contents: [UInt8]...) -> [UInt8] {
    let content = contents.flatMap { $0 }
    return be32(content.count + 8) + Array(name.utf8) + content
}

/// A box with a version, 0, and flags.
private func fullBox(_ name: String, flags: Int = 0, _ contents: [UInt8]...) -> [UInt8] {
    box(name, be32(flags) + contents.flatMap { $0 })
}
