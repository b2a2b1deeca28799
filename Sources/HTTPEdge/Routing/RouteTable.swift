// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// All routes of a server: what is served, and what `openapi.yaml` is compared with.
public struct RouteTable: Sendable {
    public let routes: [Route]

    /// - Precondition: No two routes share method and path, or an operation id.
    public init(_ routes: [Route]) {
        self.routes = routes
        let operations = Set(routes.map { "\($0.method.rawValue) \($0.path)" })
        precondition(operations.count == routes.count, "two routes share method and path")
        precondition(
            Set(routes.map(\.operationID)).count == routes.count, "two routes share an operation id"
        )
    }

    /// What answers a server's requests.
    public func responder(through edge: Edge) -> EdgeResponder {
        let router = Router(context: EdgeContext.self)
        let endpoints = routes.map { Endpoint(route: $0, edge: edge) }
        for endpoint in endpoints {
            let route = endpoint.route
            for text in [route.path] + (route.takesRest ? [route.path + "/**"] : []) {
                let path = RouterPath(stringLiteral: text)
                router.on(path, method: route.method, responder: endpoint)
                if route.method == .get { router.on(path, method: .head, responder: endpoint) }
            }
        }
        // A middleware applies to what is added after it: here, to nothing but the paths and
        // methods that no route has. The routes above pay nothing for it.
        router.add(middleware: Unrouted(edge: edge, table: self))
        return EdgeResponder(endpoints, router: router.buildResponder())
    }

    /// The methods that a path answers, in the order of their names; empty when no route has it.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        let found = routes.filter { route in
            Self.template(route.path, matches: segments)
                || route.takesRest && Self.template(route.path + "/**", matches: segments)
        }.map(\.method)
        guard !found.isEmpty else { return [] }
        let all = Set(found).union(found.contains(.get) ? [.head, .options] : [.options])
        return all.sorted { $0.rawValue < $1.rawValue }
    }

    private static func template(_ template: String, matches segments: [Substring]) -> Bool {
        let parts = template.split(separator: "/")
        if parts.last == "**" {
            return segments.count >= parts.count
                && zip(parts.dropLast(), segments).allSatisfy(part(_:matches:))
        }
        return parts.count == segments.count && zip(parts, segments).allSatisfy(part(_:matches:))
    }

    private static func part(_ part: Substring, matches segment: Substring) -> Bool {
        part.first == "{" || part == segment
    }
}
