// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Pricing

extension Gateway {
    /// Takes a form with files, and looks how long the recording in it is.
    func readForm(
        _ operation: ModelOperation, _ request: Request
    ) async throws -> ModelRequest {
        let form = try await Upload(request, in: configuration.spoolFolder)
        var heard: SoundLength?
        if operation.priced == .transcription, let part = form.files("file").first {
            heard = try await NIOThreadPool.singleton.runIfActive {
                try SoundLength(of: form.file, in: part.range)
            }
        }
        do throws(RequestRefusal) {
            return try ModelRequest(operation, form: form, heard: heard)
        } catch {
            throw APIError(error)
        }
    }
}

extension Request {
    var isForm: Bool { headers[.contentType]?.lowercased().hasPrefix("multipart/") ?? false }
}

extension ModelRequest.Body {
    /// As an upstream is told it.
    var contentType: String {
        switch self {
        case .json: "application/json"
        case .form(let form): "multipart/form-data; boundary=\"\(form.boundary)\""
        }
    }
}

extension ModelRequest.Body {
    /// What tells whether a repeat under an `Idempotency-Key` is the same request.
    ///
    /// Of a form it is what its parts are, for clients make a new boundary each time. Empty where
    /// there is no key and nobody asks.
    func fingerprint(of request: Request) async throws -> ByteBuffer {
        switch self {
        case .json(let body): return body
        case .form(let form):
            guard request.headers[.idempotencyKey] != nil else { return ByteBuffer() }
            return try await NIOThreadPool.singleton.runIfActive { try form.fingerprint() }
        }
    }
}
