// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import JSON
import Money
import Testing
import Vocabulary

@Suite struct BodyTests {
    private func post(_ body: String?, type: String? = "application/json", _ more: HTTPFields = [:])
        async throws -> Reply
    {
        var reply: Reply?
        try await withStage { stage in
            var headers = Stage.asCustomer
            headers[.contentType] = type
            headers.append(contentsOf: more)
            reply = try await stage.send(.post, "/api/v1/things", headers, body: body)
        }
        return try #require(reply)
    }

    @Test(
        "amounts come as numbers or decimal strings and go out without noise",
        arguments: [
            ("0.1", "0.1"), (#""0.10""#, "0.1"), ("1e-9", "0.000000001"), ("1E2", "100"),
            ("9007199.254740993", "9007199.254740993"), ("1000000000", "1000000000"),
            ("0.100000000000000000000", "0.1"),
        ])
    func amounts(sent: String, answered: String) async throws {
        let reply = try await post(#"{"amount":\#(sent),"unknown":[1]}"#)
        #expect(reply.status == 200)
        #expect(try reply.json["amount"]?.number?.text == answered)
    }

    @Test(
        "an amount that is none is a 400 that names the field",
        arguments: [
            "0", "-1", "0.0000000001", "1e400", "1000000000.000000001", #""1e2""#, #"" 1""#,
            #""+1""#,
            #""0.1000000000""#, #""""#, "null", "true", "[]", "{}", "1e-400",
        ])
    func badAmounts(sent: String) async throws {
        let reply = try await post(#"{"amount":\#(sent)}"#)
        #expect(reply.status == 400)
        #expect(try reply.code == "validation_error")
        #expect(try reply.json["details"]?["field"]?.string == "amount")
        #expect(try reply.json["details"]?["expected"]?.string?.contains("above 0") == true)
    }

    @Test(
        "a body that is no object of JSON is a 400",
        arguments: [
            "", "{", "[]", "1", "NaN", #"{"amount":NaN}"#, #"{"amount":1,"amount":2}"#, "{}{}",
            #"{"amount":1}x"#,
            String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
            "{\"a\":\"\u{1}\"}",
        ])
    func badBodies(body: String) async throws {
        let reply = try await post(body)
        #expect(reply.status == 400)
        #expect(try reply.code == "validation_error")
    }

    @Test(
        "a body says that it is JSON, or nothing",
        arguments: [
            ("application/json", 200), ("application/json; charset=utf-8", 200),
            ("Application/JSON", 200), ("application/cloudevents+json", 200), (nil, 200),
            ("application/x-www-form-urlencoded", 415), ("text/plain", 415), ("", 415),
            ("application/xml", 415),
        ] as [(String?, Int)])
    func contentTypes(type: String?, status: Int) async throws {
        #expect(try await post(#"{"amount":1}"#, type: type).status == status)
    }

    @Test("a compressed body is not read")
    func compressed() async throws {
        #expect(try await post(#"{"amount":1}"#, [.contentEncoding: "gzip"]).status == 415)
    }

    @Test("more than 10 MB are refused")
    func tooLarge() async throws {
        let fitting =
            #"{"amount":1,"x":""# + String(repeating: "x", count: 10_485_760 - 19) + #""}"#
        #expect(try await post(fitting).status == 200)
        let reply = try await post(fitting + " ")
        #expect(reply.status == 413)
        #expect(try reply.code == "payload_too_large")
    }

    @Test(
        "an idempotency key is 1 to 255 printable characters",
        arguments: [
            ("k", 200), ("a key with spaces", 200), (String(repeating: "k", count: 255), 200),
            ("", 400), (String(repeating: "k", count: 256), 400), ("schlüssel", 400),
        ])
    func idempotencyKeys(key: String, status: Int) async throws {
        let reply = try await post(#"{"amount":1}"#, [.idempotencyKey: key])
        #expect(reply.status == status)
    }
}

@Suite struct FieldsTests {
    private enum Color: String, CaseIterable { case red, green }

    private func fields(_ text: String) throws -> Fields {
        try Fields(JSON(parsing: Array(text.utf8)))
    }

    private func field(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as APIError {
            return error.details["field"]?.string
        } catch {
            return "\(error)"
        }
    }

    @Test("fields are read as what they are")
    func read() throws {
        let fields = try fields(
            """
            {"name":"Ada","count":5,"flag":true,"color":"green","at":"2026-01-02T03:04:05Z",
             "id":"hold_00000000000000000000000005","inner":{"a":1},"list":[{"a":1},{"a":2}],
             "metadata":{"k":"v"},"nothing":null}
            """)
        #expect(try fields.string("name") == "Ada")
        #expect(try fields.integer("count", in: 1...5) == 5)
        #expect(try fields.bool("flag"))
        #expect(try fields.choice("color", of: Color.self) == .green)
        #expect(try fields.instant("at").description == "2026-01-02T03:04:05.000Z")
        #expect(try fields.id("id", of: HoldKind.self) == ID(bits: 5))
        #expect(try fields.fields("inner").integer("a", in: 0...9) == 1)
        #expect(
            try fields.list("list", counts: 1...2).map { try $0.integer("a", in: 0...9) } == [1, 2])
        #expect(try fields.metadata()?["k"]?.string == "v")
        #expect(!fields.has("nothing"))
        #expect(try fields.optionalString("nothing") == nil)
        #expect(try fields.optionalString("absent") == nil)
    }

    @Test("a refusal names the field by its place in the body")
    func names() throws {
        let fields = try fields(
            """
            {"name":"","count":6,"flag":"yes","color":"blue","at":"soon","id":"org_1",
             "inner":{"a":-1},"list":[{"a":1},{"a":"2"}],"metadata":[]}
            """)
        #expect(field { _ = try fields.string("name") } == "name")
        #expect(field { _ = try fields.string("absent") } == "absent")
        #expect(field { _ = try fields.integer("count", in: 1...5) } == "count")
        #expect(field { _ = try fields.bool("flag") } == "flag")
        #expect(field { _ = try fields.choice("color", of: Color.self) } == "color")
        #expect(field { _ = try fields.instant("at") } == "at")
        #expect(field { _ = try fields.id("id", of: HoldKind.self) } == "id")
        #expect(field { _ = try fields.metadata() } == "metadata")
        #expect(field { _ = try fields.fields("absent") } == "absent")
        #expect(
            field { _ = try fields.fields("inner").credits("a", .notNegative) } == "inner.a")
        #expect(
            field {
                for item in try fields.list("list", counts: 1...2) {
                    _ = try item.integer("a", in: 0...9)
                }
            } == "list.1.a")
        #expect(field { _ = try fields.list("list", counts: 1...1) } == "list")
    }

    @Test("metadata is bounded in members and in bytes")
    func metadata() throws {
        let members = (0..<51).map { "\"k\($0)\":1" }.joined(separator: ",")
        let many = try fields("{\"metadata\":{\(members)}}")
        #expect(field { _ = try many.metadata() } == "metadata")
        let long = String(repeating: "x", count: 16_384)
        let large = try fields("{\"metadata\":{\"k\":\"\(long)\"}}")
        #expect(field { _ = try large.metadata() } == "metadata")
    }
}

@Suite struct QueryTests {
    private func list(_ query: String) async throws -> Reply {
        var reply: Reply?
        try await withStage { stage in
            reply = try await stage.send(.get, "/api/v1/admin/things\(query)", Stage.asOperator)
        }
        return try #require(reply)
    }

    @Test(
        "limit is 50 unless said, and 1 to 200",
        arguments: [
            ("", 50), ("?limit=1", 1), ("?limit=200", 200), ("?limit=", 50),
            ("?limit=7&limit=8", 7),
        ])
    func limits(query: String, limit: Int64) async throws {
        #expect(try await list(query).json["limit"]?.int64 == limit)
    }

    @Test(
        "a parameter that cannot be read is a 400 that names it",
        arguments: [
            ("?limit=0", "limit"), ("?limit=201", "limit"), ("?limit=-1", "limit"),
            ("?limit=ten", "limit"), ("?limit=1.0", "limit"), ("?cursor=***", "cursor"),
            ("?cursor=A", "cursor"), ("?cursor=gICA", "cursor"),
            ("?cursor=\(String(repeating: "A", count: 600))", "cursor"),
        ])
    func refused(query: String, field: String) async throws {
        let reply = try await list(query)
        #expect(reply.status == 400)
        #expect(try reply.json["details"]?["field"]?.string == field)
    }

    @Test("a cursor comes back as the position that it was made of")
    func cursors() async throws {
        let next = try #require(try await list("").json["nextCursor"]?.string)
        #expect(try await list("?cursor=\(next)").json["cursor"]?.string == "position 7")
        #expect(Cursor.json(for: nil).isNull)
    }
}
