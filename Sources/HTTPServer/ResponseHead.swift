// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore

/// The head of an answer, in bytes.
enum ResponseHead {
    /// How a client knows where the body ends.
    enum Framing: Sendable {
        /// The head says how long it is, or that there is none.
        case length
        case chunks
        /// By the end of the connection: clients of HTTP/1.0 know no chunks.
        case close
    }

    /// Of a body whose length is known, or of one that has none.
    static func framing(of response: Response, takesChunks: Bool) -> Framing {
        if hasNoBody(response.status) || response.headers.contains(.contentLength) {
            return .length
        }
        return takesChunks ? .chunks : .close
    }

    static func hasNoBody(_ status: HTTPResponse.Status) -> Bool {
        status.kind == .informational || status == .noContent || status == .notModified
    }

    /// - Parameter connection: What to say of the connection, nil for what goes without saying.
    static func write(
        _ response: Response, framing: Framing, date: String, connection: StaticString?,
        into bytes: inout ByteBuffer
    ) {
        writeStatus(response.status, into: &bytes)
        let isEmpty = hasNoBody(response.status)
        for field in response.headers where !isOurs(field.name, isEmpty: isEmpty) {
            bytes.writeString(field.name.rawName)
            bytes.writeStaticString(": ")
            field.withUnsafeBytesOfValue { _ = bytes.writeBytes($0) }
            bytes.writeStaticString("\r\n")
        }
        bytes.writeStaticString("Date: ")
        bytes.writeString(date)
        if case .chunks = framing { bytes.writeStaticString("\r\nTransfer-Encoding: chunked") }
        if let connection {
            bytes.writeStaticString("\r\nConnection: ")
            bytes.writeStaticString(connection)
        }
        bytes.writeStaticString("\r\n\r\n")
    }

    private static func writeStatus(_ status: HTTPResponse.Status, into bytes: inout ByteBuffer) {
        guard status != .ok else {
            bytes.writeStaticString("HTTP/1.1 200 OK\r\n")
            return
        }
        bytes.writeStaticString("HTTP/1.1 ")
        bytes.writeString(String(status.code))
        bytes.writeStaticString(" ")
        bytes.writeString(status.reasonPhrase)
        bytes.writeStaticString("\r\n")
    }

    /// What is the connection's to say, and not an answer's.
    private static func isOurs(_ name: HTTPField.Name, isEmpty: Bool) -> Bool {
        name == .date || name == .connection || name == .transferEncoding
            || isEmpty && name == .contentLength
    }

    /// To a client that waits for a word before it sends its body.
    static let goOn = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")

    /// To whoever does not speak HTTP.
    static let badRequest = ByteBuffer(
        staticString: "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
}
