// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import JSON

extension APIError {
    init(_ refusal: RequestRefusal) {
        switch refusal {
        case .malformed(let sentence): self.init(.validationError, sentence)
        case .field(let name, let expected): self = .invalid(name, expected: expected)
        }
    }

    /// What a client is told when the provider of its model fails. What the provider said goes to
    /// the log: it may name machines and keys of the operator's.
    init(_ failure: UpstreamFailure, hasBegun: Bool) {
        switch failure {
        case .unreachable(let reason):
            self.init(
                .providerError, "The model's provider cannot be reached.", reason: reason)
        case .busy:
            self = .unavailable(
                "The model's provider has as many calls as it may have. Please try again.",
                retryAfterSeconds: 1, reason: "all connections to the upstream are in use")
        case .brokenOff(let reason):
            let sentence =
                hasBegun
                ? "The model's provider broke its answer off."
                : "The model's provider closed the connection without an answer."
            self.init(.providerError, sentence, reason: reason)
        case .silent:
            self.init(.providerError, "The model's provider did not answer in time.")
        case .tooLarge:
            self.init(.providerError, "The provider's answer is larger than any may be.")
        case .stopping, .cancelled:
            self = .unavailable("The server is about to stop.", retryAfterSeconds: 1)
        }
    }

    /// A status that says something about the provider or our key there, not about the request.
    static func upstreamRefused(status: Int, retryAfter: String?) -> APIError {
        var error = APIError(
            .providerError, "The model's provider failed with status \(status).",
            details: ["status": .number(JSONNumber(status))],
            reason: "the upstream answered \(status)")
        error.headers[.retryAfter] = retryAfter
        return error
    }

    /// A success whose body is none of the API's: a page of a proxy, or of somebody else's server.
    static func notAnAnswer(type: String?) -> APIError {
        APIError(
            .providerError, "The model's provider sent something that is no answer.",
            reason: "the upstream answered \(type ?? "without a type")")
    }

    /// - Parameter operation: What no upstream takes the model for; nil for anything at all.
    static func notCallable(
        _ model: String, for operation: ModelOperation? = nil, hasUpstreams: Bool
    ) -> APIError {
        let purpose = operation.map { " for \($0.path.dropFirst())" } ?? ""
        let reason =
            hasUpstreams
            ? "no upstream takes it\(purpose)."
            : "no upstream is configured, only the sandbox models, whose names begin with "
                + "florin/echo."
        return APIError(
            .priceNotFound, "The model \"\(model)\" cannot be called here: \(reason)",
            details: ["field": "model"])
    }
}
