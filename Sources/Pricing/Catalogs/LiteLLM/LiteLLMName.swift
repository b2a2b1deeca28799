// SPDX-License-Identifier: Apache-2.0

/// What the key of an entry says: `azure/hd/1024-x-1792/dall-e-3` is the model `dall-e-3` of
/// Azure, in one quality and size.
///
/// LiteLLM has no dimensions, so it writes them into names. Here they become conditions, and all
/// entries of one model become one model.
struct LiteLLMName: Hashable {
    /// The provider's canonical name.
    let provider: String
    /// The provider's own name for the model.
    let model: String
    /// What the key says beside that.
    let dimensions: [String: String]
    /// The size among the dimensions.
    let size: ImageSize?

    init(key: String, provider litellmProvider: String) {
        provider = Providers.canonicalName(of: litellmProvider)
        var rest = key.split(separator: "/", omittingEmptySubsequences: false)[...]
        let hasSize = rest.contains { ImageSize(String($0)) != nil || $0 == "max-x-max" }
        var dimensions: [String: String] = [:]
        var size: ImageSize?
        var hasPassedProvider = false
        while rest.count > 1, let segment = rest.first.map(String.init) {
            if !hasPassedProvider, Providers.canonicalName(of: segment) == provider {
                hasPassedProvider = true
            } else if let found = LiteLLMName.dimension(segment, of: provider, hasSize: hasSize) {
                dimensions[found.name] = found.value
                size = ImageSize(segment) ?? size
            } else if provider != "amazon-bedrock"
                || !["*", "invoke", "converse"].contains(segment)
            {
                break
            }
            rest.removeFirst()
        }
        var model = rest.joined(separator: "/")
        // Behind an @ stands a version (@20250219) or the region of a Vertex model.
        if let mark = model.lastIndex(of: "@"), mark != model.startIndex,
            LiteLLMName.isCloudRegion(model[model.index(after: mark)...])
        {
            dimensions["region"] = String(model[model.index(after: mark)...])
            model = String(model[..<mark])
        }
        self.model = model
        self.dimensions = dimensions
        self.size = size
    }

    /// The dimension that a segment before the model's name means, if any.
    ///
    /// Qualities are common words, so they count only beside a size: `standard` is a voice of
    /// Polly's too.
    private static func dimension(
        _ segment: String, of provider: String, hasSize: Bool
    ) -> (name: String, value: String)? {
        if let size = ImageSize(segment) { return ("size", size.description) }
        if segment == "max-x-max" { return ("size", "max") }
        if hasSize, qualities.contains(segment) { return ("quality", segment) }
        if hasSize, segment.hasSuffix("-steps") { return ("steps", String(segment.dropLast(6))) }
        guard ["azure", "amazon-bedrock", "google-vertex"].contains(provider) else { return nil }
        if segment.hasSuffix("-month-commitment") {
            return ("commitment", String(segment.dropLast("-commitment".count)))
        }
        if segment == "global-standard" { return ("region", "global") }
        if ["eu", "us", "global"].contains(segment) || isCloudRegion(segment[...]) {
            return ("region", segment)
        }
        return nil
    }

    private static let qualities = ["low", "medium", "high", "standard", "hd"]

    /// `us-gov-west-1`, `europe-west4`: a place, dashes, and a number at the end.
    private static func isCloudRegion(_ text: Substring) -> Bool {
        guard let place = text.split(separator: "-").first, place.count < text.count,
            let end = text.utf8.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(end)
        else { return false }
        return places.contains(String(place))
    }

    private static let places = [
        "us", "eu", "ap", "ca", "sa", "me", "af", "il", "mx", "europe", "asia", "northamerica",
        "southamerica", "australia", "africa",
    ]
}

/// A picture's width and height, as LiteLLM writes them: `1024-x-1792`.
struct ImageSize: Hashable {
    let width: Int64
    let height: Int64

    init?(_ text: String) {
        let sides = text.split(separator: "-", omittingEmptySubsequences: false)
        guard sides.count == 3, sides[1] == "x", let width = wholeNumber(sides[0], digitsMax: 6),
            let height = wholeNumber(sides[2], digitsMax: 6), width > 0, height > 0
        else { return nil }
        self.width = width
        self.height = height
    }

    var pixels: Int64 { width * height }
}

extension ImageSize: CustomStringConvertible {
    /// As requests write it: `1024x1792`.
    var description: String { "\(width)x\(height)" }
}

/// Reads plain digits, nil for anything else and for more digits than wanted.
func wholeNumber(_ text: some StringProtocol, digitsMax: Int) -> Int64? {
    guard !text.isEmpty, text.utf8.count <= digitsMax else { return nil }
    var value: Int64 = 0
    for byte in text.utf8 {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
}
