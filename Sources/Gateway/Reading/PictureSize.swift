// SPDX-License-Identifier: Apache-2.0

/// Width and height of a picture, as requests write them: `1024x1536`.
struct PictureSize: Hashable {
    let pixels: Int64
    /// False when it is a guess: of the sizes that models choose themselves the largest.
    let isKnown: Bool

    private static let largest: Int64 = 1_024 * 1_536
    /// No model makes larger ones; what is beyond is no size.
    private static let sideMax: Int64 = 65_536

    init(_ text: String?) {
        let sides = text?.split(separator: "x", omittingEmptySubsequences: false) ?? []
        guard sides.count == 2, let width = Int64(sides[0]), let height = Int64(sides[1]),
            (1...Self.sideMax).contains(width), (1...Self.sideMax).contains(height)
        else {
            (pixels, isKnown) = (Self.largest, false)
            return
        }
        (pixels, isKnown) = (width * height, true)
    }

    /// What a picture sent on the way costs besides, by OpenAI's guide.
    static let partialTokens: Int64 = 100

    /// What a picture costs that is read, by OpenAI's guide: two tiles at most in low detail, and
    /// as much again as a large picture of high quality in full detail.
    static func inputTokens(isFine: Bool) -> Int64 { isFine ? 6_563 : 323 }

    /// The tokens that OpenAI's gpt-image models need for one picture, by its guide: 272, 1,056 or
    /// 4,160 for a square of 1,024, half as many again for a portrait, a little less for a
    /// landscape, and so on by area. A quality that is left to the model may be the highest.
    func tokens(quality: String?) -> Int64 {
        let square: Int64 =
            switch quality {
            case "low": 272
            case "medium": 1_056
            default: 4_160
            }
        let squarePixels: Int64 = 1_024 * 1_024
        return (square * pixels + squarePixels - 1) / squarePixels
    }
}

/// How long it takes to speak a text, and what that is in tokens.
enum SpeechLength {
    /// Microseconds that a text probably lasts: 15 bytes of UTF-8 a second are 15 letters of
    /// English and five characters of Chinese.
    ///
    /// - Parameter percent: The speed, 100 for a normal one.
    static func estimate(ofBytes bytes: Int64, percent: Int64) -> Int64 {
        bytes * 1_000_000 / 15 * 100 / percent
    }

    /// What a text is very unlikely to last: pauses, numbers and abbreviations take their time.
    static func ceiling(of duration: Int64) -> Int64 { duration * 2 + 2_000_000 }

    /// The audio tokens of a duration: 1,250 a minute, by OpenAI's prices per minute.
    static func tokens(in duration: Int64) -> Int64 {
        (duration * 1_250 + 59_999_999) / 60_000_000
    }
}
