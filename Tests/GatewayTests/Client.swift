// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// A client that reads what it gets, and may hang up after some writes.
final class Client: ResponseBodyWriter {
    struct Gone: Error {}

    private(set) var text = ""
    private(set) var trailers: HTTPFields?
    private(set) var isFinished = false
    private var writesLeft: Int

    init(writesMax: Int = .max) {
        writesLeft = writesMax
    }

    func write(_ buffer: ByteBuffer) async throws {
        guard writesLeft > 0 else { throw Gone() }
        writesLeft -= 1
        text += String(buffer: buffer)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {
        isFinished = true
        trailers = trailingHeaders
    }
}
