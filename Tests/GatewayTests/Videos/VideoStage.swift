// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import Hummingbird
import JSON
import Money
import NIOCore
import NIOHTTP1
import Pricing
import Testing
import Vocabulary

@testable import Gateway

/// A whole gateway in front of one upstream, or of none but the sandbox, whose jobs the test begins
/// and looks at.
struct VideoStage: Sendable {
    let base: GatewayStage
    let gateway: Gateway

    init(_ base: GatewayStage, upstream: UpstreamSettings? = nil) throws {
        self.base = base
        gateway = try base.gateway(upstreams: upstream.map { [$0] } ?? [])
    }

    /// Another server on the same database, or this one after a restart.
    func another(_ upstream: UpstreamSettings? = nil) throws -> VideoStage {
        try VideoStage(base, upstream: upstream)
    }

    /// Asks for a video, as `POST /v1/videos` does once it is known who asks.
    func create(
        _ body: String, under claim: IdempotencyClaim? = nil
    ) async throws -> (status: Int, json: JSON) {
        let asked = try ModelRequest(.video, body: ByteBuffer(string: body))
        let model = try base.book.model(named: asked.model)
        let price = CallPrice(
            book: base.book, model: model, operation: .video, markup: .standard,
            instant: base.time.now)
        let caller = Caller(
            keyID: base.house.ids.make(), organizationID: base.organization, scopes: .customer)
        let terms = CallTerms(
            asked, organization: base.organization, caller: caller, price: price,
            requestID: "req_1", holds: base.configuration.holds)
        let outgoing = OutgoingCall(
            asked, of: model, headers: [:],
            to: gateway.candidates(for: model, asked: asked.model, .video))
        let response = try await gateway.beginVideo(outgoing, terms, under: claim)
        return (response.status.code, try await Self.json(of: response))
    }

    static func json(of response: Response) async throws -> JSON {
        let client = Client()
        try await response.body.write(client)
        return try JSON(parsing: Array(client.text.utf8))
    }

    /// A job of four seconds that holds one credit; not written down yet.
    func draft(book: Int64) throws -> VideoJob {
        VideoJob(
            id: base.house.ids.make(), organization: base.organization,
            terms: VideoTerms(
                model: "florin/echo-video", memo: Memo(), hold: base.house.ids.make(),
                held: try Credits(text: "1"), charge: base.house.ids.make(),
                pricing: VideoPricing(book: book, markup: .standard, measure: "{}")),
            createdAt: base.time.now)
    }

    /// A job that an upstream has.
    func start(_ body: String = Self.echo) async throws -> VideoJob {
        let (status, json) = try await create(body)
        try #require(status == 200, "\(json)")
        return try await find(json)
    }

    func find(_ json: JSON) async throws -> VideoJob {
        let id = try #require(json["id"]?.string.flatMap { VideoJobID($0) })
        return try #require(try await gateway.videos.find(id, of: base.organization))
    }

    func find(_ job: VideoJob) async throws -> VideoJob? {
        try await gateway.videos.find(job.id, of: job.organization)
    }

    /// Looks at whatever is due, as the gateway does every second.
    func look() async throws {
        let jobs = try await gateway.videos.takeDue(limit: 10, leaseSeconds: 60)
        for job in jobs { await gateway.poll(job) }
    }

    /// What is spendable and what is held.
    func balances() async throws -> [Credits] {
        let standing = try await base.standing()
        return [standing.available, standing.held]
    }

    static let echo = #"{"model":"florin/echo-video","prompt":"a coin"}"#
}

/// Runs a test with ten credits, in front of the sandbox.
func withVideos(
    credits: String? = "10", _ body: (VideoStage) async throws -> Void
) async throws {
    try await withGateway(credits: credits) { base in
        try await body(VideoStage(base))
    }
}

/// Runs a test in front of a server of ours that answers each request, counted from 0, with a
/// status and a body; 0 closes the connection without an answer.
func withVideos(
    answering script: @escaping @Sendable (Int) -> (status: Int, body: String),
    _ body: (VideoStage, UpstreamSettings, ScriptedServer) async throws -> Void
) async throws {
    try await ScriptedServer.run({ number, channel in
        let answer = script(number)
        guard answer.status > 0 else { return channel.close(promise: nil) }
        channel.send(
            "HTTP/1.1 \(answer.status) X\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(answer.body.utf8.count)\r\n\r\n\(answer.body)")
    }) { server, url in
        let settings = try UpstreamCalls.settings(url)
        try await withVideos { stage in
            try await body(stage.another(settings), settings, server)
        }
    }
}
