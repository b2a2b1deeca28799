// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing
import Vocabulary

/// OpenRouter's own rule, word for word, against the rates that are made of it: an override holds
/// when all its conditions do, and later ones win key by key.
@Suite("OpenRouter's overrides") struct OpenRouterScheduleTests {
    private struct Override {
        var over: Int64?
        var window: (start: Int, end: Int)?
        var days: [Int]?
        var prices: [String: Int]

        init(using random: inout SeededRandom) {
            if Bool.random(using: &random) {
                over = [1_000, 2_000, 3_000].randomElement(using: &random)
            }
            if Int.random(in: 0..<3, using: &random) > 0 {
                let hours = Array(0..<24).shuffled(using: &random)
                window = (hours[0] * 60 + 30 * (hours[2] % 2), hours[1] * 60)
                if window?.start == window?.end { window = nil }
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                days = Array(Array(0..<7).shuffled(using: &random).prefix(3))
            }
            prices = [:]
            for name in ["prompt", "completion", "input_cache_read"]
            where Bool.random(using: &random) {
                prices[name] = Int.random(in: 1...9, using: &random)
            }
        }

        func holds(tokens: Int64, minute: Int, weekday: Int) -> Bool {
            if let over, tokens <= over { return false }
            if let days, !days.contains(weekday) { return false }
            guard let (start, end) = window else { return true }
            return start < end
                ? start <= minute && minute < end : minute >= start || minute < end
        }

        var json: String {
            let names = [
                "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
            ]
            var members = prices.map { "\"\($0.key)\": \"0.00000\($0.value)\"" }
            if let over { members.append("\"min_prompt_tokens\": \(over)") }
            if let window {
                let clock = [window.start, window.end].map { $0 / 60 * 100 + $0 % 60 }
                members += ["\"utc_start\": \(clock[0])", "\"utc_end\": \(clock[1])"]
            }
            if let days {
                let list = days.map { "\"\(names[$0])\"" }.joined(separator: ",")
                members.append("\"utc_days\": [\(list)]")
            }
            return "{\(members.joined(separator: ","))}"
        }
    }

    @Test("price the same as their rule does", arguments: 0..<150)
    func sameAsTheRule(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let overrides = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            Override(using: &random)
        }
        let base = ["prompt": 1, "completion": 2]
        let text = """
            {"data": [{"id": "m", "pricing": {"prompt": "0.000001", "completion": "0.000002",
              "overrides": [\(overrides.map(\.json).joined(separator: ","))]}}]}
            """
        let catalog = try ImportedCatalog(
            parsing: Array(text.utf8), format: .openrouter, source: "s")
        let book = try PriceBook(number: 1, models: catalog.models)
        for _ in 0..<60 {
            let minute = Int.random(in: 0..<48, using: &random) * 30
            let weekday = Int.random(in: 0..<7, using: &random)
            let tokens: Int64 =
                [1_000, 1_001, 2_001, 3_000, 5_000].randomElement(using: &random) ?? 0
            var prices = base
            for override in overrides
            where override.holds(tokens: tokens, minute: minute, weekday: weekday) {
                prices.merge(override.prices) { $1 }
            }
            let cached = prices["input_cache_read"] ?? prices["prompt"] ?? 0
            let expected =
                500 * ((prices["prompt"] ?? 0) + (prices["completion"] ?? 0)) + cached
                * (Int(tokens) - 500)
            // 2026-11-23 was a Monday.
            let instant = try #require(Instant(iso8601: "2026-11-2\(3 + weekday)"))
            let total = try book.total(
                "m", [.inputTokens: tokens, .cachedInputTokens: tokens - 500, .outputTokens: 500],
                at: Instant(microseconds: instant.microseconds + Int64(minute) * 60_000_000))
            #expect(decimal(total) == decimal("\(expected)e-6"), "\(overrides.map(\.json))")
        }
    }
}
