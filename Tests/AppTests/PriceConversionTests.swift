// SPDX-License-Identifier: Apache-2.0

import App
import Foundation
import Pricing
import Testing

@Suite struct PriceConversionTests {
    @Test("a list becomes a catalog that Florin reads again")
    func converts() async throws {
        let list = """
            {"gpt-4o": {"litellm_provider": "openai", "mode": "chat",
                        "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05}}
            """
        let report = try await withTemporaryFolder { folder in
            let file = folder + "/list.json"
            try Data(list.utf8).write(to: URL(filePath: file))
            return try PriceConversion.run(file, format: .litellm)
        }
        for text in [report.json, report.text] {
            let models = try Catalog(parsing: Array(text.utf8)).models
            #expect(models.map(\.qualifiedName) == ["openai/gpt-4o"])
            #expect(models.first?.rates.count == 2)
        }
    }

    @Test("a file that cannot be read is said in one line")
    func refusal() {
        let failure = #expect(throws: CommandFailure.self) {
            try PriceConversion.run("/there/is/no/such.json", format: .litellm)
        }
        #expect(failure?.description.contains("cannot be read") == true)
    }
}
