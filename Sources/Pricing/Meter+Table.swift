// SPDX-License-Identifier: Apache-2.0

// One row for each meter, in the order of the cases. Aliases are the names that OpenAI, Anthropic,
// LiteLLM, OpenRouter and genai-prices use for the same count (facts/pricing-data.md).

extension Meter.Definition {
    fileprivate static func tokens(
        _ meter: Meter, _ name: String, partOf parents: [Meter] = [], pricedLike: [Meter] = [],
        aliases: [String] = []
    ) -> Meter.Definition {
        Meter.Definition(
            meter, name, unit: "token", partOf: parents, pricedLike: pricedLike, aliases: aliases)
    }

    fileprivate static func seconds(
        _ meter: Meter, _ name: String, of kind: String, aliases: [String] = []
    ) -> Meter.Definition {
        Meter.Definition(
            meter, name, unit: "second", scale: microsecondsOfSecond, aliases: aliases,
            units: [
                "\(kind)_milliseconds": microsecondsOfSecond / 1_000,
                "\(kind)_minutes": microsecondsOfSecond * 60,
                "\(kind)_hours": microsecondsOfSecond * 3_600,
            ])
    }

    fileprivate static func megapixels(
        _ meter: Meter, _ name: String, pixels: String
    ) -> Meter.Definition {
        Meter.Definition(
            meter, name, unit: "megapixel", scale: pixelsOfMegapixel, units: [pixels: 1])
    }
}

private let microsecondsOfSecond: Int64 = 1_000_000
private let pixelsOfMegapixel: Int64 = 1_000_000
/// Divides by the 1,440 minutes of a day, by the 2,048ths that a container's size is measured in
/// (API.md, Resources), and by 10⁶: the least common multiple of the three.
private let partsOfContainerDay: Int64 = 9_216_000_000
/// Byte-minutes: 10⁹ bytes × 1,440 minutes.
private let byteMinutesOfGigabyteDay: Int64 = 1_440_000_000_000
private let nanodollarsOfDollar: Int64 = 1_000_000_000

extension Meter {
    static let inputTokenTable: [Definition] = [
        .tokens(.inputTokens, "input_tokens", aliases: ["prompt_tokens", "prompt"]),
        .tokens(
            .cachedInputTokens, "cached_input_tokens", partOf: [.inputTokens],
            aliases: [
                "cache_read_tokens", "cache_read_input_tokens", "cached_tokens",
                "cached_content_tokens", "input_cache_read", "prompt_cache_hit_tokens",
            ]),
        .tokens(
            .cacheWriteTokens, "cache_write_tokens", partOf: [.inputTokens],
            aliases: [
                "cache_write_5m_tokens", "cache_creation_tokens", "cache_creation_input_tokens",
                "ephemeral_5m_input_tokens", "input_cache_write",
            ]),
        .tokens(
            .cacheWrite1hTokens, "cache_write_1h_tokens", partOf: [.inputTokens],
            pricedLike: [.cacheWriteTokens],
            aliases: ["ephemeral_1h_input_tokens", "input_cache_write_1h"]),
        .tokens(.inputTextTokens, "input_text_tokens", partOf: [.inputTokens]),
        .tokens(
            .cachedInputTextTokens, "cached_input_text_tokens",
            partOf: [.inputTextTokens, .cachedInputTokens],
            pricedLike: [.cachedInputTokens], aliases: ["cache_text_read_tokens"]),
        .tokens(
            .inputAudioTokens, "input_audio_tokens", partOf: [.inputTokens],
            aliases: ["prompt_audio_tokens", "audio_input_tokens"]),
        .tokens(
            .cachedInputAudioTokens, "cached_input_audio_tokens",
            partOf: [.inputAudioTokens, .cachedInputTokens],
            aliases: ["cache_audio_read_tokens", "cached_audio_tokens", "input_audio_cache"]),
        .tokens(
            .cacheWriteAudioTokens, "cache_write_audio_tokens",
            partOf: [.inputAudioTokens, .cacheWriteTokens],
            aliases: ["cache_audio_write_tokens", "cache_audio_write_5m_tokens"]),
        .tokens(
            .inputImageTokens, "input_image_tokens", partOf: [.inputTokens],
            aliases: ["prompt_image_tokens", "image_token"]),
        .tokens(
            .cachedInputImageTokens, "cached_input_image_tokens",
            partOf: [.inputImageTokens, .cachedInputTokens],
            aliases: ["cache_image_read_tokens", "cached_image_tokens"]),
        .tokens(
            .inputVideoTokens, "input_video_tokens", partOf: [.inputTokens],
            aliases: ["prompt_video_tokens"]),
        .tokens(
            .cachedInputVideoTokens, "cached_input_video_tokens",
            partOf: [.inputVideoTokens, .cachedInputTokens],
            aliases: ["cache_video_read_tokens", "cached_video_tokens"]),
        .tokens(
            .inputToolTokens, "input_tool_tokens", partOf: [.inputTokens],
            aliases: ["tool_use_prompt_tokens"]),
        .tokens(.computerUseInputTokens, "computer_use_input_tokens", partOf: [.inputTokens]),
    ]

    static let outputTokenTable: [Definition] = [
        .tokens(.outputTokens, "output_tokens", aliases: ["completion_tokens", "completion"]),
        .tokens(
            .reasoningTokens, "reasoning_tokens", partOf: [.outputTokens],
            aliases: ["output_reasoning_tokens", "internal_reasoning", "thoughts_tokens"]),
        .tokens(.outputTextTokens, "output_text_tokens", partOf: [.outputTokens]),
        .tokens(
            .outputAudioTokens, "output_audio_tokens", partOf: [.outputTokens],
            aliases: ["completion_audio_tokens", "audio_output_tokens", "audio_output"]),
        .tokens(
            .outputImageTokens, "output_image_tokens", partOf: [.outputTokens],
            aliases: ["completion_image_tokens", "image_output"]),
        .tokens(
            .outputVideoTokens, "output_video_tokens", partOf: [.outputTokens],
            aliases: ["completion_video_tokens", "video_tokens"]),
        .tokens(
            .citationTokens, "citation_tokens", partOf: [.outputTokens],
            aliases: ["output_citation_tokens"]),
        .tokens(.computerUseOutputTokens, "computer_use_output_tokens", partOf: [.outputTokens]),
    ]

    static let countTable: [Definition] = [
        Definition(.requests, "requests", unit: "request", aliases: ["request"]),
        Definition(
            .messages, "messages", unit: "message",
            aliases: ["input_text_messages", "client_messages"]),
        Definition(.sessions, "sessions", unit: "session"),
        Definition(
            .webSearches, "web_searches", unit: "search",
            aliases: ["web_search", "web_search_requests", "num_search_queries"]),
        Definition(.mapsSearches, "maps_searches", unit: "search", aliases: ["maps_search"]),
        Definition(.socialSearches, "social_searches", unit: "search"),
        Definition(
            .fileSearches, "file_searches", unit: "search", aliases: ["storage_searches"]),
        Definition(.codeExecutions, "code_executions", unit: "execution"),
        Definition(
            .searches, "searches", unit: "search", aliases: ["rerank_searches", "search_units"]),
        Definition(.characters, "characters", unit: "character", aliases: ["input_characters"]),
        Definition(.outputCharacters, "output_characters", unit: "character"),
        Definition(
            .pages, "pages", unit: "page", aliases: ["input_document_pages", "pages_processed"]),
        Definition(
            .annotatedPages, "annotated_pages", unit: "page", partOf: [.pages],
            aliases: ["input_annotated_document_pages"]),
        Definition(.credits, "credits", unit: "credit"),
    ]

    static let measureTable: [Definition] = [
        .seconds(.audioSeconds, "audio_seconds", of: "audio", aliases: ["input_audio_seconds"]),
        .seconds(.outputAudioSeconds, "output_audio_seconds", of: "output_audio"),
        .seconds(.inputVideoSeconds, "input_video_seconds", of: "input_video"),
        .seconds(.videoSeconds, "video_seconds", of: "video", aliases: ["output_video_seconds"]),
        .seconds(.sessionSeconds, "session_seconds", of: "session"),
        .seconds(.computeSeconds, "compute_seconds", of: "compute"),
        Definition(.inputImages, "input_images", unit: "image"),
        Definition(.images, "images", unit: "image", aliases: ["output_images"]),
        .megapixels(.inputMegapixels, "input_megapixels", pixels: "input_pixels"),
        .megapixels(.megapixels, "megapixels", pixels: "pixels"),
        Definition(.voiceClones, "voice_clones", unit: "clone"),
        Definition(.deployments, "deployments", unit: "deployment"),
        Definition(
            .containerDays, "container_days", unit: "container-day", scale: partsOfContainerDay),
        Definition(
            .gigabyteDays, "gigabyte_days", unit: "gigabyte-day", scale: byteMinutesOfGigabyteDay),
        Definition(
            .upstreamCost, "upstream_cost", unit: "dollar", scale: nanodollarsOfDollar),
    ]
}
