// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// What an answer in one piece says that it used, and what was counted in it here.
enum WholeAnswer {
    static func usage(in body: ByteBuffer, of operation: ModelOperation) -> CallUsage {
        body.withUnsafeReadableBytes { raw in
            let bytes = raw.assumingMemoryBound(to: UInt8.self)
            let usage =
                switch operation {
                case .chat, .completion, .embedding: chat(bytes)
                case .response: response(bytes)
                case .message, .messageTokenCount: message(bytes)
                case .moderation, .rerank, .image, .imageEdit, .imageVariation, .speech,
                    .transcription, .translation, .video:
                    counted(bytes, of: operation)
                }
            return usage ?? events(body, of: operation) ?? .none
        }
    }

    /// What a stream used that came where one piece was asked for, or by the name of another type;
    /// nil when the body is no stream of events.
    private static func events(_ body: ByteBuffer, of operation: ModelOperation) -> CallUsage? {
        guard starts.contains(where: { body.readableBytesView.starts(with: $0.utf8) }) else {
            return nil
        }
        // It is read, not written: the subject is for events of ours.
        let subject = StreamSubject(model: "", choices: 1, created: 0)
        var meter = StreamMeter(
            operation.dialect(of: subject, hidesUsage: false), findsModel: true)
        do throws(StreamFault) {
            _ = try meter.receive(body)
            _ = try meter.end()
        } catch {
            return nil
        }
        var usage = CallUsage(meter.facts)
        if !meter.isDone, !meter.facts.isFinished { usage.isInterrupted = true }
        return usage
    }

    /// How a stream of events may begin.
    private static let starts = ["data:", "event:", "id:", "retry:", ":"]

    private static func chat(_ bytes: UnsafeBufferPointer<UInt8>) -> CallUsage? {
        let names = ["usage", "choices", "service_tier", "error"]
        guard let members = JSONScanner.members(names, of: bytes) else { return nil }
        return CallUsage(
            bytes, reported: members[0], as: .chat, tier: members[2], output: members[1],
            error: members[3])
    }

    /// Also the response in the last event of a stream.
    static func response(_ bytes: UnsafeBufferPointer<UInt8>) -> CallUsage? {
        let names = ["usage", "output", "service_tier", "error"]
        guard let members = JSONScanner.members(names, of: bytes) else { return nil }
        var usage = CallUsage(
            bytes, reported: members[0], as: .responses, tier: members[2], output: members[1],
            error: members[3])
        if let output = members[1] {
            usage.reported?.webSearches = webSearches(bytes, in: output)
        }
        return usage
    }

    private static func message(_ bytes: UnsafeBufferPointer<UInt8>) -> CallUsage? {
        let names = ["usage", "content", "error"]
        guard let members = JSONScanner.members(names, of: bytes) else { return nil }
        let tier = members[0].flatMap { usage in
            JSONScanner.member(["service_tier"], of: bytes[usage]).map { range in
                range.lowerBound + usage.lowerBound..<range.upperBound + usage.lowerBound
            }
        }
        return CallUsage(
            bytes, reported: members[0], as: .messages, tier: tier, output: members[1],
            error: members[2])
    }

    /// A call of the tool says what it did: searches are paid, pages that are opened are not.
    private static func webSearches(
        _ bytes: UnsafeBufferPointer<UInt8>, in output: Range<Int>
    ) -> Int64 {
        var walk = TextWalk(bytes, in: output)
        var count: Int64 = 0
        while let item = walk.next() {
            guard case .text(let text, let name?) = item, walk.spells(name, "type"),
                walk.spells(text, "search")
            else { continue }
            count += 1
        }
        return count
    }
}

extension CallUsage {
    fileprivate init(
        _ bytes: UnsafeBufferPointer<UInt8>, reported: Range<Int>?, as shape: UsageShape,
        tier: Range<Int>?, output: Range<Int>?, error: Range<Int>?
    ) {
        self.init(
            reported: reported.flatMap { ReportedUsage(bytes[$0], as: shape) },
            serviceTier: tier.flatMap { bytes[$0].plainText },
            outputTokens: output.map { TokenEstimate.ofOutput(bytes, in: $0).tokens } ?? 0)
        if let reported, self.reported == nil {
            reportFault = ReportFault(of: bytes[reported], as: shape)
        }
        let isError = error.map { !bytes[$0].isJSONNull } ?? false
        isRefusal = isError && self.reported == nil && outputTokens == 0
    }
}
