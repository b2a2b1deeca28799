// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Gateway

/// How long recordings are, by their own heads.
struct SoundLengthTests {
    @Test("a WAVE file of 1.5 s, also where its recorder left the size open")
    func wave() async throws {
        for size in [72_000, 0, 0xFFFF_FFFF] as [UInt32] {
            let file = Self.wave(size: size) + [UInt8](repeating: 0, count: 72_000)
            #expect(try await length(file) == SoundLength(microseconds: 1_500_000, isExact: true))
        }
    }

    @Test("a WAVE file that claims to be longer than it is has the length of its bytes")
    func waveThatLies() async throws {
        let file = Self.wave(size: 48_000_000) + [UInt8](repeating: 0, count: 48_000)
        #expect(try await length(file).microseconds == 1_000_000)
    }

    @Test("a FLAC file by its samples")
    func flac() async throws {
        // 44,100 Hz, two channels of 16 bits, 132,300 samples.
        let packed: UInt64 = 44_100 << 44 | 1 << 41 | 15 << 36 | 132_300
        let file = Array("fLaC".utf8) + [UInt8](repeating: 0, count: 14) + Self.big(packed, 8)
        #expect(
            try await length(file + [UInt8](repeating: 0, count: 100)).microseconds == 3_000_000)
    }

    @Test("Opus in Ogg by its last page, without what is skipped")
    func opus() async throws {
        let head = Array("OpusHead".utf8) + [1, 1, 0x38, 0x01] + [UInt8](repeating: 0, count: 7)
        let start = Array("OggS".utf8) + [UInt8](repeating: 0, count: 24) + head
        // 48,000 samples a second, 312 of them skipped.
        let last = Array("OggS".utf8) + [0, 4] + Self.little(96_312, 8)
        let file =
            start + [UInt8](repeating: 7, count: 500) + last + [UInt8](repeating: 0, count: 9)
        #expect(try await length(file) == SoundLength(microseconds: 2_000_000, isExact: true))
    }

    @Test("an M4A file by its film's head, wherever that stands", arguments: [false, true])
    func mpeg4(isLast: Bool) async throws {
        let head = Self.box(
            "mvhd",
            [UInt8](repeating: 0, count: 12) + Self.big(1_000, 4)
                + Self.big(2_250, 4) + [UInt8](repeating: 0, count: 80))
        let film = Self.box("moov", Self.box("free", []) + head)
        let data = Self.box("mdat", [UInt8](repeating: 1, count: 3_000))
        let file = Self.box("ftyp", Array("M4A ".utf8)) + (isLast ? data + film : film + data)
        #expect(try await length(file) == SoundLength(microseconds: 2_250_000, isExact: true))
    }

    @Test("a WebM file by its description")
    func webM() async throws {
        let duration = [0x44, 0x89, 0x88] + Self.big(Double(4_500).bitPattern, 8)
        let scale = [0x2A, 0xD7, 0xB1, 0x83] + Self.big(1_000_000, 3)
        let inside = scale + duration
        let information = [0x15, 0x49, 0xA9, 0x66, 0x80 | UInt8(inside.count)] + inside
        let segment = [0x18, 0x53, 0x80, 0x67, 0x01] + [UInt8](repeating: 0xFF, count: 7)
        let file = [0x1A, 0x45, 0xDF, 0xA3, 0x80] + segment + information
        #expect(try await length(file) == SoundLength(microseconds: 4_500_000, isExact: true))
    }

    @Test("an MP3 file by its bit rate, or by the frames that its first one counts")
    func mp3() async throws {
        // MPEG-1 layer III, 128 kbit/s, 44,100 Hz, stereo; behind an ID3 tag of 10 bytes.
        let tag = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 10] + [UInt8](repeating: 0, count: 10)
        let frame: [UInt8] = [0xFF, 0xFB, 0x90, 0x00]
        let constant = tag + frame + [UInt8](repeating: 0, count: 31_996)
        #expect(try await length(constant) == SoundLength(microseconds: 2_000_000, isExact: true))
        let counted =
            frame + [UInt8](repeating: 0, count: 32) + Array("Xing".utf8) + Self.big(1, 4)
            + Self.big(1_225, 4) + [UInt8](repeating: 0, count: 500)
        // 1,225 frames of 1,152 samples.
        #expect(try await length(counted).microseconds == 32_000_000)
    }

    @Test("an MP3 file that claims to be shorter than any can be is estimated")
    func mp3ThatLies() async throws {
        let file =
            [0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 0, count: 32) + Array("Xing".utf8)
            + Self.big(1, 4) + Self.big(1, 4) + [UInt8](repeating: 0, count: 79_952)
        #expect(try await length(file) == SoundLength(microseconds: 10_000_000, isExact: false))
    }

    @Test("what is no sound, or is broken, is estimated from its bytes and never read beyond")
    func unknown() async throws {
        let noise = (0..<8_000).map { UInt8(truncatingIfNeeded: $0 &* 73) }
        #expect(try await length(noise) == SoundLength(microseconds: 1_000_000, isExact: false))
        #expect(try await length([]).isExact == false)
        for start in ["RIFF0000WAVE", "fLaC", "OggS", "0000ftyp", "\u{1A}E", "ID3"] {
            for count in 0..<70 {
                let file = Array(start.utf8) + [UInt8](repeating: 0xFF, count: count)
                #expect(try await length(file).microseconds >= 0)
            }
        }
    }
}

extension SoundLengthTests {
    private func length(_ bytes: [UInt8]) async throws -> SoundLength {
        let spool = try Spool(in: "/tmp")
        // What stands around the recording in the form is not its own.
        try await spool.write(ByteBuffer(bytes: Array("before".utf8) + bytes + Array("OggS".utf8)))
        return try SoundLength(of: spool.file, in: 6..<6 + Int64(bytes.count))
    }

    private static func wave(size: UInt32) -> [UInt8] {
        let format =
            little(1, 2) + little(1, 2) + little(24_000, 4) + little(1, 4) + little(2, 2)
            + little(16, 2)
        return Array("RIFF".utf8) + little(0, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + format
            + Array("LIST".utf8) + little(3, 4) + [1, 2, 3, 0] + Array("data".utf8)
            + little(UInt64(size), 4)
    }

    private static func box(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        big(UInt64(content.count + 8), 4) + Array(kind.utf8) + content
    }

    private static func big(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
        big(value, count).reversed()
    }
}
