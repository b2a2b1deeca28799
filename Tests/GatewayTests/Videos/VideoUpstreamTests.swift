// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import JSON
import Ledger
import Money
import NIOCore
import Synchronization
import Testing
import Vocabulary

@testable import Gateway

/// Jobs whose upstream fails, lies or is not there. A second of sora-2 costs 0.1 and 20 %.
struct VideoUpstreamTests {
    private static let queued = #"{"id":"v/1","object":"video","status":"queued","odd":[1.0]}"#
    private static let sora = #"{"model":"sora-2","prompt":"a coin","seconds":"8"}"#

    @Test("an answer passes through byte for byte but for its id")
    func passes() async throws {
        try await withVideos(answering: { _ in (200, Self.queued) }) { stage, _, server in
            let job = try await stage.start(Self.sora)
            let answer = String(decoding: job.answer ?? [], as: UTF8.self)
            #expect(answer == Self.queued.replacing(#""v/1""#, with: "\"\(job.id)\""))
            #expect(job.place == VideoPlace(upstream: "test", id: "v/1", model: "sora-2"))
            stage.base.wait(seconds: 3)
            try await stage.look()
            let request = server.requests.withLock { $0.last }
            #expect(request?.hasPrefix("GET /v1/videos/v%2F1 HTTP/1.1\r\n") == true)
        }
    }

    @Test(
        "charged is what was made: fewer seconds less, more seconds more, nonsense as asked",
        arguments: [
            (#""seconds":"8""#, "0.96"), (#""seconds":"4""#, "0.48"), (#""seconds":5.5"#, "0.66"),
            (#""seconds":"12""#, "1.44"), (#""seconds":"0""#, "0.96"),
            (#""seconds":"-4""#, "0.96"), (#""seconds":"9000""#, "0.96"),
            (#""seconds":"a while""#, "0.96"), (#""prompt":"p""#, "0.96"),
        ])
    func made(fields: String, expected: String) async throws {
        let made = #"{"id":"v/1","status":"completed",\#(fields)}"#
        try await withVideos(answering: { (200, $0 == 0 ? Self.queued : made) }) { stage, _, _ in
            _ = try await stage.start(Self.sora)
            stage.base.wait(seconds: 3)
            try await stage.look()
            let charge = try #require(try await stage.base.charges().first)
            #expect(try charge.charge.amount == Credits(text: expected))
            #expect(try await stage.balances()[1] == .zero)
        }
    }

    @Test("a model whose large videos cost more is charged by the size that came")
    func size() async throws {
        let made = #"{"id":"v/1","status":"completed","seconds":"4","size":"1024x1792"}"#
        try await withVideos(answering: { (200, $0 == 0 ? Self.queued : made) }) { stage, _, _ in
            _ = try await stage.start(#"{"model":"sora-2-pro","prompt":"a coin"}"#)
            #expect(try await stage.balances()[1] == Credits(text: "1.44"))
            stage.base.wait(seconds: 3)
            try await stage.look()
            let charge = try #require(try await stage.base.charges().first)
            #expect(try charge.charge.amount == Credits(text: "2.4"))
        }
    }

    @Test("a job that is made at once is charged at once")
    func atOnce() async throws {
        let made = #"{"id":"v/1","status":"completed","seconds":"8"}"#
        try await withVideos(answering: { _ in (200, made) }) { stage, _, _ in
            let job = try await stage.start(Self.sora)
            #expect(job.state == .completed)
            #expect(try await stage.base.charges().count == 1)
        }
    }

    @Test("a job that fails costs nothing, and its client hears why")
    func failed() async throws {
        let failed =
            #"{"id":"v/1","status":"failed","error":{"code":"moderation","message":"No."}}"#
        try await withVideos(answering: { (200, $0 == 0 ? Self.queued : failed) }) { stage, _, _ in
            let job = try await stage.start(Self.sora)
            stage.base.wait(seconds: 3)
            let seen = try await stage.gateway.current(job)
            #expect(seen.state == .failed)
            #expect(String(decoding: seen.answer ?? [], as: UTF8.self).contains("moderation"))
            #expect(try await stage.balances()[1] == .zero)
            #expect(try await stage.base.charges().isEmpty)
        }
    }

    @Test("what an upstream refuses was never begun", arguments: [400, 404, 422, 401, 429, 503])
    func refused(status: Int) async throws {
        let error = #"{"error":{"message":"No.","type":"x","code":"y","param":"seconds"}}"#
        try await withVideos(answering: { _ in (status, error) }) { stage, _, server in
            do {
                let (answered, json) = try await stage.create(Self.sora)
                #expect(answered == status && json["error"]?["param"] == "seconds")
            } catch let error as APIError {
                #expect(error.code == .providerError && [401, 429, 503].contains(status))
            }
            #expect(try await stage.balances()[1] == .zero)
            #expect(try await lost(stage).isEmpty)
            #expect(server.requests.withLock { $0.count } == 1)
        }
    }

    @Test(
        "a job that the upstream may have is asked for once, given up, and listed",
        arguments: [(0, ""), (500, "{}"), (200, "<html>"), (200, "{}"), (200, #"{"id":".."}"#)])
    func mayRun(status: Int, body: String) async throws {
        try await withVideos(answering: { _ in (status, body) }) { stage, _, server in
            let error = await #expect(throws: APIError.self) { try await stage.create(Self.sora) }
            #expect(error?.code == .providerError)
            let held = try await stage.balances()[1]
            #expect(held == .zero)
            #expect(try await lost(stage).map(\.state) == [.unknown])
            #expect(server.requests.withLock { $0.count } == 1)
        }
    }

    @Test("an upstream that is away for hours is asked more and more seldom, and charged once back")
    func away() async throws {
        let made = #"{"id":"v/1","status":"completed","seconds":"8"}"#
        let isBack = Flag()
        try await withVideos(
            answering: { $0 == 0 ? (200, Self.queued) : isBack.value ? (200, made) : (500, "{}") }
        ) { stage, _, server in
            _ = try await stage.start(Self.sora)
            for _ in 0..<240 {
                stage.base.wait(seconds: 90)
                try await stage.look()
            }
            #expect(server.requests.withLock { $0.count } < 100)
            #expect(try await stage.balances()[1] == Credits(text: "0.96"), "six hours later")
            isBack.value = true
            stage.base.wait(seconds: 400)
            try await stage.look()
            #expect(try await stage.base.charges().count == 1)
        }
    }

    @Test("a job of which nobody says how it ended is over after a day, and costs nothing")
    func expired() async throws {
        try await withVideos(
            answering: { $0 == 0 ? (200, Self.queued) : (500, "{}") }
        ) { stage, _, _ in
            let job = try await stage.start(Self.sora)
            for _ in 0..<25 {
                stage.base.wait(seconds: 3_500)
                try await stage.look()
            }
            let seen = try #require(try await stage.find(job))
            #expect(seen.state == .expired)
            #expect(VideoAnswer.status(in: seen.answer ?? []) == "failed")
            #expect(try await stage.balances()[1] == .zero)
            #expect(try await lost(stage).map(\.place?.id) == ["v/1"])
        }
    }

    @Test("a job that the upstream says it has not, again and again, has failed")
    func gone() async throws {
        try await withVideos(
            answering: { $0 == 0 ? (200, Self.queued) : (404, "{}") }
        ) { stage, _, _ in
            let job = try await stage.start(Self.sora)
            for look in 1...6 {
                #expect(try await stage.find(job)?.state == .running, "look \(look)")
                stage.base.wait(seconds: 400)
                try await stage.look()
            }
            #expect(try await stage.find(job)?.state == .failed)
            #expect(try await stage.balances()[1] == .zero)
        }
    }

    @Test("a client of an upstream that does not answer is told what was seen last")
    func snapshot() async throws {
        try await withVideos(
            answering: { $0 == 0 ? (200, Self.queued) : (500, "{}") }
        ) { stage, _, _ in
            let job = try await stage.start(Self.sora)
            let seen = try await stage.gateway.current(job)
            #expect(seen == job)
        }
    }

    @Test("a job whose upstream is not configured any more waits for its return")
    func unconfigured() async throws {
        try await withVideos(answering: { _ in (200, Self.queued) }) { stage, settings, server in
            let job = try await stage.start(Self.sora)
            stage.base.wait(seconds: 3)
            try await stage.another(nil).look()
            #expect(try await stage.find(job)?.failures == 1)
            stage.base.wait(seconds: 400)
            try await stage.another(settings).look()
            #expect(try await stage.find(job)?.failures == 0)
        }
    }

    @Test("a repeat under its key is told the first answer, and asks for nothing")
    func repeated() async throws {
        let claim = IdempotencyClaim(key: "k", fingerprint: [1])
        try await withVideos(answering: { _ in (200, Self.queued) }) { stage, settings, server in
            let first = try await stage.create(Self.sora, under: claim)
            let second = try await stage.another(settings).create(Self.sora, under: claim)
            #expect(first.json == second.json)
            #expect(server.requests.withLock { $0.count } == 1)
            #expect(try await stage.balances()[1] == Credits(text: "0.96"))
        }
    }

    @Test("a job that an upstream has taken is written down once the database is back")
    func outage() async throws {
        let waiting = Mutex<(any Channel)?>(nil)
        try await ScriptedServer.run({ _, channel in waiting.withLock { $0 = channel } }) {
            _, url in
            let settings = try UpstreamCalls.settings(url)
            try await withVideos { base in
                let stage = try base.another(settings)
                async let created = stage.create(Self.sora)
                try await UpstreamCalls.wait { waiting.withLock { $0 != nil } }
                let unblock = try await stage.base.blockDatabase()
                waiting.withLock { $0 }?.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: \(Self.queued.utf8.count)\r\n\r\n"
                        + Self.queued)
                try await Task.sleep(for: .milliseconds(300))
                await unblock()
                let job = try await stage.find(try await created.json)
                #expect(job.state == .running && job.place?.id == "v/1")
            }
        }
    }

    private func lost(_ stage: VideoStage) async throws -> [LostVideoJob] {
        try await stage.base.database.read { try LostVideoJob.since(.epoch, limit: 10, on: $0) }
    }
}
