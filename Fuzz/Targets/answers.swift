// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// What a reader of answers made of the bytes of a connection.
private struct Reading: Equatable {
    /// Heads, and the lengths and ends of what stands behind them; pieces of a body are one.
    var parts: [Part] = []
    var fault: AnswerFault?

    enum Part: Equatable {
        case head(HTTPResponseHead)
        case body([UInt8])
        case end
    }

    mutating func add(_ part: HTTPClientResponsePart) {
        switch part {
        case .head(let head): parts.append(.head(head))
        case .end: parts.append(.end)
        case .body(let bytes):
            check(bytes.readableBytes > 0, "a piece of a body has something in it")
            if case .body(let before)? = parts.last {
                parts[parts.count - 1] = .body(before + bytes.readableBytesView)
            } else {
                parts.append(.body(Array(bytes.readableBytesView)))
            }
        }
    }

    /// - Parameter step: So many bytes come at a time.
    init(_ bytes: [UInt8], step: Int) {
        var reader = AnswerReader()
        do throws(AnswerFault) {
            for start in stride(from: 0, to: bytes.count, by: step) {
                let end = min(start + step, bytes.count)
                reader.receive(ByteBuffer(bytes: bytes[start..<end]))
                while let part = try reader.next() { add(part) }
            }
            if let part = try reader.finish() { add(part) }
        } catch {
            check(!error.description.isEmpty, "a fault says what it is")
            fault = error
        }
    }

    /// What holds of every reading.
    func verify() {
        var isOpen = false
        for part in parts {
            switch part {
            case .head(let head):
                check(!isOpen, "an answer begins when the one before has ended")
                check(head.status.code >= 200, "nobody waits for a provisional answer")
                isOpen = true
            case .body: check(isOpen, "a body has a head")
            case .end:
                check(isOpen, "what ends has begun")
                isOpen = false
            }
        }
        check(fault != nil || !isOpen, "an answer ends, or is at fault")
    }
}

/// However the bytes of a connection come, they are the same answers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first else { return 0 }
    let whole = Reading(Array(bytes.dropFirst()), step: max(1, count))
    whole.verify()
    let pieces = Reading(Array(bytes.dropFirst()), step: 1 + Int(first) % 40)
    check(whole == pieces, "answers do not depend on how they are cut")
    return 0
}
