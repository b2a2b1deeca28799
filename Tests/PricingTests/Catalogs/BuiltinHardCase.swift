// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing
import Vocabulary

/// A usage of a model in the built-in book whose price is known: the hard cases of
/// facts/pricing-data.md, section 7, by their numbers there.
struct BuiltinHardCase: CustomTestStringConvertible, Sendable {
    let number: Int
    /// `provider/name`, where the name alone could be another's.
    let model: String
    let usage: String
    var dimensions = "{}"
    var time = "2026-11-23T12:00:00Z"
    /// USD without markup; nil when the usage must be refused.
    let total: String?

    var testDescription: String { "\(number): \(model) \(usage) \(dimensions)" }

    init(
        _ number: Int, _ model: String, _ usage: String, _ dimensions: String = "{}",
        at time: String = "2026-11-23T12:00:00Z", is total: String?
    ) {
        self.number = number
        self.model = model
        self.usage = usage
        self.dimensions = dimensions
        self.time = time
        self.total = total
    }

    func quote(from book: PriceBook) throws -> Quote {
        let usage = try Usage(
            JSON(parsing: Array(usage.utf8)), dimensions: JSON(parsing: Array(dimensions.utf8)))
        return try book.quote(
            QuoteRequest(
                model: model, usage: usage, at: try #require(Instant(iso8601: time))),
            markup: .none)
    }

    static let all = tokens + contexts + conditions + pictures + videos + voices + tools

    private static let usual =
        #"{"input_tokens": 1000, "cached_input_tokens": 600, "output_tokens": 200}"#
    private static let half =
        #"{"input_tokens": 1000000, "cached_tokens": 500000, "output_tokens": 100000}"#
    private static let hundreds =
        #"{"input_tokens": 100000, "cached_tokens": 20000, "output_tokens": 100000}"#
    private static let odd =
        #"{"input_tokens": 12345, "cached_tokens": 2345, "output_tokens": 678}"#
    private static let long = #"{"input_tokens": 200001, "output_tokens": 1000}"#

    private static let input = #"{"input_tokens": 1000}"#
    private static let output = #"{"output_tokens": 1000}"#

    private static let tokens: [BuiltinHardCase] = [
        .init(1, "gpt-4o", usual, is: "0.00375"),
        .init(2, "gpt-4o-mini", usual, is: "0.000225"),
        .init(
            3, "claude-opus-4-7",
            #"""
            {"input_tokens": 1000000, "cached_tokens": 100000, "cache_write_tokens": 200000,
             "cache_write_1h_tokens": 300000, "output_tokens": 10000}
            """#, is: "6.55"),
        .init(
            9, "qwen-plus-latest", #"{"output_tokens": 1000, "reasoning_tokens": 800}"#,
            is: "0.00344"),
        .init(
            9, "sonar-deep-research",
            #"{"output_tokens": 1000000, "reasoning_tokens": 400000, "citation_tokens": 100000}"#,
            is: "5.4"),
        .init(
            18, "gpt-realtime",
            #"""
            {"input_tokens": 1000000, "cached_input_tokens": 100000, "input_audio_tokens": 300000,
             "cached_input_audio_tokens": 50000, "input_image_tokens": 200000,
             "output_tokens": 500000, "output_audio_tokens": 400000}
            """#, is: "38.04"),
        .init(
            19, "gemini-2.5-flash", #"{"input_tokens": 2000, "input_audio_tokens": 1000}"#,
            is: "0.0013"),
        .init(
            34, "amazon.titan-embed-image-v1", #"{"input_tokens": 1000, "input_images": 10}"#,
            is: "0.0014"),
        .init(36, "omni-moderation-latest", #"{"input_tokens": 1000}"#, is: "0"),
        .init(37, "openrouter/auto", #"{"input_tokens": 1000}"#, is: nil),
        .init(37, "openrouter/auto", #"{"upstream_cost": 0.00314159}"#, is: "0.00314159"),
        .init(
            43, "azure/model_router",
            #"{"input_tokens": 1000000, "output_tokens": 1000, "upstream_cost": 2.5}"#,
            is: "2.64"),
        .init(45, "SSD-1B", #"{"input_tokens": 7}"#, is: "0.00000000091"),
        .init(
            45, "databricks-claude-3-7-sonnet", #"{"input_tokens": 3}"#,
            is: "0.0000089999700000000006"),
        .init(46, "amazon.titan-embed-text-v2:0", #"{"input_tokens": 1000000}"#, is: "0.02"),
    ]

    private static let contexts: [BuiltinHardCase] = [
        .init(4, "gpt-5.4", #"{"input_tokens": 272000}"#, is: "0.68"),
        .init(4, "gpt-5.4", #"{"input_tokens": 272001}"#, is: "1.360005"),
        .init(
            5, "claude-sonnet-4-5",
            #"""
            {"input_tokens": 200001, "cached_input_tokens": 100000, "cache_write_tokens": 50000,
             "cache_write_1h_tokens": 50000, "output_tokens": 1000}
            """#, is: "1.057506"),
        .init(6, "grok-4.20", #"{"input_tokens": 199999}"#, is: "0.24999875"),
        .init(6, "grok-4.20", #"{"input_tokens": 200000}"#, is: "0.5"),
        .init(
            7, "claude-haiku-5-5", #"{"input_tokens": 100001, "output_tokens": 1000}"#,
            is: "0.0525005"),
        .init(8, "dashscope/qwen3-max", #"{"input_tokens": 130000}"#, is: "0.2748"),
        .init(
            12, "gemini-3.1-pro-preview", long, #"{"service_tier": "priority"}"#,
            is: "1.4724072"),
        .init(
            12, "gpt-5.4", #"{"input_tokens": 272001}"#, #"{"service_tier": "priority"}"#, is: nil),
    ]

    private static let conditions: [BuiltinHardCase] = [
        .init(10, "gpt-5.4", hundreds, #"{"service_tier": "flex"}"#, is: "0.8526"),
        .init(11, "gpt-5.4", hundreds, #"{"service_tier": "priority"}"#, is: "3.41"),
        .init(11, "gpt-4o", hundreds, #"{"service_tier": "priority"}"#, is: "2.0825"),
        .init(11, "gpt-5.5", hundreds, #"{"service_tier": "priority"}"#, is: "8.525"),
        .init(
            13, "text-embedding-3-small", #"{"input_tokens": 1000000}"#,
            #"{"service_tier": "batch"}"#, is: "0.01"),
        .init(
            13, "gemini-2.5-flash", #"{"input_tokens": 1000000, "cached_tokens": 500000}"#,
            #"{"service_tier": "batch"}"#, is: "0.09"),
        .init(14, "gpt-4o", usual, #"{"region": "eu"}"#, is: "0.004125"),
        .init(14, "gpt-4.1", usual, #"{"region": "us"}"#, is: "0.00297"),
        .init(14, "claude-opus-4-6", half, #"{"region": "us"}"#, is: "5.75"),
        .init(15, "claude-opus-4-6", half, #"{"speed": "fast"}"#, is: "30.25"),
        .init(15, "claude-opus-4-7", half, #"{"speed": "fast"}"#, is: "30.25"),
        .init(16, "deepseek-chat", odd, at: "2026-11-23T00:30:00Z", is: "0.00360995"),
        .init(16, "deepseek-chat", odd, at: "2026-11-23T00:29:59.999Z", is: "0.001804975"),
        .init(17, "gpt-5.6-sol", input, at: "2026-08-20T23:59:59Z", is: "0.005"),
        .init(17, "gpt-5.6-sol", input, at: "2026-08-21T00:00:00Z", is: "0.004"),
        .init(17, "grok-4.20", output, at: "2026-04-29T23:59:59Z", is: "0.006"),
        .init(17, "grok-4.20", output, at: "2026-04-30T00:00:00Z", is: "0.0025"),
    ]
}
