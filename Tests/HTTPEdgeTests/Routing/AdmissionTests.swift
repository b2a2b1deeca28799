// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import JSON
import Testing
import Vocabulary

@Suite struct AdmissionTests {
    @Test("an open route asks nobody who they are")
    func open() async throws {
        try await withStage { stage in
            let reply = try await stage.send(.get, "/open", [.authorization: "nonsense"])
            #expect(reply.status == 200)
            #expect(reply.text == #"{"ok":true}"#)
            #expect(reply.headers[.contentLength] == "11")
        }
    }

    @Test(
        "a key is taken from Authorization or from X-API-Key",
        arguments: [
            [.authorization: "Bearer customer-secret"],
            [.authorization: "bearer   customer-secret"],
            [.xAPIKey: "customer-secret"],
            [.authorization: "Bearer customer-secret", .xAPIKey: "nonsense"],
        ] as [HTTPFields])
    func keyTaken(headers: HTTPFields) async throws {
        try await withStage { stage in
            let reply = try await stage.send(.get, "/api/v1/things/a%20b", headers)
            #expect(reply.status == 200)
            let json = try reply.json
            #expect(json["organization"]?.string == Stage.home.description)
            #expect(json["id"]?.string == "a b")
        }
    }

    @Test(
        "without a valid key the answer is 401 with a challenge",
        arguments: [
            [:], [.authorization: "Bearer"], [.authorization: "Basic customer-secret"],
            [.authorization: "Bearer a b"], [.authorization: "Bearer unknown-secret"],
            [.xAPIKey: ""], [.xAPIKey: "unknown-secret"],
            [.authorization: "", .xAPIKey: "customer-secret"],
            [.authorization: "Bearer unknown-secret", .xAPIKey: "customer-secret"],
        ] as [HTTPFields])
    func unauthenticated(headers: HTTPFields) async throws {
        try await withStage { stage in
            let reply = try await stage.send(.get, "/api/v1/things/1", headers)
            #expect(reply.status == 401)
            #expect(try reply.code == "authentication_required")
            #expect(reply.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        }
    }

    @Test("a key without the route's scope is refused by the name of the scope")
    func scope() async throws {
        try await withStage { stage in
            let reply = try await stage.send(
                .post, "/api/v1/things", Stage.asReader, body: #"{"amount":1}"#)
            #expect(reply.status == 403)
            #expect(try reply.code == "access_denied")
            #expect(try reply.json["details"]?["requiredScope"]?.string == "spend")
            let admin = try await stage.send(.get, "/api/v1/admin/things", Stage.asCustomer)
            #expect(admin.status == 403)
            #expect(try admin.json["details"]?["requiredScope"]?.string == "operator")
        }
    }

    @Test("an operator acts for the organization that it names")
    func operatorNames() async throws {
        try await withStage { stage in
            var headers = Stage.asOperator
            let none = try await stage.send(.get, "/api/v1/things/1", headers)
            #expect(none.status == 400)
            #expect(none.text.contains("X-Organization-Id"))
            headers[.xOrganizationID] = Stage.other.description
            let named = try await stage.send(.get, "/api/v1/things/1", headers)
            #expect(try named.json["organization"]?.string == Stage.other.description)
            for unknown in ["org_00000000000000000000000009", "org_1", "nonsense"] {
                headers[.xOrganizationID] = unknown
                let reply = try await stage.send(.get, "/api/v1/things/1", headers)
                #expect(reply.status == 404)
            }
        }
    }

    @Test("a customer's key does not act for another organization")
    func customerNames() async throws {
        try await withStage { stage in
            var headers = Stage.asCustomer
            headers[.xOrganizationID] = Stage.home.description
            let own = try await stage.send(.get, "/api/v1/things/1", headers)
            #expect(own.status == 200)
            headers[.xOrganizationID] = Stage.other.description
            let foreign = try await stage.send(.get, "/api/v1/things/1", headers)
            #expect(foreign.status == 404)
        }
    }

    @Test("an optional route takes no key, a good one, but no bad one")
    func optional() async throws {
        try await withStage { stage in
            #expect(try await stage.send(.get, "/api/v1/optional").text == #"{"key":null}"#)
            let known = try await stage.send(.get, "/api/v1/optional", Stage.asCustomer)
            #expect(try known.json["key"]?.string == Stage.customerKey.description)
            let bad = try await stage.send(.get, "/api/v1/optional", [.xAPIKey: "nonsense"])
            #expect(bad.status == 401)
            #expect(try await stage.send(.get, "/api/v1/optional", Stage.asOperator).status == 200)
        }
    }

    @Test("a revoked key is refused at once")
    func revoked() async throws {
        try await withStage { stage in
            #expect(try await stage.send(.get, "/api/v1/things/1", Stage.asCustomer).status == 200)
            _ = try await stage.keys.revoke(Stage.customerKey, of: Stage.home)
            #expect(try await stage.send(.get, "/api/v1/things/1", Stage.asCustomer).status == 401)
        }
    }

    @Test("a key that asks too often is told when to come back")
    func rateLimit() async throws {
        try await withStage(requestsPerMinute: 2) { stage in
            let first = try await stage.send(.get, "/api/v1/things/1", Stage.asCustomer)
            #expect(first.headers[HTTPField.Name("RateLimit-Remaining")!] == "1")
            _ = try await stage.send(.get, "/api/v1/things/1", Stage.asCustomer)
            let third = try await stage.send(.get, "/api/v1/things/1", Stage.asCustomer)
            #expect(third.status == 429)
            #expect(try third.code == "rate_limit_exceeded")
            #expect(third.headers[.xRateLimitRemainingRequests] == "0", "for OpenAI's clients")
            #expect(third.headers[.retryAfter].flatMap { Int($0) }.map { $0 > 0 } == true)
            #expect(try await stage.send(.get, "/api/v1/things/1", Stage.asReader).status == 200)
        }
    }
}
