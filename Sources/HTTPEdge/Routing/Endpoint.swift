// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// A route behind the edge.
struct Endpoint: HTTPResponder {
    let route: Route
    private let edge: Edge
    private let meter: RouteMeter

    init(route: Route, edge: Edge) {
        self.route = route
        self.edge = edge
        meter = RouteMeter(method: route.method.rawValue, route: route.path, in: edge.metrics)
    }

    func respond(to request: Request, context: EdgeContext) async throws -> Response {
        let response = await edge.respond(to: request, context, measuring: meter) {
            [route, edge] request, context in
            try await edge.admit(request, by: route.access, into: &context)
            return try await route.answer(request, context)
        }
        return request.method == .head ? response.createHeadResponse() : response
    }
}

/// What no route answers: unknown paths, known paths with another method, and preflights.
struct Unrouted: RouterMiddleware {
    typealias Context = EdgeContext

    private let edge: Edge
    private let table: RouteTable
    private let meter: RouteMeter

    init(edge: Edge, table: RouteTable) {
        self.edge = edge
        self.table = table
        // The path is the client's word and would make a series each.
        meter = RouteMeter(method: "", route: "unmatched", in: edge.metrics)
    }

    func handle(
        _ request: Request, context: EdgeContext,
        next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let response = await edge.respond(to: request, context, measuring: meter) {
            [self] request, context in try await answer(request, &context)
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ context: inout EdgeContext) async throws -> Response {
        let path = request.uri.path
        let isAPI = isUnderAPI(path)
        let methods = table.methods(at: path)
        if request.method == .options, isAPI || !methods.isEmpty {
            return preflight(request, methods: methods, isAPI: isAPI)
        }
        guard methods.isEmpty else {
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            var error = APIError(.methodNotAllowed, "This path takes \(allowed).")
            error.headers[.allow] = allowed
            throw error
        }
        // Which paths exist is told to those only who may ask.
        if isAPI { _ = try await edge.authenticate(request, into: &context) }
        throw APIError.notFound("route")
    }

    /// Browsers ask this before they send a key; there is nothing to protect in saying yes, as no
    /// route under the API takes cookies.
    private func preflight(
        _ request: Request, methods: [HTTPRequest.Method], isAPI: Bool
    ) -> Response {
        let allowed =
            methods.isEmpty
            ? "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
            : methods.map(\.rawValue).joined(separator: ", ")
        var headers: HTTPFields = [.allow: allowed]
        if isAPI {
            headers[.accessControlAllowOrigin] = "*"
            headers[.accessControlAllowMethods] = allowed
            headers[.accessControlAllowHeaders] =
                request.headers[.accessControlRequestHeaders] ?? "Authorization, Content-Type"
            headers[.accessControlMaxAge] = "86400"
        }
        return Response(status: .noContent, headers: headers)
    }
}

/// Whether a path is the API's, where keys and not cookies say who is asking.
func isUnderAPI(_ path: String) -> Bool {
    path.utf8.starts(with: "/api/".utf8) || path.utf8.starts(with: "/v1/".utf8)
}
