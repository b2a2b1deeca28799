// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import JSON
import Testing

@Suite struct ErrorShapeTests {
    @Test(
        "the shape follows the route, whatever its prefix",
        arguments: [
            ("/v1/chat/completions", ErrorShape.openAI), ("/api/v1/chat/completions", .openAI),
            ("/v1/embeddings", .openAI), ("/api/v1/models/x", .openAI),
            ("/api/v1/rerank", .openAI), ("/api/v1/videos/x", .openAI),
            ("/v1/messages", .anthropic),
            ("/api/v1/messages", .anthropic), ("/v1/nothing", .openAI), ("/api/v1/holds", .house),
            ("/api/credits/balance", .house), ("/", .house), ("", .house), ("/v1", .openAI),
        ])
    func shapes(path: String, shape: ErrorShape) {
        #expect(ErrorShape(path: path) == shape)
    }

    @Test("a 402 of the house has what a program needs to act on it")
    func house() async throws {
        try await withStage { stage in
            let reply = try await stage.send(.post, "/api/v1/holds", Stage.asCustomer)
            #expect(reply.status == 402)
            let json = try reply.json
            #expect(json["success"]?.bool == false)
            #expect(json["code"]?.string == "insufficient_credits")
            #expect(json["error"]?.string == "This needs 1.5 credits, and 0.25 are available.")
            #expect(json["requiredCredits"]?.number?.text == "1.5")
            #expect(json["details"]?["shortfall"]?.number?.text == "1.25")
            #expect(json["details"]?["topUpUrl"]?.string == "https://example.com/billing")
            #expect(json["requestId"]?.string == reply.headers[.xRequestID])
            #expect(reply.headers[.cacheControl] == "no-store")
        }
    }

    @Test("a 402 of the gateway is OpenAI's, with the credits at the top")
    func openAI() async throws {
        try await withStage { stage in
            for path in ["/v1/chat/completions", "/api/v1/chat/completions"] {
                let json = try await stage.send(.post, path, Stage.asCustomer).json
                #expect(json["error"]?["code"]?.string == "insufficient_credits")
                #expect(json["error"]?["type"]?.string == "insufficient_quota")
                #expect(json["error"]?["param"]?.isNull == true)
                #expect(json["error"]?["details"]?["available"]?.number?.text == "0.25")
                #expect(json["requiredCredits"]?.number?.text == "1.5")
            }
        }
    }

    @Test("a 402 of messages is Anthropic's, with the credits at the top")
    func anthropic() async throws {
        try await withStage { stage in
            let json = try await stage.send(.post, "/v1/messages", Stage.asCustomer).json
            #expect(json["type"]?.string == "error")
            #expect(json["error"]?["type"]?.string == "billing_error")
            #expect(json["requiredCredits"]?.number?.text == "1.5")
        }
    }

    @Test("of an error that we do not know nothing leaks, and the log has it once")
    func unknown() async throws {
        try await withStage { stage in
            let reply = try await stage.send(.get, "/api/v1/broken", [.xRequestID: "trace-me"])
            #expect(reply.status == 500)
            #expect(try reply.code == "internal_error")
            #expect(!reply.text.contains("hunter2"))
            let lines = stage.log.all.filter { $0.contains("hunter2") }
            #expect(lines.count == 1)
            #expect(lines.first?.contains("trace-me") == true)
            #expect(lines.first?.hasPrefix("error") == true)
        }
    }

    @Test("a full disk is 503 and says when to try again")
    func full() async throws {
        try await withStage { stage in
            let reply = try await stage.send(.get, "/api/v1/full")
            #expect(reply.status == 503)
            #expect(try reply.code == "unavailable")
            #expect(reply.headers[.retryAfter] == "10")
        }
    }

    @Test("the log shows no key")
    func secretsStayOut() async throws {
        try await withStage { stage in
            _ = try await stage.send(.get, "/api/v1/things/1?key=query-secret", Stage.asCustomer)
            _ = try await stage.send(.get, "/api/v1/things/1", [.xAPIKey: "unknown-secret"])
            #expect(stage.log.all.count == 2)
            #expect(!stage.log.all.joined().contains("-secret"))
        }
    }

    @Test("every code is snake_case and has an error's status", arguments: ErrorCode.allCases)
    func codes(code: ErrorCode) {
        #expect(code.rawValue.allSatisfy { $0 == "_" || ("a"..."z").contains($0) })
        #expect(code.status.code >= 400)
    }
}
