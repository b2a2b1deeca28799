// SPDX-License-Identifier: Apache-2.0

extension Meter {
    /// One row of the table of meters.
    package struct Definition: Sendable {
        package let meter: Meter
        package let name: String
        let unit: String
        let scale: Int64
        let parents: [Meter]
        let pricedLike: [Meter]
        /// Names that catalogs and model vendors use for the same count.
        package let aliases: [String]
        var substitutes: [Meter] = []
        /// One bit for each meter that contains this one.
        var wholes: UInt64 = 0

        init(
            _ meter: Meter, _ name: String, unit: String, scale: Int64 = 1,
            partOf parents: [Meter] = [], pricedLike: [Meter] = [], aliases: [String] = []
        ) {
            self.meter = meter
            self.name = name
            self.unit = unit
            self.scale = scale
            self.parents = parents
            self.pricedLike = pricedLike
            self.aliases = aliases
        }
    }

    /// The table, completed: at the position of each meter's raw value, with what contains it.
    package static let definitions: [Definition] = {
        var definitions: [Definition] = []
        // A meter stands behind its parents, so what contains them is known when it is reached.
        for var definition in table {
            for parent in definition.parents {
                let whole = definitions[Int(parent.rawValue)]
                definition.wholes |= whole.wholes | 1 << UInt64(parent.rawValue)
            }
            let nearest = definition.pricedLike + definition.parents
            let farther = nearest.flatMap { definitions[Int($0.rawValue)].substitutes }
            for substitute in nearest + farther where !definition.substitutes.contains(substitute) {
                definition.substitutes.append(substitute)
            }
            definitions.append(definition)
        }
        return definitions
    }()

    private static let byName: [String: Meter] = {
        var byName: [String: Meter] = [:]
        for definition in definitions {
            for name in [definition.name] + definition.aliases { byName[name] = definition.meter }
        }
        return byName
    }()

    /// Finds the meter with this name or alias.
    ///
    /// - Throws: ``PricingRefusal/unknownMeter(_:)``.
    public init(name: String) throws(PricingRefusal) {
        guard let meter = Meter.byName[name] else { throw .unknownMeter(name) }
        self = meter
    }

    /// Seconds are counted in microseconds; a pixel is a millionth of a megapixel.
    private static let millionths: Int64 = 1_000_000
    /// Divides by the 1,440 minutes of a day, by the 2,048ths that a container's size is measured
    /// in (API.md, Resources), and by 10⁶: the least common multiple of the three.
    private static let partsOfContainerDay: Int64 = 9_216_000_000
    /// Byte-minutes: 10⁹ bytes × 1,440 minutes.
    private static let byteMinutesOfGigabyteDay: Int64 = 1_440_000_000_000

    /// In the order of the cases; a test compares.
    private static let table: [Definition] = [
        Definition(.inputTokens, "input_tokens", unit: "token", aliases: ["prompt_tokens"]),
        Definition(
            .cachedInputTokens, "cached_input_tokens", unit: "token", partOf: [.inputTokens],
            aliases: ["cache_read_tokens", "cache_read_input_tokens", "cached_tokens"]),
        Definition(
            .cacheWriteTokens, "cache_write_tokens", unit: "token", partOf: [.inputTokens],
            aliases: ["cache_write_5m_tokens"]),
        Definition(
            .cacheWrite1hTokens, "cache_write_1h_tokens", unit: "token", partOf: [.inputTokens],
            pricedLike: [.cacheWriteTokens]),
        Definition(
            .inputAudioTokens, "input_audio_tokens", unit: "token", partOf: [.inputTokens]),
        Definition(
            .cachedInputAudioTokens, "cached_input_audio_tokens", unit: "token",
            partOf: [.inputAudioTokens, .cachedInputTokens], aliases: ["cache_audio_read_tokens"]),
        Definition(
            .inputImageTokens, "input_image_tokens", unit: "token", partOf: [.inputTokens]),
        Definition(
            .cachedInputImageTokens, "cached_input_image_tokens", unit: "token",
            partOf: [.inputImageTokens, .cachedInputTokens], aliases: ["cache_image_read_tokens"]),
        Definition(
            .inputVideoTokens, "input_video_tokens", unit: "token", partOf: [.inputTokens]),
        Definition(.outputTokens, "output_tokens", unit: "token", aliases: ["completion_tokens"]),
        Definition(
            .reasoningTokens, "reasoning_tokens", unit: "token", partOf: [.outputTokens],
            aliases: ["output_reasoning_tokens"]),
        Definition(
            .outputAudioTokens, "output_audio_tokens", unit: "token", partOf: [.outputTokens]),
        Definition(
            .outputImageTokens, "output_image_tokens", unit: "token", partOf: [.outputTokens]),
        Definition(
            .outputVideoTokens, "output_video_tokens", unit: "token", partOf: [.outputTokens]),
        Definition(
            .citationTokens, "citation_tokens", unit: "token", partOf: [.outputTokens],
            aliases: ["output_citation_tokens"]),
        Definition(.requests, "requests", unit: "request"),
        Definition(.messages, "messages", unit: "message"),
        Definition(.sessions, "sessions", unit: "session"),
        Definition(.webSearches, "web_searches", unit: "search"),
        Definition(.socialSearches, "social_searches", unit: "search"),
        Definition(
            .fileSearches, "file_searches", unit: "search", aliases: ["storage_searches"]),
        Definition(.codeExecutions, "code_executions", unit: "execution"),
        Definition(.searches, "searches", unit: "search", aliases: ["rerank_searches"]),
        Definition(.characters, "characters", unit: "character", aliases: ["input_characters"]),
        Definition(.pages, "pages", unit: "page", aliases: ["input_document_pages"]),
        Definition(
            .annotatedPages, "annotated_pages", unit: "page", partOf: [.pages],
            aliases: ["input_annotated_document_pages"]),
        Definition(.audioSeconds, "audio_seconds", unit: "second", scale: millionths),
        Definition(.inputVideoSeconds, "input_video_seconds", unit: "second", scale: millionths),
        Definition(.videoSeconds, "video_seconds", unit: "second", scale: millionths),
        Definition(.inputImages, "input_images", unit: "image"),
        Definition(.images, "images", unit: "image"),
        Definition(.megapixels, "megapixels", unit: "megapixel", scale: millionths),
        Definition(.voiceClones, "voice_clones", unit: "clone"),
        Definition(.deployments, "deployments", unit: "deployment"),
        Definition(
            .containerDays, "container_days", unit: "container-day", scale: partsOfContainerDay),
        Definition(
            .gigabyteDays, "gigabyte_days", unit: "gigabyte-day", scale: byteMinutesOfGigabyteDay),
    ]
}
