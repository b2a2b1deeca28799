// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing

@testable import Gateway

/// What an upstream says it used, believed or not.
struct ReportedUsageTests {
    private static let theirs = #"{"upstream_inference_cost":0.02}"#

    @Test("a full report is read with all its parts")
    func full() throws {
        let text = """
            {"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,
             "prompt_tokens_details":{"cached_tokens":60,"audio_tokens":10},
             "completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":5,
              "accepted_prediction_tokens":0}}
            """
        let usage = try #require(ReportedUsage(Array(text.utf8)))
        var expected = ReportedUsage(input: 100, output: 50)
        (expected.cachedInput, expected.audioInput) = (60, 10)
        (expected.reasoning, expected.audioOutput) = (20, 5)
        #expect(usage == expected)
        let priced = try usage.usage(dimensions: ["service_tier": "flex"])
        #expect(priced.count(of: .cachedInputTokens) == 60)
        #expect(priced.count(of: .reasoningTokens) == 20)
        #expect(priced.dimensions == ["service_tier": "flex"])
    }

    @Test(
        "the upstream's cost is what it says that the call takes",
        arguments: [
            (#""cost":0.0025"#, 2_500_000), (#""cost":0"#, 0), (#""cost":null"#, nil),
            (#""cost":-1"#, nil),
            // With the operator's own key at the provider: the fee and what the provider takes.
            (#""cost":0.001,"is_byok":true,"cost_details":\#(theirs)"#, 21_000_000),
            (#""cost":0,"is_byok":true,"cost_details":null"#, nil),
            (#""cost":0.5,"is_byok":false,"cost_details":\#(theirs)"#, 500_000_000),
        ])
    func cost(members: String, nanodollars: Int?) throws {
        let text = #"{"prompt_tokens":1,"completion_tokens":1,\#(members)}"#
        let usage = try #require(ReportedUsage(Array(text.utf8)))
        #expect(usage.upstreamCost == nanodollars.map(Int64.init))
    }

    @Test(
        "an embedding's report has no output",
        arguments: [
            #"{"prompt_tokens":8,"total_tokens":8}"#,
            #"{"prompt_tokens":8,"completion_tokens":null,"prompt_tokens_details":null}"#,
            #"{"prompt_tokens":8.0,"completion_tokens":0}"#,
        ])
    func embedding(text: String) {
        #expect(ReportedUsage(Array(text.utf8)) == ReportedUsage(input: 8, output: 0))
    }

    @Test(
        "a report that cannot be right is none",
        arguments: [
            "", "null", "7", "[]", "{}", "{", #"{"completion_tokens":1}"#,
            #"{"prompt_tokens":-1,"completion_tokens":1}"#,
            #"{"prompt_tokens":1,"completion_tokens":-1}"#,
            #"{"prompt_tokens":1.5,"completion_tokens":1}"#,
            #"{"prompt_tokens":"1","completion_tokens":1}"#,
            #"{"prompt_tokens":1e400,"completion_tokens":1}"#,
            #"{"prompt_tokens":9223372036854775807,"completion_tokens":1}"#,
            #"{"prompt_tokens":9223372036854775808,"completion_tokens":1}"#,
            #"{"prompt_tokens":1,"prompt_tokens":2,"completion_tokens":1}"#,
            #"{"prompt_tokens":1,"completion_tokens":{}}"#,
            #"{"prompt_tokens":5,"completion_tokens":1,"#
                + #""prompt_tokens_details":{"cached_tokens":6}}"#,
            #"{"prompt_tokens":5,"completion_tokens":1,"#
                + #""prompt_tokens_details":{"cached_tokens":-1}}"#,
            #"{"prompt_tokens":5,"completion_tokens":1,"#
                + #""completion_tokens_details":{"audio_tokens":2}}"#,
            #"{"prompt_tokens":NaN,"completion_tokens":1}"#,
        ])
    func hostile(text: String) {
        #expect(ReportedUsage(Array(text.utf8)) == nil)
    }

    @Test("parts that are together more than their whole are refused when they are priced")
    func contradiction() throws {
        let text = """
            {"prompt_tokens":10,"completion_tokens":9,"completion_tokens_details":
             {"reasoning_tokens":6,"audio_tokens":5}}
            """
        let usage = try #require(ReportedUsage(Array(text.utf8)))
        #expect(throws: PricingRefusal.self) { try usage.usage(dimensions: [:]) }
    }
}
