// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import NIOHTTP1
import Vocabulary

/// A job of `florin/echo-video`, which makes a grey film of the length and size that was asked for.
///
/// Nothing of it is remembered: its id says all that there is to know, so it outlives this process
/// as a provider's jobs do.
struct EchoVideo: Hashable {
    /// Microseconds since 1970.
    let created: Int64
    let seconds: Int64
    let size: Size

    /// Those that OpenAI makes.
    enum Size: String, CaseIterable {
        case portrait = "720x1280"
        case landscape = "1280x720"
        case tall = "1024x1792"
        case wide = "1792x1024"
    }

    private static let idPrefix = "echo-video"
    /// OpenAI knows 4, 8 and 12.
    private static let secondsMax: Int64 = 12
    /// Microseconds that it waits, and that it takes.
    private static let (queued, taken): (Int64, Int64) = (500_000, 1_500_000)
    /// Seconds that a film can be had.
    private static let lifetime: Int64 = 86_400

    init(_ fields: CallFields, created: Int64) throws(EchoRefusal) {
        do throws(RequestRefusal) {
            _ = try fields.requiredText("prompt", expected: "a text that says what to film")
            seconds = try fields.quotedInteger("seconds", in: 1...Self.secondsMax) ?? 4
        } catch {
            throw EchoRefusal(error)
        }
        guard let size = Size(rawValue: fields.text("size") ?? VideoSize.standard) else {
            let known = Size.allCases.map(\.rawValue).joined(separator: ", ")
            throw EchoRefusal("size", "must be one of \(known)")
        }
        self.size = size
        self.created = created
    }

    /// Nil for what is no id of a job.
    init?(id: String) {
        let parts = id.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == Self.idPrefix, let created = Int64(parts[1]),
            let seconds = Int64(parts[2]), (1...Self.secondsMax).contains(seconds),
            let size = Size(rawValue: String(parts[3]))
        else { return nil }
        self.created = created
        self.seconds = seconds
        self.size = size
    }

    var id: String { "\(Self.idPrefix)_\(created)_\(seconds)_\(size.rawValue)" }

    func isMade(at now: Instant) -> Bool { age(at: now) >= Self.queued + Self.taken }

    private func age(at now: Instant) -> Int64 { max(0, now.microseconds - created) }

    /// What is said of the job.
    func json(at now: Instant) -> JSON {
        let age = age(at: now)
        let isMade = isMade(at: now)
        let progress = min(100, max(0, age - Self.queued) * 100 / Self.taken)
        let status = isMade ? "completed" : age < Self.queued ? "queued" : "in_progress"
        let end = (created + Self.queued + Self.taken) / 1_000_000
        return [
            "id": .string(id), "object": "video", "model": "florin/echo-video",
            "status": .string(status), "progress": .number(JSONNumber(progress)),
            "created_at": .number(JSONNumber(created / 1_000_000)),
            "completed_at": isMade ? .number(JSONNumber(end)) : nil,
            "expires_at": isMade ? .number(JSONNumber(end + Self.lifetime)) : nil,
            "seconds": .string("\(seconds)"), "size": .string(size.rawValue),
            "remixed_from_video_id": nil, "error": nil,
        ]
    }

    /// The film: an MPEG-4 file of one picture a second.
    var film: [UInt8] {
        let sides = size.rawValue.split(separator: "x").compactMap { Int($0) }
        return GreyFilm(width: sides[0], height: sides[1], seconds: Int(seconds)).file
    }
}

extension EchoUpstream {
    /// Answers a question about a job; nil when the path is of something else.
    func answer(_ request: UpstreamRequest, into exchange: Exchange) -> Bool {
        let parts = request.path.split(separator: "/")
        guard parts.count >= 2, parts[0] == "videos" else { return false }
        guard let video = EchoVideo(id: String(parts[1])) else {
            Self.answer(404, ["error": ["message": "There is no such video."]], into: exchange)
            return true
        }
        let now = clock.now
        switch (request.method, parts.dropFirst(2)) {
        case (.GET, []): Self.answer(200, video.json(at: now), into: exchange)
        case (.DELETE, []):
            Self.answer(
                200, ["id": .string(video.id), "object": "video.deleted", "deleted": true],
                into: exchange)
        case (.GET, ["content"]) where video.isMade(at: now):
            answer(request.query, with: video, into: exchange)
        default:
            Self.answer(404, ["error": ["message": "There is nothing."]], into: exchange)
        }
        return true
    }

    private func answer(_ query: String, with video: EchoVideo, into exchange: Exchange) {
        let variant = query.split(separator: "&").first { $0.hasPrefix("variant=") }
        guard variant == nil || variant == "variant=video" else {
            return Self.answer(
                404, ["error": ["message": "There is only the video."]], into: exchange)
        }
        Self.answer(
            200, [ByteBuffer(bytes: video.film)], contentType: "video/mp4", into: exchange)
    }

    private static func answer(_ status: Int, _ json: JSON, into exchange: Exchange) {
        answer(status, [ByteBuffer(bytes: json.encoded())], into: exchange)
    }
}
