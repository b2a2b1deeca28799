// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing

@Suite("what a source's list keeps of what it said before")
struct SourceListTests {
    private let key = ModelKey(provider: "p", name: "m")

    private func kept(_ listed: [PricedModel], _ known: PricedModel) -> SourceList {
        SourceList(name: "a list", models: listed).keeping([known.key: known])
    }

    @Test("a model that it does not price any more is kept as it was")
    func missing() throws {
        let known = try model("m", #"[{"requests": 1}]"#)
        let list = kept([try model("n", #"[{"requests": 2}]"#)], known)
        #expect(list.models.map(\.name) == ["n", "m"])
        #expect(list.kept == [key])
    }

    @Test("a model that other entries price as fully as before is theirs")
    func whole() throws {
        let known = try model("m", #"[{"requests": 1}]"#)
        let listed = try model("m", #"[{"requests": 2}, {"input_tokens": 1}]"#)
        let list = kept([listed], known)
        #expect(list.kept.isEmpty)
        #expect(list.models.map(\.catalogJSON) == [listed.catalogJSON])
    }

    @Test("a model that lacks the price of a region by now is kept as it was, whole")
    func partial() throws {
        let known = try model(
            "m", #"[{"requests": 1}, {"when": {"region": "eu"}, "requests": 3}]"#)
        let list = kept([try model("m", #"[{"requests": 2}]"#)], known)
        #expect(list.kept == [key])
        #expect(list.models.map(\.catalogJSON) == [known.catalogJSON])
    }
}
