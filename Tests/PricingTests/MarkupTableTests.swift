// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing
import Vocabulary

@Suite struct MarkupTableTests {
    private let call = MarkupTable.Call(
        organization: "org_1", provider: "openai", model: "gpt-4o", operation: .chat)

    @Test("without a rule the standard markup of 20 % holds")
    func standard() throws {
        let other = MarkupRule(percent: decimal("5"), organization: "org_2")
        #expect(try MarkupTable().markup(for: call, at: noon) == .standard)
        #expect(try MarkupTable([other]).markup(for: call, at: noon) == .standard)
        #expect(
            try MarkupTable([other], standard: .none).markup(for: call, at: noon) == .none)
    }

    @Test("a rule for an organization goes before a model's, a provider's and an operation's")
    func order() throws {
        var rules = [
            MarkupRule(percent: decimal("1"), operation: .chat),
            MarkupRule(percent: decimal("2"), provider: "openai"),
            MarkupRule(percent: decimal("3"), model: "gpt-4o"),
            MarkupRule(percent: decimal("4"), organization: "org_1"),
            MarkupRule(percent: decimal("5"), organization: "org_1", operation: .chat),
        ]
        for percent in ["5", "4", "3", "2", "1"] {
            for order in [rules, rules.reversed()] {
                let markup = try MarkupTable(order).markup(for: call, at: noon)
                #expect(markup.percent == decimal(percent))
            }
            rules.removeLast()
        }
    }

    @Test("the provider and the model of one rule must both be the call's")
    func all() throws {
        let rule = MarkupRule(percent: decimal("7"), provider: "azure", model: "gpt-4o")
        #expect(try MarkupTable([rule]).markup(for: call, at: noon) == .standard)
    }

    @Test("of equal rules the later one is meant, from its first moment up to its end")
    func dates() throws {
        let table = try MarkupTable([
            MarkupRule(percent: decimal("10"), provider: "openai"),
            MarkupRule(
                percent: decimal("15"), provider: "openai",
                validity: .init(from: noon, until: noon.adding(seconds: 60))),
        ])
        let times = [-1, 0, 59, 60].map { noon.adding(seconds: $0) }
        #expect(
            times.map { table.markup(for: call, at: $0).percent }
                == ["10", "15", "15", "10"].map { decimal($0) })
    }

    @Test("a percentage that is no markup is refused, and the rule is named")
    func refused() {
        let rules = [MarkupRule(percent: decimal("10")), MarkupRule(percent: decimal("-101"))]
        let refusal = #expect(throws: MarkupRuleRefusal.self) { try MarkupTable(rules) }
        #expect(refusal?.index == 1)
        #expect(refusal?.percent == decimal("-101"))
    }
}
