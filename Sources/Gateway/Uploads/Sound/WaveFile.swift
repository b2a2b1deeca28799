// SPDX-License-Identifier: Apache-2.0

/// RIFF WAVE: chunks, of which one says how samples are written and one has them.
enum WaveFile {
    private static let chunksMax = 64

    static func length(_ source: inout SoundSource) throws -> Int64? {
        var place: Int64 = 12
        var bytesOfSecond: Int64?
        for _ in 0..<chunksMax {
            let chunk = try source.bytes(at: place, count: 24)
            guard let size = chunk.dropFirst(4).littleEndian() else { return nil }
            if chunk.starts(with: "fmt ".utf8) {
                // Samples a second times bytes of a frame: what players go by, and not the field
                // that states the product.
                guard let rate = chunk.dropFirst(12).littleEndian(),
                    let frame = chunk.dropFirst(20).littleEndian(2)
                else { return nil }
                bytesOfSecond = rate * frame
            } else if chunk.starts(with: "data".utf8) {
                // Recorders that stream leave the size open.
                let rest = max(0, source.count - place - 8)
                let isOpen = size == 0 || size == 0xFFFF_FFFF
                return (isOpen ? rest : min(size, rest)).microseconds(at: bytesOfSecond ?? 0)
            }
            place += 8 + size + size % 2
        }
        return nil
    }
}

/// FLAC: the rate and the number of samples stand in the first block.
enum FlacFile {
    static func length(_ start: [UInt8]) -> Int64? {
        // 4 bytes of name, 4 of block head, 10 of sizes; then 20 bits of rate, 8 of others, 36 of
        // samples.
        guard let packed = start.dropFirst(18).bigEndian(8) else { return nil }
        let bits = UInt64(bitPattern: packed)
        return Int64(bits & 0xF_FFFF_FFFF).microseconds(at: Int64(bits >> 44))
    }
}

/// Ogg with Opus or Vorbis: its last page says how many samples there were.
enum OggFile {
    private static let pageBytesMax = 65_307

    static func length(_ source: inout SoundSource) throws -> Int64? {
        let head = try source.bytes(at: 28, count: 24)
        let (rate, skipped): (Int64, Int64)
        if head.starts(with: "OpusHead".utf8) {
            // Opus counts at 48 kHz whatever went in.
            (rate, skipped) = (48_000, head.dropFirst(10).littleEndian(2) ?? 0)
        } else if head.dropFirst(1).starts(with: "vorbis".utf8) {
            (rate, skipped) = (head.dropFirst(12).littleEndian() ?? 0, 0)
        } else {
            return nil
        }
        let tail = try source.bytes(
            at: max(0, source.count - Int64(pageBytesMax)), count: pageBytesMax)
        guard let page = tail.lastPlace(of: Array("OggS".utf8)),
            let samples = tail.dropFirst(page + 6).littleEndian(8)
        else { return nil }
        return (samples - skipped).microseconds(at: rate)
    }
}

extension [UInt8] {
    fileprivate func lastPlace(of needle: [UInt8]) -> Int? {
        guard count >= needle.count else { return nil }
        for place in stride(from: count - needle.count, through: 0, by: -1)
        where self[place] == needle[0] && self[place...].starts(with: needle) {
            return place
        }
        return nil
    }
}
