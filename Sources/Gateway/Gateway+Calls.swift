// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import NIOHTTP1
import Pricing
import Vocabulary

extension Gateway {
    /// The way of one metered call: read, price, hold, call, pass on, charge.
    func answer(
        _ operation: ModelOperation, _ request: Request, _ context: EdgeContext
    ) async throws -> Response {
        try await recorded(operation, context) { record in
            let asked = try await read(operation, request)
            if case .json(let body) = asked.body { records.note(body, as: .request, in: record) }
            let body = try await asked.body.fingerprint(of: request)
            return try await once(request, body: body, context) { key in
                let papers = CallPapers(key: key, record: record)
                return try await call(asked, request, context, with: papers)
            }
        }
    }

    private func call(
        _ asked: ModelRequest, _ request: Request, _ context: EdgeContext, with papers: CallPapers
    ) async throws -> Response {
        let (outgoing, terms) = try prepare(asked, request, context)
        try requireSettlements()
        papers.record?.note(terms, isStreamed: asked.isStreamed)
        var papers = papers
        papers.permit = try await admit(terms)
        let call = try await open(terms, with: papers)
        house.metrics.count(asked.operation)
        var response = try await pass(call, outgoing, requestID: context.requestID)
        context.tell(papers.permit?.standing, in: &response.headers)
        return response
    }

    /// Finds the model, its price of this moment, and who takes the call.
    func prepare(
        _ asked: ModelRequest, _ request: Request, _ context: EdgeContext
    ) throws -> (OutgoingCall, CallTerms) {
        let operation = asked.operation
        let book = shelf.book
        let model = try find(asked.model, in: book)
        let outgoing = OutgoingCall(
            asked, of: model, headers: Self.headers(for: request, asked, context),
            to: try route(to: model, for: asked))
        let now = house.clock.now
        let price = CallPrice(
            book: book, model: model, operation: operation,
            markup: markup(
                of: model, for: operation.priced, organization: context.organizationIfAny, at: now),
            instant: now)
        let terms = CallTerms(
            asked, organization: try context.organization,
            caller: try context.caller.attributed(by: request),
            price: price, requestID: context.requestID, holds: configuration.holds)
        return (outgoing, terms)
    }

    private func requireSettlements() throws(APIError) {
        guard house.settlements.canTakeMore else {
            throw .unavailable(
                retryAfterSeconds: 5, reason: "calls that have ended are still to be settled")
        }
    }

    func read(
        _ operation: ModelOperation, _ request: Request
    ) async throws -> ModelRequest {
        if operation.requiresForm || operation.takesForm && request.isForm {
            return try await readForm(operation, request)
        }
        let body = try await request.bytes(upTo: BodyLimit.json)
        do throws(RequestRefusal) {
            return try ModelRequest(operation, body: body)
        } catch {
            throw APIError(error)
        }
    }

    private func route(
        to model: PricedModel, for request: ModelRequest
    ) throws(APIError) -> [OutgoingCall.Candidate] {
        let candidates = candidates(for: model, asked: request.model, request.operation)
        guard !candidates.isEmpty else {
            throw .notCallable(
                request.model, for: request.operation, hasUpstreams: !upstreams.isEmpty)
        }
        // Other providers know best what their models can do; the sandbox is ours.
        guard
            model.provider != Self.sandboxProvider
                || model.operations.contains(request.operation.priced)
        else { throw .invalid("model", expected: "a model for \(request.operation.name)") }
        return candidates
    }

    /// - Throws: What the edge has an answer for: refusals of prices, of credits, of the keeper.
    private func open(_ terms: CallTerms, with papers: CallPapers) async throws -> MeteredCall {
        do {
            return try await MeteredCall.open(terms, in: house, with: papers)
        } catch LedgerRefusal.insufficientCredits(let required, let available) {
            house.metrics.holdsRefused.add(1)
            throw shortfall(terms, required: required, available: available)
        }
    }

    /// What an upstream may know of the client: never its key, its cookies or its address.
    private static func headers(
        for request: Request, _ asked: ModelRequest, _ context: EdgeContext
    ) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "Content-Type": asked.body.contentType, "User-Agent": "florin",
            "X-Request-Id": context.requestID,
        ]
        for name in passedOn {
            if let value = request.headers[name] { headers.add(name: name.rawName, value: value) }
        }
        return headers
    }

    private static let passedOn: [HTTPField.Name] = [
        "traceparent", "tracestate", "OpenAI-Beta", "HTTP-Referer", "X-Title",
        "anthropic-version", "anthropic-beta",
    ].compactMap { HTTPField.Name($0) }
}
