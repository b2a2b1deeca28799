// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import Hummingbird

/// How a request to call a model ended, for whoever looks after the server.
enum CallOutcome: String, CaseIterable, Sendable {
    /// As it should.
    case finished
    /// Answered from memory under its `Idempotency-Key`.
    case replayed
    /// Not let through: the request is wrong, or cannot be paid, or comes too often.
    case refused
    case clientGone = "client_gone"
    /// The upstream said no, or broke off.
    case upstreamFailed = "upstream_failed"
    /// The upstream said nothing for too long.
    case stalled
    /// The credits did not suffice for more.
    case cut
    /// The server stopped, or could not work.
    case stopped

    init(_ failure: UpstreamFailure) {
        switch failure {
        case .unreachable, .busy, .brokenOff, .tooLarge: self = .upstreamFailed
        case .silent: self = .stalled
        case .stopping: self = .stopped
        case .cancelled: self = .clientGone
        }
    }

    /// How a request ended that was answered with an error before its call began to be answered.
    init(_ error: any Error) {
        guard !(error is CancellationError) else {
            self = .clientGone
            return
        }
        let error = APIError(error)
        switch error.code {
        case .providerError: self = .upstreamFailed
        case .unavailable, .internalError: self = .stopped
        default: self = .refused
        }
    }
}
