// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore

/// Writes one answer to its client: head, body and end of a short one go out together.
///
/// SAFETY: it is used by the connection's task, and on its event loop, which that task runs on.
final class ResponseWriting: ResponseBodyWriter, @unchecked Sendable {
    private let connection: ClientConnection
    private let framing: ResponseHead.Framing
    /// Bytes that are still to be sent, the head first.
    private var pending: ByteBuffer
    /// Bytes of the body that are still to come; nil where nobody knows.
    private var rest: Int?
    private(set) var isFinished = false

    /// Larger pieces are sent as they are; copying smaller ones costs less than sending two.
    private static let copiedBytesMax = 16 << 10

    /// - Parameter head: The head of the answer.
    init(
        to connection: ClientConnection, _ head: ByteBuffer, framing: ResponseHead.Framing,
        length: Int?
    ) {
        self.connection = connection
        self.framing = framing
        pending = head
        rest = length
    }

    func write(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        try append(buffer)
        if let rest {
            self.rest = rest - buffer.readableBytes
            // Its end follows at once.
            if rest == buffer.readableBytes { return }
        }
        try await sendPending()
    }

    private func append(_ buffer: ByteBuffer) throws {
        if case .chunks = framing {
            pending.writeString(String(buffer.readableBytes, radix: 16))
            pending.writeStaticString("\r\n")
        }
        if buffer.readableBytes <= Self.copiedBytesMax {
            pending.writeImmutableBuffer(buffer)
        } else {
            try connection.send(pending)
            pending = ByteBuffer()
            try connection.send(buffer)
        }
        if case .chunks = framing { pending.writeStaticString("\r\n") }
    }

    func finish(_ trailers: HTTPFields?) async throws {
        isFinished = true
        if case .chunks = framing {
            pending.writeStaticString("0\r\n")
            for field in trailers ?? [:] {
                pending.writeString(field.name.rawName)
                pending.writeStaticString(": ")
                field.withUnsafeBytesOfValue { _ = pending.writeBytes($0) }
                pending.writeStaticString("\r\n")
            }
            pending.writeStaticString("\r\n")
        }
        try await sendPending()
    }

    private func sendPending() async throws {
        let bytes = pending
        pending = ByteBuffer()
        try await connection.write(bytes)
    }

    /// Sends the head of a body that does not begin at once.
    func sendHead() {
        guard pending.readableBytes > 0 else { return }
        do {
            try connection.send(pending)
            pending = ByteBuffer()
            connection.flush()
        } catch {
            // The client is gone: whoever writes the body is told.
        }
    }
}
