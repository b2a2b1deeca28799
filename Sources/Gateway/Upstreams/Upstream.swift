// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Something that serves models behind OpenAI's or Anthropic's API: bytes in, bytes out.
///
/// What is in front of it (authorisation, metering, settlement) is the same for all.
protocol Upstream: Sendable {
    /// Starts a call and returns at once; what comes of it goes into `exchange`.
    func start(_ request: UpstreamRequest, into exchange: Exchange)

    /// Lets go of what was kept for the next call; no call is started after it.
    func shutdown() async throws
}

/// A call as it goes out, to whichever upstream takes it: as often as it has to, it is the same.
struct UpstreamRequest: Sendable {
    var method = HTTPMethod.POST
    /// Behind the base URL: `/chat/completions`.
    let path: String
    /// Without its question mark; behind it comes what the upstream itself wants there.
    var query = ""
    let headers: HTTPHeaders
    var body = UpstreamBody.empty
    /// Doing it twice costs an operator money, and nothing else. What begins something that lives
    /// on, such as the making of a video, is sent again only where it cannot have been taken.
    var isRepeatable = true

    /// Bytes of the body, as `Content-Length` says them; nil where a body is not expected.
    var bodyLength: Int64? {
        switch body {
        // Without a length it would go out in chunks, of which there are none.
        case .empty: method == .GET || method == .DELETE ? nil : 0
        case .bytes(let bytes): Int64(bytes.readableBytes)
        case .file(let file): file.length
        }
    }
}

/// What is sent with a call.
enum UpstreamBody: Sendable {
    case empty
    case bytes(ByteBuffer)
    case file(FileBody)
}
