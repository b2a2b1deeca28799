// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import JSON
import Ledger
import Money
import Pricing
import Testing
import Vocabulary

@testable import Gateway

/// The life of a job, by the sandbox's model: a second of its video costs 0.01 and 20 %, 0.02 of a
/// large one.
struct VideoLifeTests {
    @Test("a video is held for as asked, made, and charged once, whether or not anybody asks")
    func life() async throws {
        try await withVideos { stage in
            let job = try await stage.start()
            #expect(try await stage.balances() == credits("9.952", "0.048"))
            stage.base.wait(seconds: 3)
            try await stage.look()
            #expect(try await stage.balances() == credits("9.952", "0"))
            let charge = try #require(try await stage.base.charges().first)
            #expect(charge.charge.id == job.terms.charge)
            #expect(charge.memo.pricing?.model == "florin/echo-video")
            #expect(charge.memo.pricing?.isEstimated == false)
            #expect(try await stage.find(job)?.state == .completed)
            stage.base.wait(seconds: 86_400)
            try await stage.look()
            #expect(try await stage.base.charges().count == 1)
        }
    }

    @Test(
        "length and size decide what is held",
        arguments: [
            (#""seconds":"12""#, "0.144"), (#""seconds":8"#, "0.096"),
            (#""size":"1280x720""#, "0.048"), (#""size":"1792x1024","seconds":"8""#, "0.192"),
        ])
    func held(fields: String, expected: String) async throws {
        try await withVideos { stage in
            _ = try await stage.start(
                #"{"model":"florin/echo-video","prompt":"a coin",\#(fields)}"#)
            #expect(try await stage.balances()[1] == Credits(text: expected))
        }
    }

    @Test("a client that looks first settles, and hears of it")
    func client() async throws {
        try await withVideos { stage in
            let job = try await stage.start()
            #expect(try await stage.gateway.current(job).state == .running)
            stage.base.wait(seconds: 3)
            let seen = try await stage.gateway.current(job)
            #expect(seen.state == .completed)
            #expect(try seen.cost == Credits(text: "0.048"))
            try await stage.look()
            #expect(try await stage.base.charges().count == 1)
        }
    }

    @Test("clients and servers that see the end together charge it once")
    func race() async throws {
        try await withVideos { stage in
            let job = try await stage.start()
            let other = try stage.another()
            stage.base.wait(seconds: 3)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for server in [stage, other] {
                    for _ in 0..<4 {
                        group.addTask {
                            let seen = try await server.gateway.current(job)
                            #expect(seen.state == .completed)
                        }
                        group.addTask { await server.gateway.poll(job) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await stage.base.charges().count == 1)
            #expect(try await stage.balances() == credits("9.952", "0"))
        }
    }

    @Test("a server that is started anew goes on with what the last one began")
    func restart() async throws {
        try await withVideos { stage in
            let job = try await stage.start()
            stage.base.wait(seconds: 3)
            // The first one takes it, and dies.
            let taken = try await stage.gateway.videos.takeDue(limit: 10, leaseSeconds: 60)
            #expect(taken.map(\.id) == [job.id])
            let other = try stage.another()
            try await other.look()
            #expect(try await stage.base.charges().isEmpty, "the first one may be alive")
            stage.base.wait(seconds: 60)
            try await other.look()
            #expect(try await stage.base.charges().count == 1)
        }
    }

    @Test("a server that died as it asked leaves a job that is given up, and holds nothing then")
    func cutOff() async throws {
        try await withVideos { stage in
            let job = try stage.draft(book: stage.base.book.number)
            _ = try await stage.gateway.videos.submit(job, under: nil)
            stage.base.wait(seconds: VideoJobs.submissionSeconds - 1)
            try await stage.another().look()
            #expect(try await stage.balances() == credits("9", "1"))
            stage.base.wait(seconds: 1)
            try await stage.another().look()
            #expect(try await stage.balances() == credits("10", "0"))
            let lost = try await stage.base.database.read {
                try LostVideoJob.since(.epoch, limit: 10, on: $0)
            }
            #expect(lost.map(\.state) == [.unknown])
        }
    }

    @Test("a video whose prices are gone is charged what was held for it")
    func unpriced() async throws {
        try await withVideos { stage in
            let job = try stage.draft(book: 999)
            _ = try await stage.gateway.videos.submit(job, under: nil)
            let id = "echo-video_\(stage.base.time.now.microseconds)_4_720x1280"
            _ = try await stage.gateway.videos.accept(
                job, at: VideoPlace(upstream: "sandbox", id: id, model: "florin/echo-video"),
                status: 200, answer: Array("{}".utf8), nextPollAt: stage.base.time.now)
            stage.base.wait(seconds: 3)
            try await stage.look()
            #expect(try await stage.balances() == credits("9", "0"))
            #expect(try await stage.base.charges().count == 1)
        }
    }

    @Test("without credits nothing begins, and the refusal says what there is money for")
    func unpaid() async throws {
        try await withVideos(credits: "0.05") { stage in
            let body = #"{"model":"florin/echo-video","prompt":"a coin","seconds":"12"}"#
            let error = await #expect(throws: APIError.self) { try await stage.create(body) }
            #expect(error?.code == .insufficientCredits)
            #expect(error?.details["affordable"] == ["videoSeconds": 4])
            let census = try await stage.gateway.videos.census()
            #expect(census.open == 0)
            #expect(try await stage.balances() == credits("0.05", "0"))
        }
    }

    @Test("the prices of the day on which a job began hold to its end")
    func prices() async throws {
        try await withVideos { stage in
            let job = try await stage.start()
            let measure = try VideoMeasure.measure(job.terms.pricing.measure)
            #expect(measure.counts?.video == 4_000_000)
            #expect(measure.dimensions == ["size": "720x1280", "resolution": "720p"])
            #expect(job.terms.pricing.book == stage.base.book.number)
            #expect(job.terms.pricing.markup == .standard)
            #expect(job.terms.model == "florin/echo-video")
        }
    }

    private func credits(_ available: String, _ held: String) throws -> [Credits] {
        [try Credits(text: available), try Credits(text: held)]
    }
}
