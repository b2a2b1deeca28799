// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Upkeep
import Vocabulary

extension Desk {
    /// Changes prices once for each idempotency key, and has the change in force here at once.
    ///
    /// - Parameter show: What the answer says of what was made.
    func change<Output: Sendable>(
        _ request: Request, _ json: JSON?, status: HTTPResponse.Status = .ok,
        show: @escaping @Sendable (Output) -> JSON,
        _ work: (PriceBooks.Once<Output>?) async throws -> PriceBooks.Ending<Output>
    ) async throws -> Response {
        let once = try request.idempotencyClaim(for: json).map { claim in
            PriceBooks.Once<Output>(claim) { output in
                Answer(status: status.code, body: show(output).encoded(), reference: nil)
            }
        }
        switch try await work(once) {
        case .done(let output):
            try await prices.watch.refresh()
            return .json(show(output), status: status)
        case .replayed(let answer):
            return .replay(answer)
        }
    }

    /// Writes something about prices in one transaction, once for each idempotency key.
    func note(
        _ request: Request, _ json: JSON?, status: HTTPResponse.Status = .ok,
        _ work: @escaping @Sendable (any Connection, Instant) throws -> JSON
    ) async throws -> Response {
        let claim = try request.idempotencyClaim(for: json)
        let (answer, isReplay) = try await once(claim, in: .operatorItself) { connection, now in
            Answer(
                status: status.code, body: try work(connection, now).encoded(), reference: nil)
        }
        if isReplay { return .replay(answer) }
        try await prices.watch.refresh()
        return .json(bytes: answer.body, status: status)
    }

    /// Does what is more than one transaction, and remembers the answer under the request's key. A
    /// repeat that comes while the first still works does it too, to the same effect, and both get
    /// one answer.
    func perform(
        _ request: Request, _ json: JSON?, status: HTTPResponse.Status = .ok,
        _ work: () async throws -> JSON
    ) async throws -> Response {
        let claim = try request.idempotencyClaim(for: json)
        if let claim,
            let known = try await database.read({
                try Idempotency.answer(to: claim, in: .operatorItself, on: $0)
            })
        {
            return .replay(known)
        }
        let body = try await work().encoded()
        try await prices.watch.refresh()
        let (answer, isReplay) = try await once(claim, in: .operatorItself) { _, _ in
            Answer(status: status.code, body: body, reference: nil)
        }
        return isReplay ? .replay(answer) : .json(bytes: answer.body, status: status)
    }
}

extension EdgeContext {
    /// Who changes prices, and why.
    func occasion(
        _ cause: PriceCause, effectiveAt: Instant? = nil
    ) throws -> PriceBooks.Occasion {
        PriceBooks.Occasion(cause, by: try caller.keyID, effectiveAt: effectiveAt)
    }
}
