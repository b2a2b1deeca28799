// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import JSON
import Testing

@Suite struct RoutingTests {
    @Test(
        "a known path with another method is 405 and says which it takes",
        arguments: [
            (HTTPRequest.Method.put, "/api/v1/things/1", "DELETE, GET, HEAD, OPTIONS"),
            (.get, "/api/v1/things", "OPTIONS, POST"), (.delete, "/open", "GET, HEAD, OPTIONS"),
            (HTTPRequest.Method("BREW")!, "/open", "GET, HEAD, OPTIONS"),
            (.post, "/v1/models/a/b", "GET, HEAD, OPTIONS"),
        ])
    func otherMethod(method: HTTPRequest.Method, path: String, allowed: String) async throws {
        try await withStage { stage in
            let reply = try await stage.send(method, path)
            #expect(reply.status == 405)
            #expect(reply.headers[.allow] == allowed)
            #expect(reply.text.contains("method_not_allowed"))
        }
    }

    @Test(
        "an unknown path of the API is told to those only who have a key",
        arguments: [
            "/api/v1/unknown", "/api/nothing", "/v1/unknown", "/api/v1/things/1/2/3",
        ])
    func unknown(path: String) async throws {
        try await withStage { stage in
            var statuses: [Int] = []
            for key in [[:], [.xAPIKey: "nonsense"], Stage.asReader, Stage.asOperator] {
                statuses.append(try await stage.send(.get, path, key).status)
            }
            #expect(statuses == [401, 401, 404, 404])
        }
    }

    @Test("an unknown path elsewhere is 404 for everybody", arguments: ["/", "/nothing", "/v2/x"])
    func unknownElsewhere(path: String) async throws {
        try await withStage { stage in
            let reply = try await stage.send(.get, path)
            #expect(reply.status == 404)
            #expect(try reply.code == "resource_not_found")
        }
    }

    @Test("HEAD is GET without the body")
    func head() async throws {
        try await withStage { stage in
            let reply = try await stage.send(.head, "/open")
            #expect(reply.status == 200)
            #expect(reply.text.isEmpty)
            #expect(reply.headers[.contentLength] == "11")
            let refused = try await stage.send(.head, "/api/v1/things/1")
            #expect(refused.status == 401 && refused.text.isEmpty)
        }
    }

    @Test("a browser may ask before it sends a key")
    func preflight() async throws {
        try await withStage { stage in
            let reply = try await stage.send(
                .options, "/v1/chat/completions",
                [
                    .origin: "https://app.example", .accessControlRequestMethod: "POST",
                    .accessControlRequestHeaders: "authorization, x-stainless-lang",
                ])
            #expect(reply.status == 204)
            #expect(reply.headers[.accessControlAllowOrigin] == "*")
            #expect(reply.headers[.accessControlAllowMethods] == "OPTIONS, POST")
            #expect(
                reply.headers[.accessControlAllowHeaders] == "authorization, x-stainless-lang")
            #expect(reply.headers[.accessControlAllowCredentials] == nil)
        }
    }

    @Test("a browser may read what it gets, refusals too")
    func crossOrigin() async throws {
        try await withStage { stage in
            let reply = try await stage.send(
                .get, "/api/v1/things/1", [.origin: "https://app.example"])
            #expect(reply.status == 401)
            #expect(reply.headers[.accessControlAllowOrigin] == "*")
            #expect(reply.headers[.accessControlExposeHeaders] == "*")
        }
    }

    @Test(
        "each response has the client's request id, if it is a sane one",
        arguments: [
            ("abc-123", true), ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
            ("", false), ("with space", false), ("<script>", false),
            (String(repeating: "a", count: 128), true), (String(repeating: "a", count: 129), false),
        ])
    func requestID(given: String, isTaken: Bool) async throws {
        try await withStage { stage in
            for path in ["/open", "/nothing", "/api/v1/broken"] {
                let reply = try await stage.send(.get, path, [.xRequestID: given])
                let id = reply.headers[.xRequestID] ?? ""
                #expect(isTaken ? id == given : id.hasPrefix("req_"))
            }
        }
    }

    @Test("an id in the path that is none of its kind is nobody's")
    func malformedID() async throws {
        try await withStage { stage in
            let reply = try await stage.send(.delete, "/api/v1/things/xyz", Stage.asCustomer)
            #expect(reply.status == 404)
            let good = "hold_00000000000000000000000005"
            let found = try await stage.send(.delete, "/api/v1/things/\(good)", Stage.asCustomer)
            #expect(try found.json["id"]?.string == good)
        }
    }

    @Test("requests are counted by route and status")
    func metrics() async throws {
        try await withStage { stage in
            _ = try await stage.send(.get, "/api/v1/things/1", Stage.asCustomer)
            _ = try await stage.send(.get, "/api/v1/things/2", Stage.asCustomer)
            _ = try await stage.send(.get, "/random/path")
            let text = stage.metrics.text()
            let name = "florin_http_requests_total"
            #expect(
                text.contains(
                    #"\#(name){method="GET",route="/api/v1/things/{id}",status="200"} 2"#))
            #expect(text.contains(#"\#(name){method="",route="unmatched",status="404"} 1"#))
            #expect(text.contains("florin_http_request_duration_seconds_bucket"))
        }
    }
}
