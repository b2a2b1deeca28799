// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Logging
import Money
import NIOCore
import Synchronization
import TestSupport
import Vocabulary

/// The real edge over a real SQLite file, with a handful of routes to drive it by.
struct Stage: Sendable {
    let database: any Database
    let keys: KeyRing
    let metrics: Metrics
    let log: LogLines
    let responder: EdgeResponder

    static let home: OrganizationID = ID(bits: 1)
    static let other: OrganizationID = ID(bits: 2)
    static let customerKey: KeyID = ID(bits: 11)

    static let asOperator: HTTPFields = [.authorization: "Bearer operator-secret"]
    static let asCustomer: HTTPFields = [.authorization: "Bearer customer-secret"]
    static let asReader: HTTPFields = [.xAPIKey: "reader-secret"]
}

func withStage(
    requestsPerMinute: Int? = nil, _ body: (Stage) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = try await TestDatabase.open(path: folder.appending(path: "test.db").path)
    _ = try await Migrator(Organizations.migrations + Keys.migrations).migrate(database, at: 0)
    try await fill(database)
    let clock = Clock { Instant(microseconds: 100_000_000) }
    let keys = KeyRing(database: database, clock: clock)
    let metrics = Metrics()
    let edge = Edge(
        keys: keys, organizations: OrganizationDirectory(database: database),
        limiter: requestsPerMinute.map { RateLimiter(requestsPerMinute: $0) }, metrics: metrics,
        ids: IDSource(clock: clock) { UInt64.random(in: .min ... .max) },
        topUpURL: "https://example.com/billing")
    let responder = RouteTable(testRoutes).responder(through: edge)
    let stage = Stage(
        database: database, keys: keys, metrics: metrics, log: LogLines(), responder: responder)
    try await body(stage)
    await database.close()
}

private func fill(_ database: any Database) async throws {
    try await database.write { connection in
        for id in [Stage.home, Stage.other] {
            let organization = Organization(id: id, name: "\(id)", email: nil, createdAt: .epoch)
            try Organizations.create(organization, in: connection)
        }
        let keys: [(KeyID, String, OrganizationID?, Scopes)] = [
            (ID(bits: 10), "operator-secret", nil, .operator),
            (Stage.customerKey, "customer-secret", Stage.home, .customer),
            (ID(bits: 12), "reader-secret", Stage.home, .read),
        ]
        for (id, secret, organization, scopes) in keys {
            _ = try Keys.create(
                KeyDraft(organizationID: organization, name: secret, scopes: scopes), id: id,
                secret: KeySecret(chosen: secret), by: nil, at: .epoch, in: connection)
        }
    }
}

private struct Strange: Error { let secret = "password=hunter2" }

private let testRoutes: [Route] = [
    Route(.get, "/open", .open, "open") { _, _ in .json(["ok": true]) },
    Route(.get, "/api/v1/things/{id}", .organization(.read), "getThing") { _, context in
        .json([
            "organization": .string(try context.organization.description),
            "id": .string(context.path("id")),
        ])
    },
    Route(.post, "/api/v1/things", .organization(.spend), "createThing") { request, context in
        let json = try await request.json()
        let fields = try Fields(json)
        let amount = try fields.credits("amount", .positive)
        let claim = try request.idempotencyClaim(for: json)
        return .json(["amount": .credits(amount), "key": claim.map { .string($0.key) } ?? .null])
    },
    Route(.delete, "/api/v1/things/{id}", .organization(.admin), "deleteThing") { _, context in
        let id = try context.id(of: HoldKind.self, what: "thing")
        return .json(["id": .string(id.description)])
    },
    Route(.get, "/api/v1/admin/things", .operator, "listThings") { request, _ in
        let query = Query(request)
        return .json([
            "limit": .number(JSONNumber(try query.limit())),
            "cursor": try query.cursor().map { .string($0) } ?? .null,
            "nextCursor": Cursor.json(for: "position 7"),
        ])
    },
    Route(.get, "/api/v1/optional", .optional, "optional") { _, context in
        .json(["key": context.callerIfAny.map { .string($0.keyID.description) } ?? .null])
    },
    Route(.get, "/api/v1/broken", .open, "broken") { _, _ in throw Strange() },
    Route(.get, "/api/v1/full", .open, "full") { _, _ in throw DatabaseFailure.full },
    Route(.post, "/v1/chat/completions", .organization(.spend), "chat", answer: poor),
    Route(.post, "/api/v1/chat/completions", .organization(.spend), "chatToo", answer: poor),
    Route(.post, "/v1/messages", .organization(.spend), "messages", answer: poor),
    Route(.post, "/api/v1/holds", .organization(.spend), "hold", answer: poor),
    Route(.get, "/v1/models/**", .open, "model") { _, _ in .json(["model": true]) },
]

private let poor: Route.Answer = { _, _ in
    throw APIError.insufficientCredits(
        required: .init(nanocredits: 1_500_000_000), available: .init(nanocredits: 250_000_000))
}

/// A whole response.
struct Reply {
    let status: Int
    let headers: HTTPFields
    let text: String

    var json: JSON {
        get throws { try JSON(parsing: Array(text.utf8)) }
    }

    /// The error's code in the house's shape.
    var code: String? {
        get throws { try json["code"]?.string }
    }
}

extension Stage {
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Reply {
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "test", path: path,
                headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
        let logger = Logger(label: "test") { _ in log }
        let response = try await responder.respond(
            to: request, context: EdgeContext(logger: logger))
        let sink = Sink()
        try await response.body.write(sink)
        return Reply(
            status: response.status.code, headers: response.headers,
            text: String(buffer: sink.bytes.withLock { $0 }))
    }
}

/// Takes a body's bytes.
private final class Sink: ResponseBodyWriter, Sendable {
    let bytes = Mutex(ByteBuffer())

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// Keeps what is logged.
final class LogLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }
}
