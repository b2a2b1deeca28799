// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import NIOCore
import Pricing
import Vocabulary

/// What an upstream says of a job.
struct VideoAnswer: Sendable {
    enum Phase: Hashable, Sendable {
        case running
        case made
        /// Nothing comes of it, and why.
        case failed(String)
    }

    /// As it came.
    let body: [UInt8]
    /// By which the upstream knows the job.
    let id: String
    let phase: Phase
    /// Microseconds of the video; nil where it says nothing that can be believed.
    let duration: Int64?
    let size: String?

    /// It has the prompt in it, which OpenAI takes up to 32 KB of; what is longer than this is no
    /// answer of a job.
    static let bytesMax = 256 << 10
    private static let idBytesMax = 512

    /// Nil for what is no answer of a job: without an id nobody can ask for it again.
    init?(_ bytes: ByteBuffer) {
        guard bytes.readableBytes <= Self.bytesMax, let json = Self.json(bytes),
            let id = json["id"]?.string,
            (1...Self.idBytesMax).contains(id.utf8.count), id.contains(where: { $0 != "." })
        else { return nil }
        body = Array(bytes.readableBytesView)
        self.id = id
        phase = Phase(json)
        duration = json["seconds"].flatMap(Self.microseconds)
        size = json["size"]?.string
    }

    private static func json(_ bytes: ByteBuffer) -> JSON? {
        do throws(JSONRefusal) {
            return try JSON(parsing: bytes.readableBytesView)
        } catch {
            return nil
        }
    }

    /// OpenAI writes `"8"`, others `8` or `7.96`.
    private static func microseconds(_ seconds: JSON) -> Int64? {
        let number = seconds.string.flatMap { JSONNumber(plain: $0) } ?? seconds.number
        guard let billionths = number.map({ JSON.number($0) })?.billionths,
            billionths > 0, billionths / 1_000 <= Usage.countMax
        else { return nil }
        return billionths / 1_000
    }
}

extension VideoAnswer.Phase {
    /// By the words of OpenAI and of those who speak its protocol. What is not known runs on: it is
    /// looked at again.
    fileprivate init(_ json: JSON) {
        switch json["status"]?.string?.lowercased() {
        case "completed", "succeeded": self = .made
        case "failed", "cancelled", "canceled", "expired", "rejected":
            let error = json["error"]
            let words = [error?["code"]?.string, error?["message"]?.string].compactMap { $0 }
            self = .failed(words.isEmpty ? "it failed" : words.joined(separator: ": "))
        default: self = .running
        }
    }
}

extension VideoAnswer {
    /// The answer as the client gets it: byte for byte, but for the id.
    func under(_ id: VideoJobID) -> [UInt8] {
        Self.replacing(["id"], of: body, with: .string(id.description))
    }

    /// An answer that says that nothing came of the job.
    ///
    /// - Parameter body: What was said of it last.
    static func failed(_ body: [UInt8], code: String, message: String) -> [UInt8] {
        let failed = replacing(["status"], of: body, with: "failed")
        return replacing(
            ["error"], of: failed, with: ["code": .string(code), "message": .string(message)])
    }

    /// The status that a client was told last.
    static func status(in body: [UInt8]) -> String {
        json(ByteBuffer(bytes: body))?["status"]?.string ?? "queued"
    }

    private static func replacing(
        _ path: [String], of body: [UInt8], with value: JSON
    ) -> [UInt8] {
        // Nil only for what is no object, which was refused when it was read.
        JSONScanner.replacingMember(path, of: body, with: value) ?? body
    }
}

extension CallUsage {
    /// What a finished job says that it made.
    ///
    /// - Parameter measure: What was asked for. Models round up to what they can make; a report of
    ///   more than twice as much is a fault, and nobody pays for it.
    init(_ answer: VideoAnswer, of measure: CallMeasure) {
        self.init(outputTokens: 0)
        if let duration = answer.duration, duration / 2 <= measure.counts?.video ?? 0 {
            counted = [.init(duration, of: .videoSeconds)]
        }
        if let size = answer.size { dimensions = VideoSize.dimensions(of: size) }
    }
}
