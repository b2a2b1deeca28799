// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Vocabulary

extension Gateway {
    func replay(_ memory: VideoJobs.Memory) throws(APIError) -> Response {
        switch memory {
        case .answer(let status, let body):
            house.metrics.repeatsAnswered.add(1)
            var response = Response.json(bytes: body, status: .init(code: status))
            response.headers[.idempotencyReplayed] = "true"
            return response
        case .none(_, .submitting):
            throw .stillRuns(retryAfterSeconds: Replays.retryAfterSeconds)
        case .none(let id, let state):
            house.metrics.repeatsRefused.add(1)
            throw .cannotRepeat(id, state)
        }
    }
}

extension APIError {
    fileprivate static func cannotRepeat(_ id: VideoJobID, _ state: VideoJob.State) -> APIError {
        let sentence =
            state == .unknown
            ? "whether the provider took it is not known, as its answer is lost; nothing was "
                + "charged"
            : "it was deleted"
        var error = APIError(
            .conflict,
            "The video job with this Idempotency-Key cannot be told again: \(sentence). Use a new "
                + "key for a new job.",
            details: ["field": "Idempotency-Key", "job": .string(id.description)])
        // Clients of OpenAI repeat every 409 unless they are told not to.
        error.headers[.xShouldRetry] = "false"
        return error
    }
}
