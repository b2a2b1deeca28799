// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore

/// A request, and what its client expects of the answer beside what is in it.
struct IncomingRequest: Sendable {
    let request: Request
    /// The client wants to ask more on this connection.
    let keepsAlive: Bool
    /// Whether the client knows bodies in chunks (HTTP/1.1).
    let takesChunks: Bool
    /// The body, when it is read while it comes.
    let body: BodyStream?
}
