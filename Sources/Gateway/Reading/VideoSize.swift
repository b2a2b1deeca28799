// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing

/// Width and height of a video, as requests write them: `720x1280`.
enum VideoSize {
    /// What OpenAI makes of a request that names none.
    static let standard = "720x1280"
    private static let sideMax: Int64 = 65_536

    /// What prices may depend on: the size, and the resolution by which most lists know it.
    ///
    /// - Parameter resolution: As the request names it; else it is that of the size.
    static func dimensions(of size: String, resolution: String? = nil) -> [String: String] {
        var dimensions = ["size": size]
        dimensions["resolution"] = resolution ?? self.resolution(of: size)
        return dimensions
    }

    /// The shorter side in lines, `720p`; nil for what is no size.
    private static func resolution(of size: String) -> String? {
        let sides = size.split(separator: "x", omittingEmptySubsequences: false)
        guard sides.count == 2, let width = Int64(sides[0]), let height = Int64(sides[1]),
            (1...sideMax).contains(width), (1...sideMax).contains(height)
        else { return nil }
        let lines = min(width, height)
        return lines == 2_160 ? "4k" : "\(lines)p"
    }
}

extension ModelOperation {
    /// A video by its length and size; what is left out is what OpenAI's documentation says.
    static func video(_ fields: CallFields) throws(RequestRefusal) -> CountedRequest {
        let prompt = try fields.requiredText("prompt", expected: "a text that says what to film")
        let seconds = try fields.quotedInteger("seconds", in: 1...secondsMax) ?? secondsStandard
        var counts = CallCounts(video: seconds * 1_000_000)
        counts.inputTokens = JSON.string(prompt).tokens
        var request = CountedRequest(counts, fields)
        let size = VideoSize.dimensions(
            of: fields.text("size") ?? VideoSize.standard, resolution: fields.text("resolution"))
        request.measure.dimensions.merge(size) { $1 }
        return request
    }

    /// Far more than any model makes at once.
    private static let secondsMax: Int64 = 3_600
    private static let secondsStandard: Int64 = 4
}
