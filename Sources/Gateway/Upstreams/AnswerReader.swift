// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Reads the answers of HTTP/1 out of the bytes of a connection (RFC 9112).
///
/// Strict where two readers could disagree on where an answer ends: what is not clearly one is
/// refused.
struct AnswerReader {
    private enum Place {
        case head
        /// In a body, with so many bytes to come.
        case body(Int)
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailers
        /// The body ends with the connection.
        case untilClose
        case end
    }

    /// Of a head, as of trailers: more than any server sends.
    static let headBytesMax = 80 << 10
    /// Of a line that says how long a chunk is; extensions stand there, too.
    private static let sizeLineBytesMax = 4 << 10

    private var bytes = ByteBuffer()
    private var place = Place.head
    /// Bytes of trailers so far.
    private var trailerBytes = 0

    /// Takes what came. All of it must be read by ``next()`` before more comes.
    mutating func receive(_ more: ByteBuffer) {
        if bytes.readableBytes == 0 {
            bytes = more
        } else {
            bytes.writeImmutableBuffer(more)
        }
    }

    /// - Returns: Nil until more bytes are here.
    mutating func next() throws(AnswerFault) -> HTTPClientResponsePart? {
        while true {
            switch place {
            case .head:
                guard let head = try readHead() else { return nil }
                if let head { return .head(head) }
            case .body(let count):
                guard let part = bytes.readPart(count) else { return nil }
                let rest = count - part.readableBytes
                place = rest == 0 ? .end : .body(rest)
                return .body(part)
            case .chunkSize:
                guard let line = try readLine(Self.sizeLineBytesMax) else { return nil }
                let size = try Self.chunkSize(line)
                place = size == 0 ? .trailers : .chunk(size)
            case .chunk(let count):
                guard let part = bytes.readPart(count) else { return nil }
                let rest = count - part.readableBytes
                place = rest == 0 ? .chunkEnd : .chunk(rest)
                return .body(part)
            case .chunkEnd:
                guard let line = try readLine(0) else { return nil }
                guard line.isEmpty else { throw AnswerFault.malformed("a chunk") }
                place = .chunkSize
            case .trailers:
                guard try skipTrailers() else { return nil }
            case .untilClose:
                guard let part = bytes.readPart(.max) else { return nil }
                return .body(part)
            case .end:
                place = .head
                return .end(nil)
            }
        }
    }

    /// The connection ends.
    ///
    /// - Returns: The end of an answer that ends with it; nil between two answers.
    /// - Throws: ``AnswerFault/cutOff`` in the middle of one.
    mutating func finish() throws(AnswerFault) -> HTTPClientResponsePart? {
        switch place {
        case .untilClose:
            place = .head
            return .end(nil)
        case .head where bytes.readableBytes == 0: return nil
        default: throw .cutOff
        }
    }
}

/// What is no answer of HTTP/1.
enum AnswerFault: Error, Hashable, CustomStringConvertible {
    case malformed(String)
    case tooLong
    case cutOff

    var description: String {
        switch self {
        case .malformed(let what): "\(what) is not as HTTP has it"
        case .tooLong: "its head is longer than \(AnswerReader.headBytesMax) bytes"
        case .cutOff: "it closed the connection in the middle of its answer"
        }
    }
}

// MARK: Lines

extension AnswerReader {
    private typealias Line = ByteBufferView

    /// Reads a line and the line break behind it.
    ///
    /// - Parameter limit: How many bytes a line may have.
    private mutating func readLine(_ limit: Int) throws(AnswerFault) -> Line? {
        let view = bytes.readableBytesView
        guard let feed = view.prefix(limit + 2).firstIndex(of: .lineFeed) else {
            guard view.count < limit + 2 else { throw .tooLong }
            return nil
        }
        let end = view.index(before: feed)
        guard feed > view.startIndex, view[end] == .carriageReturn else {
            throw .malformed("a line's end")
        }
        bytes.moveReaderIndex(forwardBy: feed + 1 - view.startIndex)
        return view[view.startIndex..<end]
    }

    private static func chunkSize(_ line: Line) throws(AnswerFault) -> Int {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != .space && $0 != .tab }
        // Fifteen digits count more than any disk has.
        guard (1...15).contains(digits.count) else { throw .malformed("the size of a chunk") }
        var size = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw .malformed("the size of a chunk")
            }
            size = size << 4 | digit
        }
        return size
    }

    /// - Returns: Whether all of them are here; what they say is of no use to anybody.
    private mutating func skipTrailers() throws(AnswerFault) -> Bool {
        while let line = try readLine(Self.headBytesMax) {
            guard !line.isEmpty else {
                trailerBytes = 0
                place = .end
                return true
            }
            trailerBytes += line.count
            guard trailerBytes <= Self.headBytesMax else { throw .tooLong }
        }
        return false
    }
}

// MARK: Heads

extension AnswerReader {
    /// - Returns: Nil until it is here; a nil head is a provisional answer, which nobody waits for.
    private mutating func readHead() throws(AnswerFault) -> HTTPResponseHead?? {
        guard let end = try endOfHead() else { return nil }
        let length = end - bytes.readerIndex
        let head = try bytes.withUnsafeReadableBytes { all in
            Result { () throws(AnswerFault) in try Self.head(all[..<length]) }
        }.get()
        bytes.moveReaderIndex(to: end + 2)
        guard head.status.code >= 200 else {
            guard head.status.code != 101 else { throw .malformed("another protocol") }
            return .some(nil)
        }
        place = try Self.body(of: head)
        return head
    }

    private static func head(_ bytes: HeadLine) throws(AnswerFault) -> HTTPResponseHead {
        var rest = bytes
        var head = try status(try readLine(&rest))
        var fields: [(String, String)] = []
        fields.reserveCapacity(12)
        while !rest.isEmpty { fields.append(try field(try readLine(&rest))) }
        head.headers = HTTPHeaders(fields)
        return head
    }

    /// A line of a head, or several.
    private typealias HeadLine = Slice<UnsafeRawBufferPointer>

    private static func readLine(_ rest: inout HeadLine) throws(AnswerFault) -> HeadLine {
        guard let feed = rest.firstIndex(of: .lineFeed), feed > rest.startIndex,
            rest[feed - 1] == .carriageReturn
        else { throw .malformed("a line's end") }
        defer { rest = rest[(feed + 1)...] }
        return rest[..<(feed - 1)]
    }

    /// - Returns: Where the empty line begins.
    private func endOfHead() throws(AnswerFault) -> Int? {
        let view = bytes.readableBytesView
        var start = view.startIndex
        while let feed = view[start...].firstIndex(of: .lineFeed) {
            if feed + 2 < view.endIndex, view[feed + 1] == .carriageReturn,
                view[feed + 2] == .lineFeed
            {
                return feed + 1
            }
            start = feed + 1
        }
        guard view.count <= Self.headBytesMax else { throw .tooLong }
        return nil
    }

    /// `HTTP/1.1 200 OK`
    private static func status(_ line: HeadLine) throws(AnswerFault) -> HTTPResponseHead {
        let bytes = Array(line)
        guard bytes.count >= 12, bytes.starts(with: "HTTP/1.".utf8), bytes[8] == .space,
            bytes[7] == .zero || bytes[7] == .zero + 1, bytes.count == 12 || bytes[12] == .space
        else { throw .malformed("its first line") }
        var code: UInt = 0
        for byte in bytes[9..<12] {
            guard (.zero ... .zero + 9).contains(byte) else { throw .malformed("its status") }
            code = code * 10 + UInt(byte - .zero)
        }
        guard code >= 100 else { throw .malformed("its status") }
        return HTTPResponseHead(
            version: bytes[7] == .zero ? .http1_0 : .http1_1, status: .init(statusCode: Int(code)))
    }

    private static func field(_ line: HeadLine) throws(AnswerFault) -> (String, String) {
        guard let colon = line.firstIndex(of: .colon), colon > line.startIndex else {
            throw .malformed("a header")
        }
        let name = line[..<colon]
        var value = line[(colon + 1)...]
        while let first = value.first, first.isBlank { value.removeFirst() }
        while let last = value.last, last.isBlank { value.removeLast() }
        guard name.allSatisfy({ $0.isOfToken }), value.allSatisfy({ $0.isOfValue }) else {
            throw .malformed("a header")
        }
        return (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    /// Where the body of an answer to `GET`, `POST` or `DELETE` ends.
    private static func body(of head: HTTPResponseHead) throws(AnswerFault) -> Place {
        if head.status.code == 204 || head.status.code == 304 { return .end }
        let lengths = head.headers["Content-Length"]
        let codings = head.headers["Transfer-Encoding"]
        guard !codings.isEmpty else {
            guard let first = lengths.first else { return .untilClose }
            guard lengths.allSatisfy({ $0 == first }), let length = Self.length(first) else {
                throw .malformed("its length")
            }
            return length == 0 ? .end : .body(length)
        }
        guard lengths.isEmpty, codings.count == 1, codings[0].lowercased() == "chunked" else {
            throw .malformed("the coding of its body")
        }
        return .chunkSize
    }

    private static func length(_ text: String) -> Int? {
        guard (1...18).contains(text.utf8.count),
            text.utf8.allSatisfy({ (.zero ... .zero + 9).contains($0) })
        else { return nil }
        return Int(text)
    }
}

extension ByteBuffer {
    /// - Returns: At most `count` bytes; nil when nothing is left.
    fileprivate mutating func readPart(_ count: Int) -> ByteBuffer? {
        readableBytes == 0 ? nil : readSlice(length: min(count, readableBytes))
    }
}

extension UInt8 {
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let tab = UInt8(ascii: "\t")
    fileprivate static let colon = UInt8(ascii: ":")
    fileprivate static let zero = UInt8(ascii: "0")

    fileprivate var isBlank: Bool { self == .space || self == .tab }

    fileprivate var isOfToken: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: "!#$%&'*+.^_`|~".utf8.contains(self)
        }
    }

    fileprivate var isOfValue: Bool { self >= 0x20 && self != 0x7F || self == .tab }
}
