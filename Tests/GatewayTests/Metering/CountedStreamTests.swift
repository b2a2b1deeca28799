// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Pricing
import Testing

@testable import Gateway

/// Streams of pictures and of sound.
struct CountedStreamTests {
    @Test("pictures end with the last of them, and their reports add up")
    func pictures() throws {
        var meter = StreamMeter(PictureStream(count: 2))
        let completed = """
            data: {"type":"image_generation.completed","size":"1024x1536","quality":"low",
            data: "usage":{"input_tokens":5,"output_tokens":408}}


            """
        _ = try meter.receive(ByteBuffer(string: completed))
        #expect(!meter.isDone && !meter.facts.isFinished)
        _ = try meter.receive(ByteBuffer(string: completed))
        #expect(meter.isDone && meter.facts.isFinished)
        #expect(meter.facts.counted == [Usage.Quantity(2, of: .images)])
        #expect(meter.facts.dimensions == ["size": "1024x1536", "quality": "low"])
        #expect(meter.facts.usage?.input == 10)
        #expect(meter.facts.usage?.imageOutput == 816)
    }

    @Test("a picture on the way is something that was produced, an error is not")
    func partial() throws {
        var meter = StreamMeter(PictureStream(count: 1))
        _ = try meter.receive(ByteBuffer(string: "data: {\"type\":\"error\",\"error\":{}}\n\n"))
        #expect(meter.facts.hasFailed && !meter.facts.hasProduced)
        _ = try meter.receive(
            ByteBuffer(string: "data: {\"type\":\"image_generation.partial_image\"}\n\n"))
        #expect(meter.facts.hasProduced && !meter.facts.isFinished)
    }

    @Test(
        "an error, in whichever event, is a failure, and the stream goes on to its end",
        arguments: [
            #"{"type":"error","message":"overloaded"}"#,
            #"{"type":"whatever","error":{"message":"overloaded"}}"#,
        ])
    func errors(event: String) throws {
        let dialects: [any StreamDialect] = [
            PictureStream(count: 1), SpeechStream(.mp3), TranscriptStream(),
        ]
        for dialect in dialects {
            var meter = StreamMeter(dialect)
            let passed = try meter.receive(ByteBuffer(string: "data: \(event)\n\n"))
            #expect(String(buffer: passed) == "data: \(event)\n\n")
            #expect(meter.facts.hasFailed && !meter.isDone)
            _ = try meter.receive(ByteBuffer(string: "data: [DONE]\n\n"))
            #expect(meter.isDone)
        }
    }

    @Test("a transcript is counted as it comes, and reported in its last event")
    func transcript() throws {
        var meter = StreamMeter(TranscriptStream())
        _ = try meter.receive(
            ByteBuffer(string: #"data: {"type":"transcript.text.delta","delta":"Hello there"}"#))
        _ = try meter.receive(ByteBuffer(string: "\n\n"))
        #expect(meter.facts.counted == [Usage.Quantity(2, of: .outputTokens)])
        let done = #"{"type":"transcript.text.done","usage":{"type":"duration","seconds":3}}"#
        _ = try meter.receive(ByteBuffer(string: "data: \(done)\n\n"))
        #expect(meter.isDone && meter.facts.isFinished)
        #expect(meter.facts.usage?.others == [Usage.Quantity(3_000_000, of: .audioSeconds)])
    }

    @Test("sound in base 64 is counted for when no usage comes")
    func sound() throws {
        var meter = StreamMeter(SpeechStream(.pcm))
        let audio = String(repeating: "A", count: 64_000)
        _ = try meter.receive(
            ByteBuffer(string: "data: {\"type\":\"speech.audio.delta\",\"audio\":\"\(audio)\"}\n\n")
        )
        #expect(meter.facts.counted == [Usage.Quantity(1_000_020, of: .outputAudioSeconds)])
        _ = try meter.receive(ByteBuffer(string: "data: {\"type\":\"speech.audio.done\"}\n\n"))
        #expect(meter.isDone && meter.facts.usage == nil)
    }
}
