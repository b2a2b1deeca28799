// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// What `florin/echo-image` answers: one dark pixel, as often as it was asked for, whatever the
/// prompt.
struct EchoPicture {
    private let count: Int64
    private let partialCount: Int64
    private let size: String
    private let quality: String
    let isStreamed: Bool
    /// Seconds since 1970.
    private let created: Int64

    /// A PNG of one pixel.
    private static let pixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAA"
        + "AADElEQVR4nGMwTpsJAAICATNWh+JUAAAAAElFTkSuQmCC"

    init(_ fields: CallFields, created: Int64) throws(EchoRefusal) {
        do throws(RequestRefusal) {
            count = try fields.integer("n", in: 1...10) ?? 1
            partialCount = try fields.integer("partial_images", in: 0...3) ?? 0
            isStreamed = try fields.bool("stream") ?? false
        } catch {
            throw EchoRefusal(error)
        }
        size = fields.text("size").flatMap { $0 == "auto" ? nil : $0 } ?? "1024x1024"
        quality = fields.text("quality").flatMap { $0 == "auto" ? nil : $0 } ?? "low"
        self.created = created
    }

    /// The answer in one piece.
    var whole: [UInt8] {
        let data = (0..<count).map { _ -> JSON in ["b64_json": .string(Self.pixel)] }
        let answer: JSON = [
            "created": .number(JSONNumber(created)), "data": .array(data), "size": .string(size),
            "quality": .string(quality), "output_format": "png", "background": "opaque",
        ]
        return answer.encoded()
    }

    /// The answer as server-sent events.
    func events(of operation: ModelOperation) -> [ByteBuffer] {
        let kind = operation == .image ? "image_generation" : "image_edit"
        let previews = (0..<partialCount).map { index in
            event("\(kind).partial_image", ["partial_image_index": .number(JSONNumber(index))])
        }
        return previews + (0..<count).map { _ in event("\(kind).completed", [:]) }
    }

    private func event(_ kind: String, _ members: JSONObject) -> ByteBuffer {
        var data: JSONObject = [
            "type": .string(kind), "b64_json": .string(Self.pixel),
            "created_at": .number(JSONNumber(created)), "size": .string(size),
            "quality": .string(quality), "output_format": "png", "background": "opaque",
        ]
        for (name, value) in members.members { data[name] = .some(value) }
        var event = ByteBuffer()
        event.writeEvent(kind, .object(data))
        return event
    }
}
