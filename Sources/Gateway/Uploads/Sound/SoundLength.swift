// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// How long a recording is, by its own head: exact for the formats that say it, else estimated from
/// its bytes.
struct SoundLength: Hashable, Sendable {
    var microseconds: Int64
    let isExact: Bool

    /// Of a call that hears nothing.
    static let none = SoundLength(microseconds: 0, isExact: true)

    init(microseconds: Int64, isExact: Bool) {
        self.microseconds = microseconds
        self.isExact = isExact
    }

    /// Reads at most a few pieces of the file, wherever they stand.
    ///
    /// - Throws: When the file cannot be read; never for what stands in it.
    init(of file: SpooledFile, in range: Range<Int64>) throws {
        var source = SoundSource(file, range)
        let start = try source.bytes(at: 0, count: 64)
        let known: Int64? =
            switch SoundKind(start) {
            case .wave: try WaveFile.length(&source)
            case .flac: FlacFile.length(start)
            case .ogg: try OggFile.length(&source)
            case .mpeg4: try MPEG4File.length(&source)
            case .matroska: try MatroskaFile.length(&source)
            case .mp3: try MP3File.length(&source)
            case nil: nil
            }
        if let known, known > 0, known <= Self.longest {
            (microseconds, isExact) = (known, true)
        } else {
            (microseconds, isExact) = (source.count * 1_000_000 / Self.bytesOfSecond, false)
        }
    }

    /// Of compressed speech, 64 kilobits a second.
    private static let bytesOfSecond: Int64 = 8_000
    /// A week: what says more is broken.
    private static let longest: Int64 = 7 * 86_400 * 1_000_000
}

/// How a recording is packed.
enum SoundKind {
    case wave, flac, ogg, mpeg4, matroska, mp3

    init?(_ start: [UInt8]) {
        if start.starts(with: "RIFF".utf8), start.dropFirst(8).starts(with: "WAVE".utf8) {
            self = .wave
        } else if start.starts(with: "fLaC".utf8) {
            self = .flac
        } else if start.starts(with: "OggS".utf8) {
            self = .ogg
        } else if start.dropFirst(4).starts(with: "ftyp".utf8) {
            self = .mpeg4
        } else if start.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            self = .matroska
        } else if start.starts(with: "ID3".utf8) || MP3File.Frame(start[...]) != nil {
            self = .mp3
        } else {
            return nil
        }
    }
}

/// The bytes of a recording.
struct SoundSource {
    private let file: SpooledFile
    private let range: Range<Int64>

    init(_ file: SpooledFile, _ range: Range<Int64>) {
        self.file = file
        self.range = range
    }

    var count: Int64 { range.upperBound - range.lowerBound }

    /// Up to so many bytes: fewer at the end, none behind it.
    func bytes(at place: Int64, count wanted: Int) throws -> [UInt8] {
        guard place >= 0, place < count else { return [] }
        let length = min(Int64(wanted), count - place)
        return Array(
            try file.read(at: range.lowerBound + place, count: Int(length)).readableBytesView)
    }
}

extension Collection<UInt8> {
    /// The number that the first `length` bytes are, the first one the highest; nil when there are
    /// fewer.
    func bigEndian(_ length: Int = 4) -> Int64? {
        guard count >= length else { return nil }
        return prefix(length).reduce(0) { $0 &<< 8 | Int64($1) }
    }

    /// The same with the first byte the lowest.
    func littleEndian(_ length: Int = 4) -> Int64? {
        guard count >= length else { return nil }
        return prefix(length).enumerated().reduce(0) { $0 | Int64($1.element) &<< (8 * $1.offset) }
    }
}

extension Int64 {
    /// `self / rate` seconds in microseconds, rounded up; nil when that is nothing that lasts.
    func microseconds(at rate: Int64) -> Int64? {
        guard self > 0, rate > 0 else { return nil }
        let (product, overflow) = multipliedReportingOverflow(by: 1_000_000)
        return overflow ? nil : (product - 1) / rate + 1
    }
}
