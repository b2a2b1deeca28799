// SPDX-License-Identifier: Apache-2.0

/// MP4 and M4A: boxes in boxes, one of which states the length of the whole film.
enum MPEG4File {
    private static let boxesMax = 256

    static func length(_ source: inout SoundSource) throws -> Int64? {
        guard let film = try box("moov", in: 0..<source.count, of: source),
            let head = try box("mvhd", in: film, of: source)
        else { return nil }
        let fields = try source.bytes(at: head.lowerBound, count: 32)
        // Version 1 has dates and a length of 64 bits.
        let isLong = fields.first == 1
        guard let rate = fields.dropFirst(isLong ? 20 : 12).bigEndian(),
            let length = fields.dropFirst(isLong ? 24 : 16).bigEndian(isLong ? 8 : 4)
        else { return nil }
        return length.microseconds(at: rate)
    }

    /// What the first box of this kind holds.
    private static func box(
        _ kind: String, in range: Range<Int64>, of source: SoundSource
    ) throws -> Range<Int64>? {
        var place = range.lowerBound
        for _ in 0..<boxesMax where place < range.upperBound {
            let head = try source.bytes(at: place, count: 16)
            guard var size = head.bigEndian(), head.count >= 8 else { return nil }
            var start = place + 8
            if size == 1 {
                guard let large = head.dropFirst(8).bigEndian(8) else { return nil }
                size = large
                start += 8
            } else if size == 0 {
                size = range.upperBound - place
            }
            guard size >= 8, size <= range.upperBound - place else { return nil }
            if head.dropFirst(4).starts(with: kind.utf8) {
                let end = place + size
                return start <= end ? start..<end : nil
            }
            place += size
        }
        return nil
    }
}

/// WebM and Matroska: elements in elements; a segment's description states its length, if whoever
/// recorded it knew.
enum MatroskaFile {
    private static let elementsMax = 64
    private static let segment: Int64 = 0x1853_8067
    private static let information: Int64 = 0x1549_A966
    private static let scale: Int64 = 0x2AD7B1
    private static let duration: Int64 = 0x4489

    private struct Element {
        let id: Int64
        let start: Int64
        /// Nil when it is left open.
        let size: Int64?
    }

    static func length(_ source: inout SoundSource) throws -> Int64? {
        guard let body = try element(segment, from: 0, to: source.count, of: source),
            let head = try element(information, from: body.start, to: source.count, of: source),
            let size = head.size
        else { return nil }
        let end = head.start + size
        guard let field = try element(duration, from: head.start, to: end, of: source),
            let ticks = try number(field, of: source), ticks > 0
        else { return nil }
        var nanoseconds: Int64 = 1_000_000
        if let field = try element(scale, from: head.start, to: end, of: source) {
            let bytes = try source.bytes(at: field.start, count: Int(min(8, field.size ?? 0)))
            nanoseconds = bytes.bigEndian(bytes.count) ?? 0
        }
        // A measurement, not money.
        return Int64(exactly: (ticks * Double(nanoseconds) / 1_000).rounded(.up))
    }

    /// A floating-point number of four or eight bytes.
    private static func number(_ element: Element, of source: SoundSource) throws -> Double? {
        let bytes = try source.bytes(at: element.start, count: 8)
        switch element.size {
        case 4?:
            return bytes.bigEndian(4).map {
                Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0)))
            }
        case 8?:
            return bytes.bigEndian(8).map { Double(bitPattern: UInt64(bitPattern: $0)) }
        default: return nil
        }
    }

    private static func element(
        _ id: Int64, from start: Int64, to end: Int64, of source: SoundSource
    ) throws -> Element? {
        var place = start
        for _ in 0..<elementsMax where place < end {
            guard let next = try element(at: place, of: source) else { return nil }
            if next.id == id { return next }
            guard let size = next.size, size < end - next.start else { return nil }
            place = next.start + size
        }
        return nil
    }

    /// An id and a size, each as long as its first byte's leading zeros say.
    private static func element(at place: Int64, of source: SoundSource) throws -> Element? {
        let head = try source.bytes(at: place, count: 12)
        guard let first = head.first else { return nil }
        let idLength = first.leadingZeroBitCount + 1
        guard idLength <= 4, let id = head.bigEndian(idLength),
            let next = head.dropFirst(idLength).first
        else { return nil }
        let sizeLength = next.leadingZeroBitCount + 1
        guard sizeLength <= 8, let packed = head.dropFirst(idLength).bigEndian(sizeLength) else {
            return nil
        }
        let mask = (Int64(1) << (7 * Int64(sizeLength))) - 1
        let size = packed & mask
        return Element(
            id: id, start: place + Int64(idLength + sizeLength), size: size == mask ? nil : size)
    }
}
