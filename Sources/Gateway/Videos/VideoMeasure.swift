// SPDX-License-Identifier: Apache-2.0

import JSON

/// What a job was asked for, as it stands in the job's row until the job is charged.
enum VideoMeasure {
    static func text(of measure: CallMeasure) -> String {
        let dimensions = measure.dimensions.sorted { $0.key < $1.key }
        let json: JSON = [
            "video": .number(JSONNumber(measure.counts?.video ?? 0)),
            "inputTokens": .number(JSONNumber(measure.inputTokens)),
            "dimensions": .object(
                dimensions.reduce(into: JSONObject()) { $0[$1.key] = .string($1.value) }),
        ]
        return String(decoding: json.encoded(), as: UTF8.self)
    }

    /// - Throws: `JSONRefusal` for a text of somebody else's.
    static func measure(_ text: String) throws(JSONRefusal) -> CallMeasure {
        let json = try JSON(parsing: Array(text.utf8))
        var measure = CallMeasure()
        measure.inputTokens = json["inputTokens"]?.int64 ?? 0
        measure.counts = CallCounts(
            inputTokens: measure.inputTokens, video: json["video"]?.int64 ?? 0)
        for (name, value) in json["dimensions"]?.object?.members ?? [] {
            measure.dimensions[name] = value.string
        }
        return measure
    }
}
