// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// Reads the usage out of a streamed answer as it passes.
///
/// A value: bytes in, bytes out, facts beside. Only whole events are passed on, byte for byte, so
/// that what is decided about an event (hide it, end here) is decided before any of it is gone.
struct StreamMeter {
    /// What was reported, the last report if there were several.
    private(set) var usage: ReportedUsage?
    /// Output tokens counted here, for holds and for streams that report nothing.
    private(set) var outputTokens: Int64 = 0
    /// The tier that the answer says it was served in.
    private(set) var serviceTier: String?
    /// A choice has said why it ended.
    private(set) var isFinished = false
    /// `[DONE]` has come. It is held back: the caller settles first and then sends ``done``.
    private(set) var isDone = false
    /// The upstream has sent an error event.
    private(set) var hasFailed = false

    /// The event that ends a stream.
    static let done = ByteBuffer(staticString: "data: [DONE]\n\n")
    /// The longest event that is waited for; more is a fault, not an event.
    static let eventBytesMax = 8 << 20

    private let hidesUsage: Bool
    private var waiting = ByteBuffer()
    private var reader = EventReader()

    /// - Parameter hidesUsage: The client did not ask for usage, so its chunk is not passed on.
    init(hidesUsage: Bool) {
        self.hidesUsage = hidesUsage
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
        waiting.moveReaderIndex(forwardBy: taken)
        if waiting.readableBytes == 0 { waiting = ByteBuffer() }
        reader.dropFirst(taken)
        if isDone { waiting = ByteBuffer() }
        guard waiting.readableBytes <= Self.eventBytesMax else { throw .eventTooLong }
        return passed
    }

    private mutating func take(
        _ event: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, into passage: inout Passage
    ) {
        switch EventText(of: bytes, in: event) {
        case .none:
            passage.pass(event)
        case .line(let range):
            let text = UnsafeBufferPointer(rebasing: bytes[range])
            let verdict = read(text)
            if verdict == .rewrite, let edited = Self.withoutUsage(text) {
                passage.pass("data: ".utf8 + edited + "\n\n".utf8)
            } else if verdict == .pass {
                passage.pass(event)
            }
        case .lines(let text):
            if text.withUnsafeBufferPointer({ read($0) }) == .pass { passage.pass(event) }
        }
    }

    private enum Verdict { case pass, hide, rewrite }

    private mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Verdict {
        if text.elementsEqual("[DONE]".utf8) {
            isDone = true
            return .hide
        }
        // What is not JSON is the client's to judge.
        guard let members = JSONScanner.members(Self.names, of: text) else { return .pass }
        if let error = members[2], !Self.isNull(text[error]) { hasFailed = true }
        if let tier = members[3] { readServiceTier(text[tier]) }
        var isBare = true
        if let choices = members[1] {
            let output = TokenEstimate.ofOutput(text, in: choices)
            outputTokens += output.tokens
            isFinished = isFinished || output.isFinished
            isBare = !text[choices].contains(UInt8(ascii: "{"))
        }
        guard let range = members[0], !Self.isNull(text[range]) else { return .pass }
        // A report that cannot be believed takes an earlier one with it: the last one counts.
        usage = ReportedUsage(text[range])
        guard hidesUsage else { return .pass }
        return isBare ? .hide : .rewrite
    }

    private mutating func readServiceTier(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        guard bytes.count <= Self.tierBytesMax, bytes.first == UInt8(ascii: "\"") else { return }
        serviceTier = String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    private static let names = ["usage", "choices", "error", "service_tier"]
    private static let tierBytesMax = 32

    private static func isNull(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        bytes.first == UInt8(ascii: "n")
    }

    private static func withoutUsage(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        JSONScanner.replacingMember(["usage"], of: text, with: .null)
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
