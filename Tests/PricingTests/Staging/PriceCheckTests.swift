// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing

@Suite("checks of a price before it goes live")
struct PriceCheckTests {
    private let check = PriceCheck(at: noon)

    private func codes(_ old: String, _ new: String) throws -> [String] {
        check.alarms(for: try model("m", new), replacing: try model("m", old)).map(\.code)
    }

    @Test(
        "a price may rise to three times and fall to a third; beyond that a person looks",
        arguments: [
            ("1", "3", []), ("1", "3.000000001", ["rose"]), ("3", "1", []),
            ("3", "0.999999999", ["fell"]), ("1", "1", []), ("0.1", "0", ["became_free"]),
            ("0", "5", ["rose"]), ("0", "0", []),
        ] as [(String, String, [String])])
    func factor(old: String, new: String, expected: [String]) throws {
        let alarms = try codes(#"[{"input_tokens": \#(old)}]"#, #"[{"input_tokens": \#(new)}]"#)
        // What is no longer billed at all is told as the one alarm that it is.
        #expect(alarms.filter { $0 != "unit_changed" } == expected)
    }

    @Test("a price that is stated for another number of units is the same price")
    func sameInOtherWords() throws {
        #expect(
            try codes(
                #"[{"per": 1000000, "input_tokens": 2.5}]"#, #"[{"input_tokens": 0.0000025}]"#)
                == [])
    }

    @Test("each tier is compared with its own price before")
    func tiers() throws {
        let old = #"[{"input_tokens": 1}, {"contextOver": 200000, "input_tokens": 2}]"#
        let new = #"[{"input_tokens": 1}, {"contextOver": 200000, "input_tokens": 9}]"#
        let alarms = check.alarms(for: try model("m", new), replacing: try model("m", old))
        #expect(
            alarms.map(\.description)
                == [
                    "input_tokens (input_tokens>200000): 2 → 9"
                        + " rose too much for a machine to decide"
                ])
    }

    @Test("a model that was sold by the picture and is sold by the pixel now has changed its unit")
    func unitChange() throws {
        let alarms = check.alarms(
            for: try model("m", #"[{"megapixels": 0.04}]"#),
            replacing: try model("m", #"[{"images": 0.04}]"#))
        #expect(alarms == [.unitChanged(lost: [.images], gained: [.megapixels])])
    }

    @Test("a model that was not there before has nothing to be compared with")
    func newModel() throws {
        #expect(check.alarms(for: try model("m"), replacing: nil) == [])
    }

    @Test(
        "two sources may differ by one percent of the lower price",
        arguments: [("100", "101", 0), ("100", "101.01", 1), ("101", "100", 0), ("0", "1", 1)])
    func disagreement(ours: String, theirs: String, count: Int) throws {
        let merge = PriceMerge([
            SourceList(name: "a", models: [try model("m", #"[{"input_tokens": \#(ours)}]"#)]),
            SourceList(name: "b", models: [try model("m", #"[{"input_tokens": \#(theirs)}]"#)]),
        ])
        let proposal = try #require(merge.proposals[ModelKey(provider: "p", name: "m")])
        let alarms = check.alarms(
            for: proposal.model, replacing: nil, rivals: proposal.rivals)
        #expect(alarms.map(\.code) == Array(repeating: "sources_disagree", count: count))
    }
}
