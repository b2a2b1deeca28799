// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import Testing
import Vocabulary

@testable import Gateway

/// What is read in an upstream's answer about a job.
struct VideoAnswerTests {
    @Test(
        "a job is made, or has failed, by any of the usual words, and runs by all others",
        arguments: [
            ("completed", .made), ("succeeded", .made), ("Completed", .made),
            ("queued", .running), ("in_progress", .running), ("dreaming", .running),
            ("failed", .failed("it failed")), ("cancelled", .failed("it failed")),
        ] as [(String, VideoAnswer.Phase)])
    func phase(status: String, phase: VideoAnswer.Phase) throws {
        #expect(try answer(#"{"id":"v","status":"\#(status)"}"#).phase == phase)
        #expect(try answer(#"{"id":"v"}"#).phase == .running)
    }

    @Test("a failure says why")
    func reason() throws {
        let answer = try answer(
            #"{"id":"v","status":"failed","error":{"code":"moderation","message":"No."}}"#)
        #expect(answer.phase == .failed("moderation: No."))
    }

    @Test(
        "lengths are numbers or texts of them",
        arguments: [
            (#""8""#, 8_000_000), ("8", 8_000_000), ("7.96", 7_960_000), (#""7.5""#, 7_500_000),
            ("0", nil), ("-1", nil), (#""long""#, nil), ("null", nil), ("1e30", nil),
        ] as [(String, Int64?)])
    func lengths(seconds: String, expected: Int64?) throws {
        #expect(try answer(#"{"id":"v","seconds":\#(seconds)}"#).duration == expected)
    }

    @Test(
        "without an id by which to ask again there is no job",
        arguments: [
            "", "[]", "{}", #"{"id":7}"#, #"{"id":""}"#, #"{"id":".."}"#, #"{"id":"v","id":"w"}"#,
        ])
    func nothing(body: String) {
        #expect(VideoAnswer(ByteBuffer(string: body)) == nil)
    }

    @Test("an answer that is longer than any is none")
    func tooLong() {
        let prompt = String(repeating: "x", count: VideoAnswer.bytesMax)
        #expect(VideoAnswer(ByteBuffer(string: #"{"id":"v","prompt":"\#(prompt)"}"#)) == nil)
    }

    @Test("only the id is another, even where the same text stands elsewhere")
    func identity() throws {
        let body = #"{ "prompt" : "v",  "id":"v", "x":[1.00,{"id":"v"}] }"#
        let id = VideoJobID(bits: 1)
        let shown = String(decoding: try answer(body).under(id), as: UTF8.self)
        #expect(shown == #"{ "prompt" : "v",  "id":"\#(id)", "x":[1.00,{"id":"v"}] }"#)
    }

    @Test("a job that was given up is told as failed, with all else that was said of it")
    func givenUp() throws {
        let body = Array(#"{"id":"v","status":"queued","error":null,"model":"m"}"#.utf8)
        let told = VideoAnswer.failed(body, code: "expired", message: "It is late.")
        let json = try JSON(parsing: told)
        #expect(json["status"] == "failed" && json["model"] == "m")
        #expect(json["error"]?["code"] == "expired")
    }

    private func answer(_ body: String) throws -> VideoAnswer {
        try #require(VideoAnswer(ByteBuffer(string: body)))
    }
}
