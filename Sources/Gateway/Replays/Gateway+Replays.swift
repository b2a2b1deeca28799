// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Vocabulary

/// What makes calls repeatable.
struct Replays: Sendable {
    let answers: KeptAnswers
    let keys = KeysInUse()
    let clock: Clock

    /// API.md, idempotency: how long a repeat waits for the first call.
    static let waitSeconds: Int64 = 30
    /// How soon it is told to come back after that.
    static let retryAfterSeconds = 5
}

extension Gateway {
    /// Answers a request that may carry an `Idempotency-Key`: once, and again from memory.
    ///
    /// - Parameter run: Makes the call; holds on to the key until what it cost is in the books.
    /// - Throws: 409 when the key was for another request, when what it was answered cannot be told
    ///   again, or when the first call still runs after 30 s; and what `run` throws.
    func once(
        _ request: Request, body: ByteBuffer, _ context: EdgeContext,
        run: (KeyInUse?) async throws -> Response
    ) async throws -> Response {
        let claim = try request.idempotencyClaim(forBytes: body)
        let organization = try context.organization
        return try await once(claim, of: organization, run: run) { claim in
            try await replays.answers.find(claim, of: organization).map { try replay($0) }
        }
    }

    /// - Parameter repeated: The answer of before, nil when there was none.
    func once(
        _ claim: IdempotencyClaim?, of organization: OrganizationID,
        run: (KeyInUse?) async throws -> Response,
        repeated: (IdempotencyClaim) async throws -> Response?
    ) async throws -> Response {
        guard let claim else { return try await run(nil) }
        let key = try await replays.take(claim, of: organization)
        if let response = try await repeated(claim) { return response }
        return try await run(key)
    }

    private func replay(_ call: RepeatableCall) throws(APIError) -> Response {
        switch call.answer {
        case .kept(let status, let answer):
            house.metrics.repeatsAnswered.add(1)
            return Self.replay(call, status, answer)
        case .gone(let reason):
            house.metrics.repeatsRefused.add(1)
            throw .cannotRepeat(call, because: reason)
        }
    }

    private static func replay(
        _ call: RepeatableCall, _ status: Int, _ answer: KeptAnswer
    ) -> Response {
        var headers: HTTPFields = [
            .contentType: answer.contentType, .cacheControl: "no-store",
            .idempotencyReplayed: "true",
        ]
        headers[.contentEncoding] = answer.contentEncoding
        var response = Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        response.tell(charge: call.charge.description, cost: call.cost, balance: call.balance)
        return response
    }
}

extension Replays {
    /// Takes the key, waiting for whoever has it.
    ///
    /// - Throws: 409 after ``waitSeconds``; the task's cancellation.
    fileprivate func take(
        _ claim: IdempotencyClaim, of organization: OrganizationID
    ) async throws -> KeyInUse {
        let deadline = clock.now.adding(seconds: Self.waitSeconds)
        let name = KeysInUse.Name(organization: organization, key: claim.key)
        while true {
            if let key = keys.take(claim, of: organization) { return key }
            guard await keys.waitUntilFree(name, deadline: deadline) else {
                try Task.checkCancellation()
                throw APIError.stillRuns(retryAfterSeconds: Self.retryAfterSeconds)
            }
        }
    }
}

extension APIError {
    static func stillRuns(retryAfterSeconds: Int) -> APIError {
        var error = APIError(
            .conflict, "The first request with this Idempotency-Key still runs. Repeat it later.",
            details: ["field": "Idempotency-Key"])
        error.headers[.retryAfter] = String(retryAfterSeconds)
        return error
    }

    fileprivate static func cannotRepeat(
        _ call: RepeatableCall, because reason: RepeatableCall.Reason
    ) -> APIError {
        let sentence =
            switch reason {
            case .streamed: "it was streamed"
            case .tooLarge: "it was larger than \(KeptAnswer.bytesMax) bytes"
            case .noRoom: "too many answers were kept for this organization already"
            case .forgotten: "that was more than 24 hours ago"
            }
        var error = APIError(
            .conflict,
            "The call with this Idempotency-Key was made and charged (\(call.charge)), but its "
                + "answer is not here any more: \(sentence). Use a new key for a new call.",
            details: [
                "field": "Idempotency-Key", "charge": .string(call.charge.description),
                "cost": call.cost.map { .credits($0) } ?? .null,
            ])
        // Clients of OpenAI and Anthropic repeat every 409 unless they are told not to.
        error.headers[.xShouldRetry] = "false"
        return error
    }
}
