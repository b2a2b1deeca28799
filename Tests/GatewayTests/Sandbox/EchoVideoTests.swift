// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import NIOHTTP1
import Testing
import Vocabulary

@testable import Gateway

/// The sandbox model of videos.
struct EchoVideoTests {
    private static let start: Int64 = 20_000 * 86_400_000_000

    @Test(
        "a job waits, works and is made, by the clock alone",
        arguments: [
            (0, "queued", 0), (499_999, "queued", 0), (500_000, "in_progress", 0),
            (1_250_000, "in_progress", 50), (1_999_999, "in_progress", 99),
            (2_000_000, "completed", 100), (90_000_000, "completed", 100),
        ] as [(Int64, String, Int64)])
    func progress(age: Int64, status: String, progress: Int64) throws {
        let json = try video("{}").json(at: Instant(microseconds: Self.start + age))
        #expect(json["status"]?.string == status)
        #expect(json["progress"]?.int64 == progress)
        #expect(json["completed_at"]?.isNull == (status != "completed"))
    }

    @Test("a job's id says all of it", arguments: EchoVideo.Size.allCases)
    func identity(size: EchoVideo.Size) throws {
        let video = try video(#"{"seconds":"12","size":"\#(size.rawValue)"}"#)
        #expect(EchoVideo(id: video.id) == video)
        for id in ["", "video", video.id + "_", "echo-video_1_99_720x1280"] {
            #expect(EchoVideo(id: id) == nil)
        }
    }

    @Test("what it cannot make is refused", arguments: [#""seconds":13"#, #""size":"1x1""#])
    func refused(fields: String) {
        #expect(throws: EchoRefusal.self) { try video("{\(fields)}") }
    }

    @Test("its film is a file of the length that was asked for", arguments: [1, 4, 12])
    func film(seconds: Int64) async throws {
        let film = try video(#"{"seconds":\#(seconds)}"#).film
        let spool = try Spool(in: "/tmp")
        try await spool.write(ByteBuffer(bytes: film))
        let length = try SoundLength(of: spool.file, in: 0..<Int64(film.count))
        #expect(length == SoundLength(microseconds: seconds * 1_000_000, isExact: true))
    }

    @Test("its pictures lie where the file says, each with all of its blocks")
    func pictures() throws {
        let film = GreyFilm(width: 1_280, height: 720, seconds: 2).file
        let table = try #require(film.firstRange(of: Array("stco".utf8)))
        var place = number(film, at: table.upperBound + 8)
        for _ in 0..<2 {
            let length = number(film, at: place)
            #expect(film[place + 4] == 0x65)
            // A byte for each of the 80 × 45 blocks, a few for what is before them.
            #expect((3_600...3_616).contains(length))
            place += 4 + length
        }
        #expect(place == film.count)
    }

    @Test("questions about a job are answered, others not")
    func questions() async throws {
        let id = try video("{}").id
        let made = EchoUpstream(clock: Clock { Instant(microseconds: Self.start + 3_000_000) })
        let young = EchoUpstream(clock: Clock { Instant(microseconds: Self.start) })
        #expect(await status(made, .video(.GET, id, headers: [:])) == "200")
        #expect(await status(made, .video(.GET, id, rest: "/content", headers: [:])) == "200")
        #expect(await status(young, .video(.GET, id, rest: "/content", headers: [:])) == "404")
        let still = UpstreamRequest.video(
            .GET, id, rest: "/content", query: "variant=thumbnail", headers: [:])
        #expect(await status(made, still) == "404")
        #expect(await status(made, .video(.DELETE, id, headers: [:])) == "200")
        #expect(await status(made, .video(.GET, "another", headers: [:])) == "404")
    }

    private func status(_ upstream: EchoUpstream, _ request: UpstreamRequest) async -> String? {
        await UpstreamCalls.words(of: upstream, request).first
    }

    private func video(_ fields: String) throws -> EchoVideo {
        var json = try JSON(parsing: Array(fields.utf8)).object ?? [:]
        json["prompt"] = "a coin"
        let body = ByteBuffer(bytes: JSON.object(json).encoded())
        return try EchoVideo(CallFields(body), created: Self.start)
    }

    private func number(_ bytes: [UInt8], at place: Int) -> Int {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
