// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Something that serves models behind OpenAI's API: bytes in, bytes out.
///
/// What is in front of it (authorisation, metering, settlement) is the same for all.
protocol Upstream: Sendable {
    /// Starts a call and returns at once; what comes of it goes into `exchange`.
    func start(_ request: UpstreamRequest, into exchange: Exchange)

    /// Lets go of what was kept for the next call; no call is started after it.
    func shutdown() async throws
}

/// A call as it goes out.
struct UpstreamRequest: Sendable {
    let operation: ModelOperation
    let headers: HTTPHeaders
    let body: ByteBuffer
}
