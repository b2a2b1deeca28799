// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore

/// Reads a form with files (`multipart/form-data`, RFC 7578) as it arrives, cut anywhere, and notes
/// where its parts stand; only texts are kept.
///
/// It is stricter than the RFC where programs differ in what they make of a form, so that what is
/// priced here is what is served upstream: no text before the first boundary, no boundary within a
/// line, one name for each part, no encodings.
struct MultipartReader {
    struct Part: Hashable {
        let name: String
        /// Nil for a text.
        let fileName: String?
        /// Where its content stands in the body.
        var range: Range<Int64>
        /// Empty for a file.
        var text = ""
    }

    static let partsMax = 64
    static let headBytesMax = 8 << 10
    static let textBytesMax = 1 << 20

    private enum State { case delimiter, lineEnd, head, content, end }

    private let boundary: [UInt8]
    private var state = State.delimiter
    /// What has come and is not understood yet, and where it begins in the body.
    private var waiting: [UInt8] = []
    private var offset: Int64 = 0
    private var open: Part?
    private var text: [UInt8] = []
    private var textBytes = 0
    private(set) var parts: [Part] = []
    /// Where the form ends; what may stand behind it is no part of it.
    private(set) var end: Int64?

    /// - Parameter boundary: Without the two hyphens before it.
    init(boundary: String) {
        self.boundary = Array("--\(boundary)".utf8)
    }

    /// - Throws: ``RequestRefusal/malformed(_:)``.
    mutating func receive(_ bytes: ByteBufferView) throws(RequestRefusal) {
        guard state != .end else { return }
        waiting.append(contentsOf: bytes)
        while try step() {}
    }

    /// - Throws: ``RequestRefusal/malformed(_:)`` when the form does not end.
    func finish() throws(RequestRefusal) {
        guard state == .end else {
            throw .malformed("The form does not end with its boundary: it was cut off.")
        }
    }

    /// - Returns: False when more bytes are needed.
    private mutating func step() throws(RequestRefusal) -> Bool {
        switch state {
        case .delimiter: try readFirstBoundary()
        case .lineEnd: try readLineEnd()
        case .head: try readHead()
        case .content: try readContent()
        case .end: false
        }
    }

    private mutating func drop(_ count: Int) {
        waiting.removeFirst(count)
        offset += Int64(count)
    }
}

// MARK: The parts

extension MultipartReader {
    private mutating func readFirstBoundary() throws(RequestRefusal) -> Bool {
        // A line end before the first boundary belongs to it.
        if waiting.starts(with: "\r\n".utf8) { drop(2) }
        guard waiting.count >= boundary.count else {
            let soFar = waiting.prefix(boundary.count)
            guard boundary.starts(with: soFar) || soFar.elementsEqual("\r".utf8) else {
                throw Self.noBoundary
            }
            return false
        }
        guard waiting.starts(with: boundary) else { throw Self.noBoundary }
        drop(boundary.count)
        state = .lineEnd
        return true
    }

    private static let noBoundary = RequestRefusal.malformed(
        "The form does not begin with the boundary that its Content-Type names.")

    /// Behind a boundary: the end of its line, or of the form.
    private mutating func readLineEnd() throws(RequestRefusal) -> Bool {
        guard waiting.count >= 2 else { return false }
        if waiting.starts(with: "--".utf8) {
            drop(2)
            end = offset
            waiting = []
            state = .end
            return false
        }
        guard waiting.starts(with: "\r\n".utf8) else {
            throw .malformed("A boundary of the form does not stand alone on its line.")
        }
        state = .head
        return true
    }

    /// The head begins with the line end of its boundary, so that an empty one ends like others.
    private mutating func readHead() throws(RequestRefusal) -> Bool {
        guard let stop = waiting.place(of: Array("\r\n\r\n".utf8)) else {
            guard waiting.count <= Self.headBytesMax else { throw Self.headTooLong }
            return false
        }
        guard stop <= Self.headBytesMax else { throw Self.headTooLong }
        guard parts.count < Self.partsMax else {
            throw .malformed("A form may have at most \(Self.partsMax) parts.")
        }
        let head = try PartHead(waiting[..<stop].dropFirst(2))
        drop(stop + 4)
        open = Part(name: head.name, fileName: head.fileName, range: offset..<offset)
        text = []
        state = .content
        return true
    }

    private static let headTooLong = RequestRefusal.malformed(
        "The head of a form's part may have at most \(headBytesMax) bytes.")

    private mutating func readContent() throws(RequestRefusal) -> Bool {
        guard let found = waiting.place(of: boundary) else {
            // The boundary may have begun, with its line end before it.
            try take(max(0, waiting.count - boundary.count - 1))
            return false
        }
        guard found >= 2, waiting[found - 2..<found].elementsEqual("\r\n".utf8) else {
            throw .malformed("The form's boundary stands within one of its parts.")
        }
        try take(found - 2)
        close()
        drop(2 + boundary.count)
        state = .lineEnd
        return true
    }

    private mutating func take(_ count: Int) throws(RequestRefusal) {
        if open?.fileName == nil {
            textBytes += count
            guard textBytes <= Self.textBytesMax else {
                throw .malformed("The texts of a form may have at most \(Self.textBytesMax) bytes.")
            }
            text += waiting.prefix(count)
        }
        drop(count)
    }

    private mutating func close() {
        guard var part = open else { return }
        part.range = part.range.lowerBound..<offset
        part.text = String(decoding: text, as: UTF8.self)
        parts.append(part)
        open = nil
    }
}

extension [UInt8] {
    /// Where the bytes of `needle`, of which there is one at least, stand first.
    func place(of needle: [UInt8]) -> Int? {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var place = 0
            while place + needle.count <= bytes.count {
                let left = bytes.count - needle.count - place + 1
                guard let found = memchr(start + place, CInt(needle[0]), left) else { return nil }
                place = UnsafeRawPointer(found) - start
                if memcmp(start + place, needle, needle.count) == 0 { return place }
                place += 1
            }
            return nil
        }
    }
}
