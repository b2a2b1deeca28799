// SPDX-License-Identifier: Apache-2.0

extension HardCase {
    static let tokens = [
        HardCase(
            number: 1, what: "cached input",
            prices: #"""
                [{"per": 1e6, "input_tokens": 2.5, "cached_input_tokens": 1.25,
                  "output_tokens": 10}]
                """#,
            usage: #"{"input_tokens": 1000, "cached_input_tokens": 600, "output_tokens": 200}"#,
            total: "0.00375"),
        HardCase(
            number: 2, what: "cached input of a small model",
            prices: #"""
                [{"per": 1e6, "input_tokens": 0.15, "cached_tokens": 0.075, "output_tokens": 0.6}]
                """#,
            usage: #"{"prompt_tokens": 1000, "cached_tokens": 600, "completion_tokens": 200}"#,
            total: "0.000225"),
        HardCase(
            number: 3, what: "cache writes for five minutes and an hour", prices: opus,
            usage: #"""
                {"input_tokens": 1000000, "cache_read_input_tokens": 100000,
                 "cache_write_5m_tokens": 200000, "cache_write_1h_tokens": 300000,
                 "output_tokens": 10000}
                """#, total: "6.55"),
        HardCase(
            number: 9, what: "reasoning at a price of its own",
            prices: #"""
                [{"per": 1e6, "input_tokens": 0.4, "output_tokens": 1.2, "reasoning_tokens": 4}]
                """#,
            usage: #"{"output_tokens": 1000, "reasoning_tokens": 800}"#, total: "0.00344"),
        HardCase(
            number: 9, what: "reasoning and citations",
            prices: #"""
                [{"per": 1e6, "input_tokens": 2, "output_tokens": 8, "reasoning_tokens": 3,
                  "citation_tokens": 2}]
                """#,
            usage: #"""
                {"output_tokens": 1000000, "reasoning_tokens": 400000, "citation_tokens": 100000}
                """#,
            total: "5.4"),
        HardCase(
            number: 18, what: "realtime audio, text and pictures", prices: realtime,
            usage: #"""
                {"input_tokens": 1000000, "cached_input_tokens": 100000,
                 "input_audio_tokens": 300000, "cached_input_audio_tokens": 50000,
                 "input_image_tokens": 200000, "output_tokens": 500000,
                 "output_audio_tokens": 400000}
                """#, total: "38.04"),
        HardCase(
            number: 19, what: "audio in a chat",
            prices: #"""
                [{"per": 1e6, "input_tokens": 0.3, "input_audio_tokens": 1, "output_tokens": 2.5}]
                """#,
            usage: #"{"input_tokens": 2000, "input_audio_tokens": 1000}"#, total: "0.0013"),
        HardCase(
            number: 22, what: "pictures by token",
            prices: #"""
                [{"per": 1e6, "input_tokens": 5, "input_image_tokens": 8,
                  "cached_input_tokens": 1.25, "cached_input_image_tokens": 2,
                  "output_image_tokens": 30}]
                """#,
            usage: #"""
                {"input_text_tokens": 100, "input_image_tokens": 1000,
                 "cached_input_image_tokens": 500, "output_image_tokens": 4160}
                """#, total: "0.1303"),
        HardCase(
            number: 28, what: "video by token, no video in", prices: seedance,
            usage: #"{"output_video_tokens": 100000}"#, total: "0.56"),
        HardCase(
            number: 28, what: "video by token, video in", prices: seedance,
            usage: #"{"output_video_tokens": 100000}"#, dimensions: ["mode": "with_video_input"],
            total: "0.33"),
        HardCase(
            number: 30, what: "speech by token, not also by second",
            prices: #"""
                [{"per": 1e6, "input_tokens": 2.5, "output_audio_tokens": 12},
                 {"output_audio_seconds": 0.00025, "coveredBy": ["output_audio_tokens"]}]
                """#,
            usage: #"""
                {"input_tokens": 1000, "output_audio_tokens": 2000, "output_audio_seconds": 60}
                """#,
            total: "0.0265"),
        HardCase(
            number: 33, what: "transcription by token",
            prices: #"[{"per": 1e6, "input_audio_tokens": 2.5, "output_tokens": 10}]"#,
            usage: #"{"input_audio_tokens": 1000, "output_tokens": 100}"#, total: "0.0035"),
        HardCase(
            number: 36, what: "free is a price",
            prices: #"[{"input_tokens": 0, "output_tokens": 0}]"#,
            usage: #"{"input_tokens": 1000, "output_tokens": 200}"#, total: "0"),
        HardCase(
            number: 36, what: "absence is none", prices: #"[{"input_tokens": 0}]"#,
            usage: #"{"input_tokens": 1000, "output_tokens": 200}"#, total: nil),
        HardCase(
            number: 37, what: "dynamic without the upstream's cost", prices: "[]",
            others: #""dynamic": true,"#, usage: #"{"input_tokens": 1000}"#, total: nil),
        HardCase(
            number: 37, what: "dynamic with the upstream's cost", prices: "[]",
            others: #""dynamic": true,"#, usage: #"{"upstream_cost": 0.00314159}"#,
            total: "0.00314159"),
        HardCase(
            number: 43, what: "a fee on top of the chosen model's price",
            prices: #"[{"per": 1e6, "input_tokens": 0.14}]"#, others: #""dynamic": true,"#,
            usage: #"{"input_tokens": 1000000, "output_tokens": 1000, "upstream_cost": 2.5}"#,
            total: "2.64"),
        HardCase(
            number: 45, what: "a tiny price", prices: #"[{"input_tokens": 1.3e-10}]"#,
            usage: #"{"input_tokens": 7}"#, total: "0.00000000091"),
        HardCase(
            number: 45, what: "a noisy price",
            prices: #"""
                [{"input_tokens": 2.9999900000000002e-06}]
                """#,
            usage: #"{"input_tokens": 3}"#, total: "0.0000089999700000000006"),
        HardCase(
            number: 46, what: "what a list says is what is billed, whatever another list says",
            prices: #"[{"per": 1e6, "input_tokens": 0.02}]"#,
            usage: #"{"input_tokens": 1000000}"#, total: "0.02"),
    ]

    private static let opus = #"""
        [{"per": 1e6, "input_tokens": 5, "cached_input_tokens": 0.5, "cache_write_tokens": 6.25,
          "cache_write_1h_tokens": 10, "output_tokens": 25}]
        """#
    private static let realtime = #"""
        [{"per": 1e6, "input_tokens": 4, "cached_input_tokens": 0.4, "input_audio_tokens": 32,
          "cached_input_audio_tokens": 0.4, "input_image_tokens": 5,
          "cached_input_image_tokens": 0.5, "output_tokens": 16, "output_audio_tokens": 64}]
        """#
    private static let seedance = #"""
        [{"per": 1e6, "output_video_tokens": 5.6},
         {"per": 1e6, "when": {"mode": "with_video_input"}, "output_video_tokens": 3.3}]
        """#
}
