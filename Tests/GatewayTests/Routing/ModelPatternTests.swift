// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Gateway

struct ModelPatternTests {
    @Test(
        "a star stands for any characters, or for none",
        arguments: [
            ("*", "anything", true), ("gpt-4o", "gpt-4o", true), ("gpt-4o", "gpt-4o-mini", false),
            ("gpt-*", "gpt-4o", true), ("gpt-*", "gpt-", true), ("gpt-*", "chatgpt-4o", false),
            ("*-mini", "gpt-4o-mini", true), ("*-mini", "gpt-4o-mini-2", false),
            ("openai/*", "openai/gpt-4o", true), ("openai/*", "azure/openai/gpt", false),
            ("*/gpt-*", "openai/gpt-4o", true), ("*/gpt-*", "gpt-4o", false),
            ("a*b*c", "abc", true), ("a*b*c", "axbxbxc", true), ("a*b*c", "acb", false),
            ("a*a", "a", false), ("a*a", "aa", true), ("*b*b*", "abcb", true),
            ("*b*b*", "abc", false), ("GPT-*", "gpt-4o", false), ("*", "", true),
        ])
    func matches(pattern: String, name: String, isMatch: Bool) {
        #expect(ModelPattern(pattern)?.matches(name) == isMatch)
    }

    @Test(
        "what is no pattern is none",
        arguments: ["", "a b", "a**b", "a\n", String(repeating: "a", count: 257)])
    func none(text: String) {
        #expect(ModelPattern(text) == nil)
    }
}
