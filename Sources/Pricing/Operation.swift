// SPDX-License-Identifier: Apache-2.0

/// What was asked of a model: `chat`, `embeddings`, `image`, …
///
/// A rate may hold for one operation only (making a picture, editing one); most hold for all.
public struct Operation: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public static let chat = Operation(rawValue: "chat")
    public static let embeddings = Operation(rawValue: "embeddings")
    public static let image = Operation(rawValue: "image")
    public static let video = Operation(rawValue: "video")
    public static let speech = Operation(rawValue: "speech")
    public static let transcription = Operation(rawValue: "transcription")
    public static let rerank = Operation(rawValue: "rerank")
    public static let moderation = Operation(rawValue: "moderation")
    public static let ocr = Operation(rawValue: "ocr")
    public static let container = Operation(rawValue: "container")
    public static let knowledge = Operation(rawValue: "knowledge")
}

extension Operation: CustomStringConvertible {
    public var description: String { rawValue }
}
