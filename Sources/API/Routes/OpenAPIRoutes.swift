// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import Hummingbird
import JSON

/// The contract, served by what it describes.
struct OpenAPIRoutes {
    let document: OpenAPIDocument

    var routes: [Route] {
        let json = Route(.get, "/openapi.json", .open, "getOpenAPI", answer: json)
        return [
            Route(.get, "/openapi.yaml", .open, "getOpenAPIYAML", answer: yaml),
            json, json.at("/api/openapi.json", as: "getOpenAPIAlias"),
        ]
    }

    @Sendable
    func yaml(_ request: Request, _ context: EdgeContext) async throws -> Response {
        .text(document.yaml, contentType: "application/yaml; charset=utf-8")
    }

    @Sendable
    func json(_ request: Request, _ context: EdgeContext) async throws -> Response {
        .json(bytes: document.json)
    }
}
