// SPDX-License-Identifier: Apache-2.0

/// What a field's name says: which meter it prices, and under which conditions.
///
/// The names follow a grammar: a base (`input_cost_per_token`), then what it is above of
/// (`_above_200k_tokens`), then a service tier (`_priority`). The bases are a closed table.
struct LiteLLMField {
    let base: Base
    var serviceTier: String?
    /// Strictly more input tokens than this.
    var contextOver: Int64?
    /// Strictly more seconds of the meter itself than this.
    var secondsOver: Int64?
    /// A picture's size and quality, a video's resolution.
    var pixelsOver: Int64?
    var dimensions: [String: String] = [:]

    enum Base: Hashable {
        case price(Meter, per: Int64 = 1)
        /// The same as the price of cached input, under an older name.
        case cacheHit
        /// Named after writing, and holds the price of reading where the model is a realtime one.
        case cachedAudioOfRealtime
        // What is meant depends on the entry's mode and on its other fields.
        case inputSecond, outputSecond, inputImage, outputImage, inputPixel, outputPixel
        case regionFactor(String)
        case providerFactors, searchContext, searchUnit, tiers
        /// In another unit than USD, which stands beside it.
        case foreign
        /// Says nothing about prices.
        case noPrice
    }

    /// Nil when nothing of the name is known.
    init?(_ name: String) {
        if let base = LiteLLMField.bases[name] {
            self.init(base: base)
            return
        }
        if name.hasPrefix("supports_") {
            self.init(base: .noPrice)
            return
        }
        self.init(composed: name)
    }

    private init(base: Base) {
        self.base = base
    }

    private init?(composed name: String) {
        var rest = name[...]
        var tier: String?
        var over: Int64?
        // LiteLLM writes the tier last; its code also knows the other order.
        for _ in 0..<2 {
            for (suffix, value) in LiteLLMField.serviceTiers where rest.hasSuffix(suffix) {
                guard tier == nil else { return nil }
                rest = rest.dropLast(suffix.count)
                tier = value
            }
            if over == nil, let found = LiteLLMField.contextThreshold(rest) {
                (rest, over) = found
            }
        }
        if let base = LiteLLMField.bases[String(rest)] {
            self.init(base: base)
        } else if let field = LiteLLMField(measured: rest) {
            self = field
        } else {
            return nil
        }
        serviceTier = tier
        contextOver = over
    }

    /// Names that hold a measure: of time, of pictures, of a video's resolution, of a region.
    private init?(measured name: Substring) {
        if let region = name.dropping(prefix: "regional_processing_uplift_multiplier_") {
            self.init(base: .regionFactor(String(region)))
        } else if let interval = name.dropping(suffix: "s_interval"),
            let (base, seconds) = interval.splitBeforeNumber("_above_"),
            case .price(let meter, let per) = LiteLLMField.bases[String(base)]
        {
            self.init(base: .price(meter, per: per))
            secondsOver = seconds
        } else if let resolution = name.dropping(prefix: "output_cost_per_second_"),
            resolution.utf8.count <= 8, let first = resolution.first, first.isNumber
        {
            self.init(base: .outputSecond)
            dimensions["resolution"] = String(resolution)
        } else if let picture = name.dropping(prefix: "output_cost_per_image_") {
            self.init(picture: picture)
        } else {
            return nil
        }
    }

    /// `premium_image`, `above_512_and_512_pixels`, or both with an `_and_` between them.
    private init?(picture: Substring) {
        self.init(base: .outputImage)
        var rest = picture
        if let plain = rest.dropping(suffix: "premium_image") {
            dimensions["quality"] = "premium"
            rest = plain.dropping(suffix: "_and_") ?? plain
        }
        if rest.isEmpty { return }
        guard let sides = rest.dropping(prefix: "above_")?.dropping(suffix: "_pixels"),
            let (first, height) = sides.splitBeforeNumber("_and_"),
            let width = wholeNumber(first, digitsMax: 6)
        else { return nil }
        pixelsOver = width * height
    }

    /// Takes `_above_200k_tokens` off the end.
    private static func contextThreshold(_ name: Substring) -> (rest: Substring, over: Int64)? {
        guard let start = name.dropping(suffix: "_tokens") else { return nil }
        if let thousands = start.dropping(suffix: "k"),
            let (rest, number) = thousands.splitBeforeNumber("_above_")
        {
            return (rest, number * 1_000)
        }
        guard let (rest, number) = start.splitBeforeNumber("_above_") else { return nil }
        return (rest, number)
    }

    private static let serviceTiers = [
        ("_priority", "priority"), ("_flex", "flex"), ("_batches", "batch"),
        ("_batch_requests", "batch"),
    ]
}

extension Substring {
    fileprivate func dropping(prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }

    fileprivate func dropping(suffix: String) -> Substring? {
        hasSuffix(suffix) ? dropLast(suffix.count) : nil
    }

    /// `a_above_200` at `_above_` is `a` and 200; nil when no number of up to 9 digits ends it.
    fileprivate func splitBeforeNumber(_ separator: String) -> (Substring, Int64)? {
        guard let underscore = lastIndex(of: "_"),
            let number = wholeNumber(self[index(after: underscore)...], digitsMax: 9),
            let start = self[...underscore].dropping(suffix: separator)
        else { return nil }
        return (start, number)
    }
}
