// SPDX-License-Identifier: Apache-2.0

import App
import Foundation
import Testing

/// `upstreams:` in the file of settings.
@Suite struct UpstreamListTests {
    private static let whole = """
        upstreams:
          - name: openai
            url: https://api.openai.com/v1
            keyEnvironment: OPENAI_API_KEY
            models: ["gpt-*", "openai/*"]
            operations: [chat/completions, embeddings]
            connectTimeoutSeconds: 5
            idleTimeoutSeconds: 60
            connectionsMax: 10
            attempts: 2
          - name: anthropic
            url: https://api.anthropic.com/v1
            key: sk-ant-secret
            protocol: anthropic
            rename: {claude-best: claude-opus-4-5}
            headers: {anthropic-beta: secret-beta}
        """

    @Test("upstreams of the file stand in their order, that of the environment behind them")
    func order() throws {
        let found = try read(
            Self.whole, ["OPENAI_API_KEY": "sk-1", "FLORIN_UPSTREAM_URL": "http://10.0.0.7/v1"])
        let lines = found.description.split(separator: "\n").filter { $0.hasPrefix("upstream ") }
        #expect(
            lines == [
                "upstream openai https://api.openai.com/v1",
                "upstream anthropic https://api.anthropic.com/v1",
                "upstream default http://10.0.0.7/v1",
            ])
        #expect(!found.isSandbox)
    }

    @Test("keys are shown nowhere")
    func secrets() throws {
        let found = try read(Self.whole, ["OPENAI_API_KEY": "sk-secret"])
        var dumped = ""
        dump(found, to: &dumped)
        #expect(!dumped.contains("secret") && !"\(found)".contains("secret"))
    }

    @Test(
        "what is wrong stops the start in one line that names the place and what belongs there",
        arguments: [
            ("upstreams: 1", "f.yaml:1: upstreams should be a list"),
            ("upstreams: [1]", "upstreams[0] should be an upstream"),
            ("upstreams:\n  - nme: a", "f.yaml:2: upstreams[0].nme should be one of name, url"),
            ("upstreams:\n  - url: http://a", "upstreams[0].name should be 1 to 64 of a-z"),
            ("upstreams:\n  - name: a", "upstreams[0].url should be an http or https URL"),
            (one("name: Big"), "upstreams[0].name should be 1 to 64 of a-z"),
            (one("name: sandbox"), "upstreams[0].name"), (one("url: ftp://a"), "upstreams[0].url"),
            (one("url: http://u:p@a"), "upstreams[0].url"), (one("url: [a]"), "upstreams[0].url"),
            (one("key: a b"), "f.yaml:4: upstreams[0].key should be visible ASCII"),
            (one("key: ''"), "upstreams[0].key"),
            (one("keyEnvironment: NOBODY"), "there is no NOBODY in the environment"),
            (one("keyEnvironment: SPACED"), "SPACED is not"),
            (one("keyEnvironment: A\n    key: b"), "left out where there is a key"),
            (one("protocol: grpc"), "upstreams[0].protocol should be openai or anthropic"),
            (one("models: gpt"), "upstreams[0].models should be a list of names of models"),
            (one("models: []"), "upstreams[0].models"), (one("models: [a**]"), "upstreams[0].mod"),
            (one("models: ['a b']"), "upstreams[0].models"),
            (one("operations: [chat]"), "should be a list of chat/completions"),
            (one("rename: [a]"), "upstreams[0].rename should be names of models"),
            (one("rename: {a: [b]}"), "upstreams[0].rename"), (one("headers: a"), "[0].headers"),
            (one("headers: {Host: a}"), "[0].headers"), (one("headers: {'a b': c}"), "[0].headers"),
            (one("trustRoots: /nowhere.pem"), "[0].trustRoots should be a file with certificates"),
            (one("connectTimeoutSeconds: 0"), "should be a whole number from 1 to 300"),
            (one("idleTimeoutSeconds: 1.5"), "should be a whole number from 1 to 3600"),
            (one("connectionsMax: many"), "should be a whole number from 1 to 100000"),
            (one("attempts: 11"), "should be a whole number from 1 to 10"),
            (
                "upstreams:\n  - {name: a, url: 'http://a'}\n  - {name: a, url: 'http://b'}",
                "f.yaml:3: upstreams[1].name should be another than \"a\""
            ),
        ])
    func wrong(text: String, part: String) throws {
        let refusal = #expect(throws: SettingRefusal.self) {
            try read(text, ["SPACED": "a b", "A": "b"])
        }
        let line = refusal?.description ?? ""
        #expect(line.contains(part) && !line.contains("\n"), "\(line)")
    }

    @Test("the upstream of the environment is the only one that is called default")
    func nameOfDefault() throws {
        let text = "upstreams: [{name: default, url: 'http://a'}]"
        #expect(try !read(text, [:]).isSandbox)
        let refusal = #expect(throws: SettingRefusal.self) {
            try read(text, ["FLORIN_UPSTREAM_URL": "http://b"])
        }
        #expect(refusal?.description.contains("FLORIN_UPSTREAM_URL is set") == true)
    }

    /// A list of one upstream that is right but for this.
    private static func one(_ member: String) -> String {
        let rest = ["name: a", "url: http://a"].filter { line in
            !member.hasPrefix(line.prefix { $0 != ":" } + ":")
        }
        return (["upstreams:\n  - " + (rest.first ?? "")] + rest.dropFirst() + [member])
            .joined(separator: "\n    ")
    }

    private func read(_ text: String, _ environment: [String: String]) throws -> Configuration {
        let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "f.yaml").path
        try Data(text.utf8).write(to: URL(filePath: path))
        return try Configuration.read(flags: [:], environment: environment, file: path)
    }
}
