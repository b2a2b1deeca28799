// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing

@Suite("what differs between two books")
struct PriceDiffTests {
    private func diff(_ old: [PricedModel], _ new: [PricedModel]) -> [String] {
        let diff = PriceDiff(from: byKey(old), to: byKey(new))
        return diff.changes.flatMap { change in
            ["\(change.kind) \(change.key.name)"]
                + change.rates.map { rate in
                    let meter = (rate.after ?? rate.before)?.meter.name ?? ""
                    return "  \(meter) \(text(rate.before)) → \(text(rate.after))"
                }
        }
    }

    private func byKey(_ models: [PricedModel]) -> [ModelKey: PricedModel] {
        Dictionary(uniqueKeysWithValues: models.map { ($0.key, $0) })
    }

    private func text(_ rate: PriceRate?) -> String { rate?.price.description ?? "none" }

    @Test("equal books differ in nothing, whatever their sources are called")
    func equal() throws {
        let text = #"[{"input_tokens": 1, "source": "one"}]"#
        let other = #"[{"input_tokens": 1, "source": "two"}]"#
        #expect(diff([try model("m", text)], [try model("m", other)]) == [])
    }

    @Test("prices that came, went and moved are told meter by meter")
    func changes() throws {
        let old = [
            try model("a"),
            try model(
                "m", #"[{"input_tokens": 1, "output_tokens": 2, "requests": 3}]"#),
        ]
        let new = [
            try model("m", #"[{"input_tokens": 1, "output_tokens": 4, "images": 5}]"#),
            try model("z"),
        ]
        #expect(
            diff(old, new) == [
                "removed a", "  requests 1 → none",
                "changed m", "  output_tokens 2 → 4", "  requests 3 → none", "  images none → 5",
                "added z", "  requests none → 1",
            ])
    }

    @Test("a model with another name besides is a changed model without changed prices")
    func names() throws {
        #expect(
            diff([try model("m")], [try model("m", others: #""aliases": ["n"],"#)]) == [
                "changed m"
            ])
    }
}
