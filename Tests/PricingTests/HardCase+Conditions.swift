// SPDX-License-Identifier: Apache-2.0

extension HardCase {
    static let conditions = contexts + serviceTiers + regions + times

    private static let contexts = [
        HardCase(
            number: 4, what: "on the cliff", prices: gpt54, usage: #"{"input_tokens": 272000}"#,
            total: "0.68"),
        HardCase(
            number: 4, what: "over the cliff", prices: gpt54, usage: #"{"input_tokens": 272001}"#,
            total: "1.360005"),
        HardCase(
            number: 5, what: "cached tokens count for the cliff", prices: sonnet,
            usage: #"""
                {"input_tokens": 200001, "cached_input_tokens": 100000,
                 "cache_write_tokens": 50000, "cache_write_1h_tokens": 50000, "output_tokens": 1000}
                """#,
            total: "1.057506"),
        HardCase(
            number: 6, what: "a threshold that means at least",
            prices: #"""
                [{"per": 1e6, "input_tokens": 1.25},
                 {"per": 1e6, "contextOver": 199999, "input_tokens": 2.5}]
                """#,
            usage: #"{"input_tokens": 200000}"#, total: "0.5"),
        HardCase(
            number: 7, what: "a low cliff",
            prices: #"""
                [{"per": 1e6, "input_tokens": 0.1, "output_tokens": 0.5},
                 {"per": 1e6, "contextOver": 100000, "input_tokens": 0.5, "output_tokens": 2.5}]
                """#,
            usage: #"{"input_tokens": 100001, "output_tokens": 1000}"#, total: "0.0525005"),
        HardCase(
            number: 8, what: "graduated", prices: qwen, usage: #"{"input_tokens": 130000}"#,
            total: "0.2748"),
        HardCase(
            number: 8, what: "graduated, the first slice", prices: qwen,
            usage: #"{"input_tokens": 32000}"#, total: "0.0384"),
    ]

    private static let serviceTiers = [
        HardCase(
            number: 10, what: "flex", prices: gpt54, usage: hundredThousands,
            dimensions: ["service_tier": "flex"], total: "0.8526"),
        HardCase(
            number: 11, what: "priority", prices: gpt54, usage: hundredThousands,
            dimensions: ["service_tier": "priority"], total: "3.41"),
        HardCase(
            number: 11, what: "priority that is not twice the price",
            prices: #"""
                [{"per": 1e6, "input_tokens": 2.5, "cached_tokens": 1.25, "output_tokens": 10},
                 {"per": 1e6, "when": {"service_tier": "priority"}, "input_tokens": 4.25,
                  "cached_tokens": 2.125, "output_tokens": 17}]
                """#,
            usage: hundredThousands, dimensions: ["service_tier": "priority"], total: "2.0825"),
        HardCase(
            number: 12, what: "priority with a long context", prices: gemini,
            usage: #"{"input_tokens": 200001, "output_tokens": 1000}"#,
            dimensions: ["service_tier": "priority"], total: "1.4724072"),
        HardCase(
            number: 12, what: "priority with a long context that is not served", prices: gpt54,
            usage: #"{"input_tokens": 272001}"#, dimensions: ["service_tier": "priority"],
            total: nil),
        HardCase(
            number: 13, what: "batch",
            prices: #"""
                [{"per": 1e6, "input_tokens": 0.02},
                 {"per": 1e6, "when": {"service_tier": "batch"}, "input_tokens": 0.01}]
                """#,
            usage: #"{"input_tokens": 1000000}"#, dimensions: ["service_tier": "batch"],
            total: "0.01"),
        HardCase(
            number: 13, what: "a batch keeps the price of a cache read",
            prices: #"""
                [{"per": 1e6, "input_tokens": 2, "cached_tokens": 0.2},
                 {"per": 1e6, "when": {"service_tier": "batch"}, "input_tokens": 1}]
                """#,
            usage: #"{"input_tokens": 1000000, "cached_tokens": 500000}"#,
            dimensions: ["service_tier": "batch"], total: "0.6"),
    ]

    private static let regions = [
        HardCase(
            number: 14, what: "an uplift on everything",
            prices: #"""
                [{"per": 1e6, "input_tokens": 2.5, "cached_tokens": 1.25, "output_tokens": 10}]
                """#,
            others: #"""
                "multipliers": [{"when": {"region": "eu"}, "factor": 1.1},
                                {"when": {"region": "us"}, "factor": 1.1}],
                """#,
            usage: #"{"input_tokens": 1000, "cached_tokens": 600, "output_tokens": 200}"#,
            dimensions: ["region": "eu"], total: "0.004125"),
        HardCase(
            number: 14, what: "an uplift on everything but the cache", prices: opus46,
            others: uplifts,
            usage: #"{"input_tokens": 1000000, "cached_tokens": 500000, "output_tokens": 100000}"#,
            dimensions: ["region": "us"], total: "5.75"),
        HardCase(
            number: 15, what: "fast", prices: opus46, others: uplifts,
            usage: #"{"input_tokens": 1000000, "cached_tokens": 500000, "output_tokens": 100000}"#,
            dimensions: ["speed": "fast"], total: "30.25"),
        HardCase(
            number: 15, what: "fast in a region", prices: opus46, others: uplifts,
            usage: #"{"input_tokens": 1000000, "cached_tokens": 500000, "output_tokens": 100000}"#,
            dimensions: ["speed": "fast", "region": "us"], total: "33.25"),
    ]

    private static let times = [
        HardCase(
            number: 16, what: "by day", prices: deepseek, usage: oddNumbers,
            time: "2026-11-23T00:30:00Z", total: "0.00360995"),
        HardCase(
            number: 16, what: "by night", prices: deepseek, usage: oddNumbers,
            time: "2026-11-23T00:29:59.999999Z", total: "0.001804975"),
        HardCase(
            number: 17, what: "before a change", prices: sol,
            usage: #"{"input_tokens": 1000000, "output_tokens": 100000}"#,
            time: "2026-08-20T23:59:59.999Z", total: "8"),
        HardCase(
            number: 17, what: "after a change", prices: sol,
            usage: #"{"input_tokens": 1000000, "output_tokens": 100000}"#,
            time: "2026-08-21T00:00:00Z", total: "6"),
    ]

    private static let hundredThousands =
        #"{"input_tokens": 100000, "cached_tokens": 20000, "output_tokens": 100000}"#
    private static let oddNumbers =
        #"{"input_tokens": 12345, "cached_tokens": 2345, "output_tokens": 678}"#
    private static let gpt54 = #"""
        [{"per": 1e6, "input_tokens": 2.5, "cached_tokens": 0.25, "output_tokens": 15},
         {"per": 1e6, "contextOver": 272000, "input_tokens": 5, "cached_tokens": 0.5,
          "output_tokens": 22.5},
         {"per": 1e6, "when": {"service_tier": "flex"}, "input_tokens": 1.25,
          "cached_tokens": 0.13, "output_tokens": 7.5},
         {"per": 1e6, "when": {"service_tier": "priority"}, "input_tokens": 5,
          "cached_tokens": 0.5, "output_tokens": 30}]
        """#
    private static let sonnet = #"""
        [{"per": 1e6, "input_tokens": 3, "cached_tokens": 0.3, "cache_write_tokens": 3.75,
          "cache_write_1h_tokens": 6, "output_tokens": 15},
         {"per": 1e6, "contextOver": 200000, "input_tokens": 6, "cached_tokens": 0.6,
          "cache_write_tokens": 7.5, "cache_write_1h_tokens": 12, "output_tokens": 22.5}]
        """#
    private static let qwen = #"""
        [{"per": 1e6, "input_tokens": 1.2},
         {"per": 1e6, "contextOver": 32000, "mode": "graduated", "input_tokens": 2.4},
         {"per": 1e6, "contextOver": 128000, "mode": "graduated", "input_tokens": 3}]
        """#
    private static let gemini = #"""
        [{"per": 1e6, "input_tokens": 2, "output_tokens": 12},
         {"per": 1e6, "contextOver": 200000, "input_tokens": 4, "output_tokens": 18},
         {"per": 1e6, "when": {"service_tier": "priority"}, "input_tokens": 3.6,
          "output_tokens": 21.6},
         {"per": 1e6, "when": {"service_tier": "priority"}, "contextOver": 200000,
          "input_tokens": 7.2, "output_tokens": 32.4}]
        """#
    private static let opus46 = #"""
        [{"per": 1e6, "input_tokens": 5, "cached_tokens": 0.5, "cache_write_tokens": 6.25,
          "output_tokens": 25}]
        """#
    private static let uplifts = #"""
        "multipliers": [
          {"when": {"region": "us"}, "factor": 1.1,
           "except": ["cached_tokens", "cache_write_tokens"]},
          {"when": {"speed": "fast"}, "factor": 6, "meters": ["input_tokens", "output_tokens"]}],
        """#
    private static let deepseek = #"""
        [{"per": 1e6, "input_tokens": 0.27, "cached_tokens": 0.07, "output_tokens": 1.1},
         {"per": 1e6, "hours": "16:30-00:30", "input_tokens": 0.135, "cached_tokens": 0.035,
          "output_tokens": 0.55}]
        """#
    private static let sol = #"""
        [{"per": 1e6, "until": "2026-08-21", "input_tokens": 5, "output_tokens": 30},
         {"per": 1e6, "from": "2026-08-21", "input_tokens": 4, "output_tokens": 20}]
        """#
}
