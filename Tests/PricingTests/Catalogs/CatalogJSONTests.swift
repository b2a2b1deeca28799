// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing
import Vocabulary

@Suite struct CatalogJSONTests {
    @Test("every built-in model is the same after it was written and read")
    func builtin() throws {
        for model in QuoteTests.builtin.models {
            let text = model.catalogJSON.text
            let read = try PricedModel(catalogJSON: JSON(parsing: Array(text.utf8)))
            #expect(read == model, "\(model.name)")
            #expect(read.catalogJSON.text == text)
        }
    }

    @Test(
        "random models with all that a rate can say are the same after they were read",
        arguments: 0..<100)
    func random(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let model = try PricedModel.random(&random)
        let text = model.catalogJSON.text
        #expect(try PricedModel(catalogJSON: JSON(parsing: Array(text.utf8))) == model)
    }

    @Test("a model with everything is written in one way")
    func everything() throws {
        let text = """
            {"provider":"azure","model":"gpt","displayName":"GPT","vendor":"openai",\
            "aliases":["gpt-1"],"operations":["chat","edit"],"contextWindow":128000,\
            "maxOutputTokens":4096,"deprecatedOn":"2027-01-01T00:00:00.000Z","markup":false,\
            "minimumCharge":0.01,"dynamic":true,"prices":[\
            {"per":1000000,"source":"a","input_tokens":2.5,"output_tokens":10},\
            {"per":1000000,"contextOver":200000,"source":"a","input_tokens":5},\
            {"per":1000000,"operation":"chat","when":{"region":"eu","speed":"fast"},\
            "hours":"16:30-00:30","days":["sat","sun"],"contextOver":32000,"mode":"graduated",\
            "over":{"images":2,"results":25},"from":"2026-01-01T00:00:00.000001Z",\
            "until":"2026-02-01T00:00:00.000Z","source":"b","input_tokens":7},\
            {"minimum":10,"step":0.5,"maximum":600,"coveredBy":["input_tokens"],\
            "audio_seconds":0.1},{"upstream_cost":1}]}
            """
        let model = try PricedModel(catalogJSON: JSON(parsing: Array(text.utf8)))
        #expect(model.catalogJSON.text == text)
        #expect(model.identity.displayName == "GPT")
        #expect(model.identity.deprecatedOn == Instant(iso8601: "2027-01-01"))
        #expect(model.identity.minimumCharge == credits("0.01"))
        #expect(model.identity.isDynamic)
    }

    @Test("the order in which a list states its prices does not matter")
    func order() throws {
        let columns = [
            #"{"per": 10, "input_tokens": 1, "output_tokens": 2}"#,
            #"{"contextOver": 5, "input_tokens": 3}"#,
            #"{"when": {"a": "1"}, "input_tokens": 4}"#,
            #"{"when": {"b": "1"}, "input_tokens": 4}"#,
        ]
        let texts = try [columns, columns.reversed()].map { order in
            try model("m", "[" + order.joined(separator: ",") + "]").catalogJSON.text
        }
        #expect(texts[0] == texts[1])
    }

    @Test("a price for another unit is written for the meter's own")
    func units() throws {
        let text = try model("m", #"[{"per": 10, "audio_minutes": 0.06, "pixels": 0.0000001}]"#)
            .catalogJSON["prices"]?.text
        #expect(
            text == #"[{"per":600,"source":"a test","audio_seconds":0.06},"#
                + #"{"source":"a test","megapixels":0.01}]"#)
    }

    @Test("a multiplied price is written as the price that it is")
    func multiplied() throws {
        let text = try model(
            "m", #"[{"images": 1}]"#,
            others: #""multipliers": [{"when": {"region": "eu"}, "factor": 1.1}],"#
        ).catalogJSON["prices"]?.text
        #expect(
            text == #"[{"source":"a test","images":1},"#
                + #"{"when":{"region":"eu"},"source":"a test","images":1.1}]"#)
    }

    @Test("no meter is called like a condition of a column")
    func names() throws {
        for meter in Meter.allCases {
            let model = try model("m", #"[{"\#(meter.name)": 1}]"#)
            #expect(model.rates.map(\.meter) == [meter])
        }
    }
}
