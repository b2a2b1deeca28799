// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore

/// OpenAI's streams of what is counted (pictures, sound, transcripts): each event says by its
/// `type` what it is. All of it is held for before it begins, so none is cut.
protocol TypedStream: StreamDialect {
    /// What is looked at in an event; begins with ``TypedEvent/names``.
    static var names: [String] { get }

    mutating func read(_ event: TypedEvent, into facts: inout StreamFacts) -> EventVerdict
}

extension TypedStream {
    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into facts: inout StreamFacts
    ) -> EventVerdict {
        if text.elementsEqual("[DONE]".utf8) { return .end }
        guard let event = TypedEvent(text, Self.names) else { return .pass }
        if event.isError { facts.hasFailed = true }
        return read(event, into: &facts)
    }

    func endForLength(after facts: StreamFacts) -> ByteBuffer { ByteBuffer() }

    func failure(_ error: APIError, requestID: String) -> ByteBuffer {
        var data = ErrorShape.openAI.json(error, requestID: requestID).object ?? [:]
        data["type"] = "error"
        var event = ByteBuffer()
        event.writeEvent("error", .object(data))
        return event
    }
}

/// One event of a typed stream. Not to be kept: it looks into the bytes that it came in.
struct TypedEvent {
    let kind: String
    let text: UnsafeBufferPointer<UInt8>
    private let names: [String]
    private let ranges: [Range<Int>?]

    /// What every event is asked for.
    static let names = ["type", "error"]

    /// - Returns: Nil for what is no event of such a stream, which is the client's to judge.
    init?(_ text: UnsafeBufferPointer<UInt8>, _ names: [String]) {
        guard let ranges = JSONScanner.members(names, of: text),
            let kind = ranges[0].flatMap({ text[$0].plainText })
        else { return nil }
        self.kind = kind
        self.text = text
        self.names = names
        self.ranges = ranges
    }

    fileprivate var isError: Bool {
        kind == "error" || ranges[1].map { !text[$0].isJSONNull } ?? false
    }

    /// Where the value of a member stands that was looked at.
    func range(of name: String) -> Range<Int>? {
        names.firstIndex(of: name).flatMap { ranges[$0] }
    }

    /// What it reports of the operation's usage.
    func usage(of operation: ModelOperation) -> ReportedUsage? {
        range(of: "usage").flatMap { ReportedUsage(text[$0], of: operation) }
    }
}
