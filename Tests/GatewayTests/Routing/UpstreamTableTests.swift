// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Gateway

/// Who takes which call.
struct UpstreamTableTests {
    @Test("those that take a model are asked in the order of the list")
    func order() throws {
        let table = try table([
            ("first", { $0.models = patterns("gpt-*") }),
            ("second", { $0.models = patterns("claude-*", "openai/*") }), ("last", { _ in }),
        ])
        #expect(names(table, "gpt-4o", "openai/gpt-4o") == ["first", "second", "last"])
        #expect(names(table, "claude-x", "anthropic/claude-x") == ["second", "last"])
        #expect(names(table, "openai/gpt-4o", "openai/gpt-4o") == ["second", "last"])
        #expect(names(table, "mistral", "mistral/mistral") == ["last"])
    }

    @Test("a model matches by what the client wrote and by what its price is found by")
    func bothNames() throws {
        let table = try table([
            ("asked", { $0.models = patterns("mine") }),
            ("priced", { $0.models = patterns("openai/gpt-*") }),
        ])
        #expect(names(table, "mine", "openai/gpt-4o") == ["asked", "priced"])
        #expect(names(table, "other", "azure/gpt-4o") == [])
    }

    @Test("an upstream is asked only for what it serves")
    func operations() throws {
        let table = try table([
            ("anthropic", { $0.wireProtocol = .anthropic }),
            ("some", { $0.operations = ["embeddings", "messages"] }), ("all", { _ in }),
        ])
        #expect(names(table, "m", "p/m", "/chat/completions") == ["all"])
        #expect(names(table, "m", "p/m", "/embeddings") == ["some", "all"])
        #expect(names(table, "m", "p/m", "/messages") == ["anthropic", "some", "all"])
        #expect(names(table, "m", "p/m", "/messages/count_tokens") == ["anthropic", "all"])
    }

    @Test("the name at an upstream is that of the model asked for, else that of the priced one")
    func rename() throws {
        let table = try table([
            ("renaming", { $0.rename = ["mine": "theirs", "openai/gpt-4o": "gpt-4o-2024"] }),
            ("plain", { _ in }),
        ])
        func renamed(_ asked: String) -> [String?] {
            let model = AskedModel(asked: asked, priced: "openai/gpt-4o")
            return table.candidates(for: model, "/chat/completions").map(\.name)
        }
        #expect(renamed("mine") == ["theirs", nil])
        #expect(renamed("gpt-4o") == ["gpt-4o-2024", nil])
    }

    @Test("a model is named by its name, its provider or a new name, and by no single star")
    func named() throws {
        let table = try table([
            ("all", { _ in }), ("some", { $0.models = patterns("gpt-*", "groq/*") }),
            ("renaming", { $0.rename = ["mine": "theirs"] }),
            (
                "messages",
                {
                    $0.models = patterns("claude-*")
                    $0.operations = ["messages"]
                }
            ),
        ])
        func isNamed(_ asked: String, _ priced: String) -> Bool {
            table.name(AskedModel(asked: asked, priced: priced), "/chat/completions")
        }
        #expect(isNamed("gpt-4o", "openai/gpt-4o"))
        #expect(isNamed("llama", "groq/llama"))
        #expect(isNamed("mine", "me/mine"))
        #expect(!isNamed("llama", "meta/llama"))
        let model = AskedModel(asked: "claude-x", priced: "anthropic/claude-x")
        #expect(table.name(model, "/messages"))
        #expect(!table.name(model, "/chat/completions"))
    }

    private func table(
        _ upstreams: [(name: String, change: (inout UpstreamSettings) -> Void)]
    ) throws -> UpstreamTable<String> {
        let address = try #require(UpstreamAddress("https://host/v1"))
        return UpstreamTable(
            upstreams.map { name, change in
                var settings = UpstreamSettings(name: name, address: address)
                change(&settings)
                return (UpstreamRule(settings), name)
            })
    }

    private func names(
        _ table: UpstreamTable<String>, _ asked: String, _ priced: String,
        _ operation: String = "/chat/completions"
    ) -> [String] {
        let model = AskedModel(asked: asked, priced: priced)
        return table.candidates(for: model, operation).map(\.upstream)
    }
}

private func patterns(_ texts: String...) -> [ModelPattern] {
    texts.compactMap { ModelPattern($0) }
}
