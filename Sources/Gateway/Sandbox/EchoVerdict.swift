// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// What `florin/echo-moderation` answers: nothing is wrong with anything.
enum EchoVerdict {
    private static let categories = [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit",
        "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent", "sexual",
        "sexual/minors", "violence", "violence/graphic",
    ]

    static func answer(_ json: JSON) -> [UInt8] {
        let count = json["input"]?.array?.count ?? 1
        let result: JSON = [
            "flagged": false, "categories": all(false), "category_scores": all(0),
            "category_applied_input_types": all(["text"]),
        ]
        let answer: JSON = [
            "id": "modr-echo", "model": json["model"] ?? "florin/echo-moderation",
            "results": .array(Array(repeating: result, count: count)),
        ]
        return answer.encoded()
    }

    private static func all(_ value: JSON) -> JSON {
        var object = JSONObject()
        for category in categories { object[category] = .some(value) }
        return .object(object)
    }
}

/// What `florin/echo-rerank` answers: documents in the order of how many tokens of the query they
/// have.
struct EchoRanking {
    private let query: Set<String>
    private let documents: [String]
    private let count: Int
    private let model: String

    init(_ json: JSON) {
        query = Set(EchoRanking.words(json["query"]?.string ?? ""))
        documents = (json["documents"]?.array ?? []).map { document in
            document.string ?? document["text"]?.string ?? ""
        }
        count = Int(clamping: json["top_n"]?.int64 ?? .max)
        model = json["model"]?.string ?? ""
    }

    private static func words(_ text: String) -> [String] {
        EchoTokenizer.tokens(of: text.lowercased()).map { $0.drop { $0 == " " } }.map(String.init)
    }

    var answer: [UInt8] {
        let hits = documents.map { Set(EchoRanking.words($0)).intersection(query).count }
        let order = hits.indices.sorted { hits[$0] == hits[$1] ? $0 < $1 : hits[$0] > hits[$1] }
        let results = order.prefix(max(0, count)).map { index -> JSON in
            // Millionths of the query's tokens.
            let score = Int128(hits[index] * 1_000_000 / max(1, query.count))
            return [
                "index": .number(JSONNumber(index)),
                "relevance_score": .number(
                    JSONNumber(ExactDecimal(coefficient: score, scale: 6))),
            ]
        }
        let searches = (documents.count + 99) / 100
        let answer: JSON = [
            "id": "rerank-echo", "model": .string(model), "results": .array(results),
            "meta": ["billed_units": ["search_units": .number(JSONNumber(searches))]],
        ]
        return answer.encoded()
    }
}
