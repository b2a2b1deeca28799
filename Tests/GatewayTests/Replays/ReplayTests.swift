// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Logging
import Money
import NIOCore
import Pricing
import Synchronization
import Testing
import Vocabulary

@testable import Gateway

/// A call under an `Idempotency-Key` is made once, charged once and answered again.
struct ReplayTests {
    private let body = #"{"model":"florin/echo","messages":[{"role":"user"}]}"#

    @Test("twenty requests at once are one call, one charge and one answer")
    func atOnce() async throws {
        try await withGateway { stage in
            let desk = try Desk(stage)
            let runs = Runs()
            let answers = try await withThrowingTaskGroup(of: Told.self) { group in
                for _ in 0..<20 {
                    group.addTask { [body] in
                        try await desk.ask(body) { key in
                            runs.count.withLock { $0 += 1 }
                            return try await desk.answer("hello", to: body, under: key)
                        }
                    }
                }
                return try await group.reduce(into: [Told]()) { $0.append($1) }
            }
            #expect(runs.count.withLock { $0 } == 1)
            #expect(Set(answers.map(\.text)) == ["hello"])
            #expect(answers.count { $0.isReplay } == 19)
            let charge = try #require(try await stage.charges().first?.charge)
            #expect(try await stage.charges().count == 1)
            #expect(Set(answers.map(\.charge)) == ["\(charge.id)"])
            #expect(Set(answers.map(\.cost)) == ["\(charge.amount)"])
        }
    }

    @Test("the same JSON is the same request; another body or path is a conflict")
    func sameness() async throws {
        try await withGateway { stage in
            let desk = try Desk(stage)
            try await desk.charge("hello", to: body)
            let spaced = #"{ "messages":[ {"role":"user"}], "model":"florin/echo" }"#
            #expect(try await desk.ask(spaced, orFail: true).isReplay)
            for (path, body) in [("/v1/chat/completions", "{}"), ("/v1/embeddings", body)] {
                await #expect(throws: KeeperRefusal.idempotencyConflict) {
                    try await desk.ask(body, at: path, orFail: true)
                }
            }
        }
    }

    @Test("a call that failed leaves the key free, also for those who waited")
    func failed() async throws {
        struct Failed: Error {}
        try await withGateway { stage in
            let desk = try Desk(stage)
            await #expect(throws: Failed.self) {
                try await desk.ask(body) { _ in throw Failed() }
            }
            let call = try await desk.open(body, under: desk.key())
            await call.release()
            #expect(try await desk.charge("hello", to: body).isReplay == false)
            #expect(try await desk.ask(body, orFail: true).isReplay)
        }
    }

    @Test("a repeat waits half a minute for the first call, then it is told to come back")
    func patience() async throws {
        try await withGateway { stage in
            let desk = try Desk(stage)
            let key = try #require(try desk.key())
            let repeated = Task { try await desk.ask(body, orFail: true) }
            let keys = desk.gateway.replays.keys
            while keys.waitingCount == 0 { await Task.yield() }
            stage.wait(seconds: 29)
            keys.beat(at: stage.time.now)
            #expect(keys.waitingCount == 1)
            stage.wait(seconds: 1)
            keys.beat(at: stage.time.now)
            let error = await #expect(throws: APIError.self) { try await repeated.value }
            #expect(error?.code == .conflict)
            #expect(error?.headers[.retryAfter] == "5")
            withExtendedLifetime(key) {}
        }
    }

    @Test("a stream that was charged is not made again: the repeat learns of the charge")
    func streamed() async throws {
        try await withGateway { stage in
            let desk = try Desk(stage)
            do {
                let call = try await desk.open(body, under: desk.key())
                call.noteBegun()
                _ = await call.settle(CallUsage(outputTokens: 5))
            }
            let charge = try #require(try await stage.charges().first?.charge.id)
            let error = await #expect(throws: APIError.self) {
                try await desk.ask(body, orFail: true)
            }
            #expect(error?.code == .conflict && error?.details["charge"]?.string == "\(charge)")
            #expect(error?.message.contains("it was streamed") == true)
            #expect(error?.headers[.xShouldRetry] == "false")
        }
    }

    @Test("a stream that was forgotten after its first byte is remembered, one before it is not")
    func forgotten() async throws {
        try await withGateway { stage in
            let desk = try Desk(stage)
            do { _ = try await desk.open(body, under: desk.key()) }
            await stage.house.settlements.retry()
            do { try await desk.open(body, under: desk.key()).noteBegun() }
            #expect(try desk.key() == nil, "its charge is not in the books yet")
            await stage.house.settlements.retry()
            await #expect(throws: APIError.self) { try await desk.ask(body, orFail: true) }
            #expect(try await stage.charges().count == 1)
        }
    }

    @Test("an answer above a mebibyte is charged and not kept")
    func large() async throws {
        try await withGateway { stage in
            let desk = try Desk(stage)
            let largest = String(repeating: "x", count: KeptAnswer.bytesMax)
            try await desk.charge(largest + "x", to: body)
            let error = await #expect(throws: APIError.self) {
                try await desk.ask(body, orFail: true)
            }
            #expect(error?.message.contains("larger than 1048576 bytes") == true)
            let other = try Desk(stage, key: "other")
            try await other.charge(largest, to: body)
            #expect(try await other.ask(body, orFail: true).text == largest)
        }
    }

    @Test("a call that costs nothing is repeated like any other")
    func free() async throws {
        let markup = try #require(Markup(percent: ExactDecimal(text: "-100")))
        try await withGateway(credits: nil) { stage in
            let desk = try Desk(stage, markup: markup)
            try await desk.charge("hello", to: body)
            let repeated = try await desk.ask(body, orFail: true)
            #expect(repeated.isReplay && repeated.cost == "0")
            #expect(try await stage.charges().count == 1)
        }
    }

    @Test("the same call on two servers is charged once, and neither hold stays")
    func twoServers() async throws {
        try await withGateway { stage in
            let (one, two) = (try Desk(stage), try Desk(stage))
            let (first, second) = (
                try await one.open(body, under: one.key()),
                try await two.open(body, under: two.key())
            )
            #expect(await first.settle(CallUsage(outputTokens: 5), answer: .text("a")) != nil)
            #expect(await second.settle(CallUsage(outputTokens: 5), answer: .text("b")) == nil)
            #expect(try await stage.charges().count == 1)
            #expect(try await stage.standing().held == .zero)
            #expect(try await two.ask(body, orFail: true).text == "a")
        }
    }

    @Test("a call whose key another route took meanwhile is charged all the same")
    func keyTaken() async throws {
        try await withGateway { stage in
            let desk = try Desk(stage)
            let call = try await desk.open(body, under: desk.key())
            let claim = IdempotencyClaim(key: "k", fingerprint: [9])
            let hold = HoldCommand(
                id: stage.house.ids.make(), amount: Credits(nanocredits: 1),
                expiresAt: stage.time.now.adding(seconds: 60))
            let order = Order(.hold(hold), for: stage.organization, claim: claim) { _ in
                Answer(status: 201, body: [])
            }
            _ = try await stage.house.keeper.settle(order)
            #expect(await call.settle(CallUsage(outputTokens: 5), answer: .text("a")) != nil)
            #expect(try await stage.charges().count == 1)
        }
    }

    @Test("a settlement that waits for the database keeps the key until it is in the books")
    func databaseAway() async throws {
        try await withGateway { stage in
            let desk = try Desk(stage)
            let call = try await desk.open(body, under: desk.key())
            let release = try await stage.blockDatabase()
            #expect(await call.settle(CallUsage(outputTokens: 5), answer: .text("a")) == nil)
            #expect(try desk.key() == nil)
            await release()
            for _ in 0..<Settlements.pauseMax { await stage.house.settlements.retry() }
            #expect(try await desk.ask(body, orFail: true).text == "a")
            #expect(try await stage.charges().count == 1)
        }
    }
}

extension SentAnswer {
    fileprivate static func text(_ text: String) -> SentAnswer {
        SentAnswer(
            status: 200, contentType: "text/plain", contentEncoding: nil,
            body: ByteBuffer(string: text))
    }
}

private final class Runs: Sendable {
    let count = Mutex(0)
}

/// What a client was told.
private struct Told: Sendable {
    let text: String
    let isReplay: Bool
    let charge: String?
    let cost: String?
}

/// A server's side of requests under one key.
private struct Desk: Sendable {
    let gateway: Gateway
    private let stage: GatewayStage
    private let keyText: String
    private let markup: Markup

    struct Ran: Error {}

    init(_ stage: GatewayStage, key: String = "k", markup: Markup = .standard) throws {
        self.stage = stage
        self.markup = markup
        keyText = key
        gateway = try stage.gateway()
    }

    private func request(_ body: String, _ path: String) -> Request {
        Request(
            head: HTTPRequest(
                method: .post, scheme: nil, authority: nil, path: path,
                headerFields: [.idempotencyKey: keyText]),
            body: RequestBody(buffer: ByteBuffer(string: body)))
    }

    /// The key, as a request of the usual body would take it; nil while it is in use.
    func key() throws -> KeyInUse? {
        let body = #"{"model":"florin/echo","messages":[{"role":"user"}]}"#
        let asked = request(body, "/v1/chat/completions")
        let claim = try asked.idempotencyClaim(forBytes: ByteBuffer(string: body))
        return gateway.replays.keys.take(try #require(claim), of: stage.organization)
    }

    func open(_ body: String, under key: KeyInUse?) async throws -> MeteredCall {
        try await stage.open(body, markup: markup, under: key)
    }

    /// Answers a call as the gateway does.
    func answer(
        _ text: String, to body: String, under key: KeyInUse?
    ) async throws -> Response {
        let call = try await open(body, under: key)
        let answer = SentAnswer.text(text)
        let settled = await call.settle(CallUsage(outputTokens: 5), answer: answer)
        var response = Response.text(text)
        response.tell(
            charge: settled?.charge.description, cost: settled?.cost, balance: settled?.balance)
        return response
    }

    @discardableResult
    func charge(_ text: String, to body: String) async throws -> Told {
        try await ask(body) { key in try await answer(text, to: body, under: key) }
    }

    /// A request that must not reach a model.
    @discardableResult
    func ask(
        _ body: String, at path: String = "/v1/chat/completions", orFail: Bool
    ) async throws -> Told {
        try await ask(body, at: path) { _ in throw Ran() }
    }

    func ask(
        _ body: String, at path: String = "/v1/chat/completions",
        run: (KeyInUse?) async throws -> Response
    ) async throws -> Told {
        let context = EdgeContext(
            logger: Logger(label: "test"), organization: stage.organization)
        let response = try await gateway.once(
            request(body, path), body: ByteBuffer(string: body), context, run: run)
        let writer = Reader()
        try await response.body.write(writer)
        return Told(
            text: writer.text, isReplay: response.headers[.idempotencyReplayed] == "true",
            charge: response.headers[.xFlorinCharge], cost: response.headers[.xFlorinCost])
    }
}

private final class Reader: ResponseBodyWriter {
    private(set) var text = ""

    func write(_ buffer: ByteBuffer) async throws { text += String(buffer: buffer) }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
