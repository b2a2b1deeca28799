// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Pricing

/// A call and those who may take it.
struct OutgoingCall: Sendable {
    typealias Candidate = UpstreamTable<RoutedUpstream>.Candidate

    let asked: ModelRequest
    let model: PricedModel
    let headers: HTTPHeaders
    /// The first choice first; never empty.
    let candidates: [Candidate]
    /// See ``UpstreamRequest/isRepeatable``.
    let isRepeatable: Bool

    init(
        _ asked: ModelRequest, of model: PricedModel, headers: HTTPHeaders, to route: [Candidate]
    ) {
        self.asked = asked
        self.model = model
        self.headers = headers
        isRepeatable = asked.operation != .video
        candidates = Self.ordered(route)
    }

    /// Those that are set aside stand behind the others.
    private static func ordered(_ route: [Candidate]) -> [Candidate] {
        guard route.count > 1, route.contains(where: { $0.upstream.isAside }) else { return route }
        let isAside = route.map(\.upstream.isAside)
        let paired = zip(route, isAside)
        return paired.filter { !$0.1 }.map(\.0) + paired.filter(\.1).map(\.0)
    }

    /// - Throws: ``UpstreamFailure/unreachable(_:)`` when the form cannot be read again.
    func request(for candidate: Candidate) throws(UpstreamFailure) -> UpstreamRequest {
        let body: UpstreamBody
        do {
            body = try asked.upstreamBody(for: model, named: candidate.name)
        } catch {
            throw .unreachable("the form to send cannot be read: \(error)")
        }
        return UpstreamRequest(
            path: asked.operation.path, headers: headers, body: body,
            isRepeatable: isRepeatable)
    }
}
