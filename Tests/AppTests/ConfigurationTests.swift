// SPDX-License-Identifier: Apache-2.0

import App
import Foundation
import Testing

@Suite struct ConfigurationTests {
    @Test("without any setting the documented defaults are in force")
    func defaults() async throws {
        try await withTemporaryFolder { folder in
            let file = try write("", in: folder)
            let found = try Configuration.read(flags: [:], environment: [:], file: file)
            #expect(found.host == "127.0.0.1" && found.port == 8080 && found.rateLimit == 600)
            #expect("\(found.database)" == "florin-data/florin.db" && found.publicURL == nil)
            #expect(found.isSandbox)
        }
    }

    @Test("a PostgreSQL database is told without its password")
    func postgresql() async throws {
        try await withTemporaryFolder { folder in
            let url = "postgres://florin:secret@db.example:6432/bills"
            let found = try configuration(in: folder, ["FLORIN_DATABASE_URL": url])
            #expect("\(found.database)" == "postgres://db.example:6432/bills")
            #expect(!found.description.contains("secret"))
            let refusal = #expect(throws: SettingRefusal.self) {
                try configuration(
                    in: folder, ["FLORIN_DATABASE_URL": "postgres://florin:secret@[::1/bills"])
            }
            #expect(refusal?.description.contains("secret") == false)
        }
    }

    @Test("a flag wins over the environment, the environment over the file, the file over defaults")
    func order() async throws {
        try await withTemporaryFolder { folder in
            let file = try write(
                """
                FLORIN_PORT: 7001
                FLORIN_HOST: "0.0.0.0"
                FLORIN_RATE_LIMIT: off
                """, in: folder)
            let found = try Configuration.read(
                flags: [.port: "7003"],
                environment: ["FLORIN_PORT": "7002", "FLORIN_HOST": "::1"], file: file)
            #expect(found.port == 7003 && found.host == "::1" && found.rateLimit == nil)
        }
    }

    @Test(
        "a malformed value is refused in one line that names it and says what it should be",
        arguments: [
            (Setting.port, "eighty"), (.port, "0"), (.port, "65536"), (.port, ""), (.host, "a b"),
            (.host, ""), (.publicURL, "billing.example.com"), (.publicURL, "https://"),
            (.databaseURL, "mysql://x"), (.databaseURL, "sqlite:"), (.databaseURL, ""),
            (.databaseURL, "sqlite::memory:"), (.databaseURL, "sqlite:folder/"),
            (.databaseURL, "postgres://u@[h/db"),
            (.databaseURL, "postgres://u@h:port/db"), (.operatorKey, "short"),
            (.operatorKey, "with space"),
            (.upstreamURL, "not a url"), (.upstreamURL, "ftp://host"), (.rateLimit, "some"),
            (.pricingSources, "everything"), (.pricingSources, ""),
            (.pricingSources, "litellm"), (.pricingSources, "litellm="),
            (.pricingSources, "other=https://host/list"), (.pricingSources, "litellm=ftp://host"),
            (.pricingSources, "litellm=a.json,litellm=b.json"), (.pricingSources, "off,"),
            (.pricingRefreshHours, "0"), (.pricingRefreshHours, "soon"),
            (.pricingStaleHours, "-1"), (.pricingStaleHours, "1.5"), (.markup, "20%"),
            (.markup, "-101"), (.markup, "10001"), (.markup, "NaN"), (.markup, "0.1234567891"),
            (.rateLimit, "0"), (.rateLimit, "-1"), (.logLevel, "shouting"), (.logLevel, "a\nb"),
        ])
    func malformed(_ setting: Setting, _ value: String) async throws {
        try await withTemporaryFolder { folder in
            let refusal = #expect(throws: SettingRefusal.self) {
                try configuration(in: folder, [setting.name: value])
            }
            let line = refusal?.description ?? ""
            #expect(line.hasPrefix(setting.name) && line.contains(setting.expected))
            #expect(!line.contains("\n"))
        }
    }

    @Test("a key without an upstream is refused: it would go nowhere")
    func lonelyKey() async throws {
        try await withTemporaryFolder { folder in
            let refusal = #expect(throws: SettingRefusal.self) {
                try configuration(in: folder, ["FLORIN_UPSTREAM_KEY": "sk-secret"])
            }
            #expect(refusal?.description.hasPrefix("FLORIN_UPSTREAM_URL is missing") == true)
        }
    }

    @Test("secrets are never shown, neither in force nor refused")
    func secrets() async throws {
        try await withTemporaryFolder { folder in
            let found = try configuration(
                in: folder,
                [
                    "FLORIN_OPERATOR_KEY": "flr_very_secret_key",
                    "FLORIN_UPSTREAM_KEY": "sk-secret",
                    "FLORIN_UPSTREAM_URL": "https://host/v1",
                ])
            var dumped = ""
            dump(found, to: &dumped)
            for text in ["\(found)", String(reflecting: found), dumped] {
                #expect(!text.contains("secret") && text.contains("•••"))
            }
            let refusal = #expect(throws: SettingRefusal.self) {
                try configuration(in: folder, ["FLORIN_OPERATOR_KEY": "my secret key"])
            }
            #expect(refusal?.description.contains("secret") == false)
        }
    }

    @Test(
        "a file that is not a flat list of known settings is refused, and named",
        arguments: [
            "FLORIN_PROT: 8080", "- 1", "FLORIN_PORT: [1]", "FLORIN_PORT: {a: b}", "a: b: c",
            "FLORIN_PORT: 1\nFLORIN_PORT: 2", "just text", "1: 2",
        ])
    func badFile(_ text: String) async throws {
        try await withTemporaryFolder { folder in
            let file = try write(text, in: folder)
            let refusal = #expect(throws: SettingRefusal.self) {
                try Configuration.read(flags: [:], environment: [:], file: file)
            }
            let line = refusal?.description ?? ""
            #expect(line.contains(file) && !line.contains("\n"))
        }
    }

    @Test("a file that was named and is not there is refused")
    func missingFile() throws {
        #expect(throws: SettingRefusal.self) {
            try Configuration.read(flags: [:], environment: [:], file: "/nowhere/florin.yaml")
        }
    }

    private func write(_ text: String, in folder: String) throws -> String {
        let path = folder + "/settings.yaml"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }
}
