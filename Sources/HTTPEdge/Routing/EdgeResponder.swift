// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
public import Hummingbird
public import Logging

/// Answers requests by the routes of a ``RouteTable``.
public struct EdgeResponder: HTTPResponder {
    /// Paths without parameters, as they stand in the request: most calls are of one of them, and
    /// need no walk through a tree of all paths.
    private let fixed: [String: [HTTPRequest.Method: Endpoint]]
    private let router: RouterResponder<EdgeContext>

    init(_ endpoints: [Endpoint], router: RouterResponder<EdgeContext>) {
        var fixed: [String: [HTTPRequest.Method: Endpoint]] = [:]
        for endpoint in endpoints where endpoint.route.hasFixedPath {
            fixed[endpoint.route.path, default: [:]][endpoint.route.method] = endpoint
        }
        self.fixed = fixed
        self.router = router
    }

    public func respond(to request: Request, context: EdgeContext) async throws -> Response {
        if let endpoint = fixed[request.uri.path]?[request.method] {
            return try await endpoint.respond(to: request, context: context)
        }
        return try await router.respond(to: request, context: context)
    }

    /// Answers a request whatever happens.
    public func answer(_ request: Request, _ logger: Logger) async -> Response {
        do {
            return try await respond(to: request, context: EdgeContext(logger: logger))
        } catch {
            // The edge has an answer for every error; this one is the library's.
            logger.error("A request could not be answered: \(error)")
            return Response(status: .internalServerError)
        }
    }
}
