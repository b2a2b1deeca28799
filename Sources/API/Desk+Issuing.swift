// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Vocabulary

/// An answer that shows a new key.
///
/// Secrets are stored hashed only, and yet a repeat of the request is answered with the same bytes:
/// under an idempotency key the secret is derived from the caller's own, which we do not store
/// either. The remembered answer has a placeholder where the secret belongs.
struct Issue: Sendable {
    let secret: KeySecret
    private let claim: IdempotencyClaim?
    private let desk: Desk

    /// No secret looks like it.
    private static let placeholder = "flr_<shown once>"

    init(_ request: Request, _ json: JSON?, on desk: Desk) throws {
        self.desk = desk
        claim = try request.idempotencyClaim(for: json)
        if let claim {
            secret = KeySecret(derivedFrom: try request.presentedSecret(), for: claim)
        } else {
            secret = desk.makeSecret()
        }
    }

    /// The body to remember: `json` with the placeholder under `member`.
    func body(_ json: JSONObject, showing member: String) -> [UInt8] {
        var json = json
        json[member] = .string(Self.placeholder)
        return JSON.object(json).encoded()
    }

    /// Does `work` once and answers with the secret in its place.
    ///
    /// - Throws: 409 when a repeat asks for a secret that is no longer valid: it cannot be shown
    ///   again, because nobody knows it.
    func answer(
        in scope: Idempotency.Scope,
        _ work: @escaping @Sendable (any Connection, Instant) throws -> Answer
    ) async throws -> Response {
        let (answer, isReplay) = try await desk.once(claim, in: scope, work)
        if isReplay, try await desk.keys.caller(presenting: secret.text) == nil {
            throw APIError(
                .conflict, "This request succeeded before, and its key can no longer be shown.")
        }
        let text = String(decoding: answer.body, as: UTF8.self)
        let shown = Answer(
            status: answer.status, body: Array(text.replacing(Self.placeholder, with: secret.text)),
            reference: answer.reference)
        if isReplay { return .replay(shown) }
        return .json(bytes: shown.body, status: HTTPResponse.Status(code: shown.status))
    }
}

extension String {
    /// This text with the first `part` replaced, as UTF-8.
    fileprivate func replacing(_ part: String, with replacement: String) -> [UInt8] {
        let bytes = Array(utf8)
        let wanted = Array(part.utf8)
        for start in bytes.indices where bytes[start...].starts(with: wanted) {
            return Array(bytes[..<start] + replacement.utf8 + bytes[(start + wanted.count)...])
        }
        return bytes
    }
}
