// SPDX-License-Identifier: Apache-2.0

extension HardCase {
    static let tools = [
        HardCase(
            number: 35, what: "rerank by search", prices: #"[{"searches": 0.002}]"#,
            usage: #"{"rerank_searches": 3}"#, total: "0.006"),
        HardCase(
            number: 38, what: "a request on top of its tokens", prices: sonar,
            usage: #"{"input_tokens": 1000, "output_tokens": 1000}"#,
            dimensions: ["search_context": "low"], total: "0.007"),
        HardCase(
            number: 38, what: "a request with a large search", prices: sonar,
            usage: #"{"input_tokens": 1000, "output_tokens": 1000}"#,
            dimensions: ["search_context": "high"], total: "0.014"),
        HardCase(
            number: 39, what: "by search", prices: #"[{"per": 1000, "web_searches": 10}]"#,
            usage: #"{"web_searches": 3}"#, total: "0.03"),
        HardCase(
            number: 39, what: "by search context", prices: searchPreview,
            usage: #"{"web_searches": 1}"#, dimensions: ["search_context": "high"],
            total: "0.05"),
        HardCase(
            number: 39, what: "by grounded prompt, however many searches",
            prices: #"[{"web_searches": 0.035, "maximum": 1}]"#,
            usage: #"{"web_searches": 4}"#, total: "0.035"),
        HardCase(
            number: 40, what: "pages, annotated ones apart",
            prices: #"[{"pages": 0.001, "annotated_pages": 0.003}]"#,
            usage: #"{"pages": 10, "annotated_pages": 4}"#, total: "0.018"),
        HardCase(
            number: 40, what: "by credit", prices: #"[{"credits": 0.015}]"#,
            usage: #"{"credits": 4}"#, total: "0.06"),
        HardCase(
            number: 41, what: "a search with few results", prices: exa,
            usage: #"{"searches": 1}"#, dimensions: ["results": "25"], total: "0.005"),
        HardCase(
            number: 41, what: "a search with many results", prices: exa,
            usage: #"{"searches": 2}"#, dimensions: ["results": "26"], total: "0.05"),
        HardCase(
            number: 42, what: "sessions, file searches and storage",
            prices: #"""
                [{"sessions": 0.03, "gigabyte_days": 0.1}, {"per": 1000, "file_searches": 2.5}]
                """#,
            usage: #"{"sessions": 2, "storage_searches": 4, "gigabyte_days": 1.5}"#,
            total: "0.22"),
        HardCase(
            number: 44, what: "session time and messages, before a change", prices: voice,
            usage: #"{"session_minutes": 30, "messages": 5}"#, time: "2026-08-04T23:59:59Z",
            total: "1.52"),
        HardCase(
            number: 44, what: "session time and messages, after a change", prices: voice,
            usage: #"{"session_minutes": 30, "messages": 5}"#, time: "2026-08-05T00:00:00Z",
            total: "2.42"),
    ]

    private static let sonar = #"""
        [{"per": 1e6, "input_tokens": 1, "output_tokens": 1}, {"requests": 0.012},
         {"when": {"search_context": "low"}, "requests": 0.005},
         {"when": {"search_context": "medium"}, "requests": 0.008},
         {"when": {"search_context": "high"}, "requests": 0.012}]
        """#
    private static let searchPreview = #"""
        [{"when": {"search_context": "low"}, "web_searches": 0.03},
         {"when": {"search_context": "medium"}, "web_searches": 0.035},
         {"when": {"search_context": "high"}, "web_searches": 0.05}]
        """#
    private static let exa =
        #"[{"searches": 0.005}, {"over": {"results": 25}, "searches": 0.025}]"#
    private static let voice = #"""
        [{"until": "2026-08-05", "session_hours": 3}, {"from": "2026-08-05", "session_hours": 4.8},
         {"messages": 0.004}]
        """#
}
