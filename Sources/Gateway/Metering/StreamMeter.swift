// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// Reads the usage out of a streamed answer as it passes.
///
/// A value: bytes in, bytes out, facts beside. Only whole events are passed on, byte for byte, so
/// that what is decided about an event (hide it, end here) is decided before any of it is gone.
struct StreamMeter {
    private(set) var facts = StreamFacts()
    /// The last event, once it has come: it is held back until the call is settled.
    private(set) var lastEvent: ByteBuffer?

    var isDone: Bool { lastEvent != nil }

    /// The longest event that is waited for; more is a fault, not an event.
    static let eventBytesMax = 8 << 20
    /// A picture of several million pixels comes in one event.
    static let pictureBytesMax = 32 << 20

    private(set) var dialect: any StreamDialect
    private let eventBytesMax: Int
    private let findsModel: Bool
    private var waiting = ByteBuffer()
    private var reader = EventReader()

    /// - Parameter findsModel: Whether to look for the model that makes the answer.
    init(
        _ dialect: any StreamDialect, eventBytesMax: Int = StreamMeter.eventBytesMax,
        findsModel: Bool = false
    ) {
        self.dialect = dialect
        self.eventBytesMax = eventBytesMax
        self.findsModel = findsModel
    }

    /// Takes the next bytes, cut anywhere, and returns what may be passed on now.
    ///
    /// - Throws: ``StreamFault/eventTooLong``.
    mutating func receive(_ bytes: ByteBuffer) throws(StreamFault) -> ByteBuffer {
        guard waiting.readableBytes == 0 else {
            waiting.writeImmutableBuffer(bytes)
            return try takeEvents()
        }
        waiting = bytes
        return try takeEvents()
    }

    /// Takes the end of the answer; an event that lacks its empty line counts as whole.
    mutating func end() throws(StreamFault) -> ByteBuffer {
        guard waiting.readableBytes > 0 else { return ByteBuffer() }
        return try receive(ByteBuffer(staticString: "\n\n"))
    }

    private mutating func takeEvents() throws(StreamFault) -> ByteBuffer {
        var passage = Passage()
        let taken = waiting.withUnsafeReadableBytes { raw in
            let bytes = raw.assumingMemoryBound(to: UInt8.self)
            var start = 0
            while !isDone, let end = reader.end(in: bytes) {
                take(start..<end, of: bytes, into: &passage)
                start = end
            }
            return start
        }
        let passed = passage.bytes(of: waiting)
        dropFirst(taken)
        guard waiting.readableBytes <= eventBytesMax else { throw .eventTooLong }
        return passed
    }

    /// Forgets what has been passed on. The rest, a part of the last piece, moves: appended to, the
    /// old bytes would grow to the whole answer, and be copied each time that the client still had
    /// some of them.
    private mutating func dropFirst(_ taken: Int) {
        reader.dropFirst(taken)
        guard taken > 0 else { return }
        waiting.moveReaderIndex(forwardBy: taken)
        waiting = isDone || waiting.readableBytes == 0 ? ByteBuffer() : ByteBuffer(buffer: waiting)
    }

    private mutating func take(
        _ event: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, into passage: inout Passage
    ) {
        switch EventText(of: bytes, in: event) {
        case .none:
            passage.pass(event)
        case .line(let range):
            let text = UnsafeBufferPointer(rebasing: bytes[range])
            if findsModel { facts.model = AnsweringModel.name(in: text) ?? facts.model }
            carryOut(dialect.read(text, into: &facts), event, into: &passage)
        case .lines(let text):
            if findsModel { facts.model = AnsweringModel.name(in: text) ?? facts.model }
            let verdict = text.withUnsafeBufferPointer { dialect.read($0, into: &facts) }
            carryOut(verdict, event, into: &passage)
        }
    }

    private mutating func carryOut(
        _ verdict: EventVerdict, _ event: Range<Int>, into passage: inout Passage
    ) {
        switch verdict {
        case .pass: passage.pass(event)
        case .hide: break
        case .replace(let data): passage.pass("data: ".utf8 + data + "\n\n".utf8)
        case .end:
            lastEvent = waiting.getSlice(
                at: waiting.readerIndex + event.lowerBound, length: event.count)
        }
    }
}

/// Why a streamed answer is no stream of events.
enum StreamFault: Error {
    case eventTooLong
}

/// Collects what is passed on: as one slice of what came as long as nothing is left out.
private struct Passage {
    private var slice: Range<Int>?
    private var pieces: [Piece] = []

    private enum Piece {
        case slice(Range<Int>)
        case bytes([UInt8])
    }

    mutating func pass(_ range: Range<Int>) {
        if let slice, slice.upperBound == range.lowerBound {
            self.slice = slice.lowerBound..<range.upperBound
            return
        }
        closeSlice()
        slice = range
    }

    mutating func pass(_ bytes: [UInt8]) {
        closeSlice()
        pieces.append(.bytes(bytes))
    }

    private mutating func closeSlice() {
        if let slice { pieces.append(.slice(slice)) }
        slice = nil
    }

    /// - Parameter source: What the ranges count in, from its reader index.
    func bytes(of source: ByteBuffer) -> ByteBuffer {
        let offset = source.readerIndex
        func view(_ range: Range<Int>) -> ByteBuffer {
            source.getSlice(at: offset + range.lowerBound, length: range.count) ?? ByteBuffer()
        }
        guard !pieces.isEmpty else { return slice.map(view) ?? ByteBuffer() }
        var result = ByteBuffer()
        for piece in pieces {
            switch piece {
            case .slice(let range): result.writeImmutableBuffer(view(range))
            case .bytes(let bytes): result.writeBytes(bytes)
            }
        }
        if let slice { result.writeImmutableBuffer(view(slice)) }
        return result
    }
}
