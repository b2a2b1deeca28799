// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("what the binary carries")
struct EmbeddedTests {
    @Test(
        "is what stands in the file: run Scripts/embed",
        arguments: [
            ("Sources/API/openapi.yaml", "Sources/API/OpenAPIDocument+Text.swift"),
            (
                "Sources/Pricing/Catalogs/builtin.json",
                "Sources/Pricing/Catalogs/BuiltinCatalog+Text.swift"
            ),
        ])
    func matches(file: String, swift: String) throws {
        let quotes = "###\"\"\"\n"
        let source = try Repository.text(of: swift)
        let start = try #require(source.range(of: quotes)).upperBound
        let end = try #require(source.range(of: "\"\"\"###\n}")).lowerBound
        #expect(try source[start..<end] == Repository.text(of: file))
    }
}
