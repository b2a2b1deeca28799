// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import Pricing
import Vocabulary

extension CallFacts {
    /// The request as a line of the log. Neither prompts nor keys are in it, unless the operator
    /// wants to see the beginnings of bodies.
    var line: JSON {
        var line: JSONObject = [
            "time": .string(time.description), "requestId": .string(requestID),
            "organization": .text(organization), "key": .text(key), "agent": .text(agent),
            "app": .text(app), "operation": .string(operation.operationID), "model": .text(model),
            "upstream": .text(upstream), "stream": .bool(isStreamed),
            "status": .number(JSONNumber(status)),
            "outcome": .string((outcome ?? .clientGone).rawValue),
            "durationMicroseconds": .number(JSONNumber(duration)),
            "firstByteMicroseconds": firstByte.map { .number(JSONNumber($0)) } ?? .null,
            "addedMicroseconds": added.map { .number(JSONNumber($0)) } ?? .null,
        ]
        line["usage"] = .object(
            usage.reduce(into: JSONObject()) { usage, quantity in
                usage[quantity.meter.name] = .number(JSONNumber(quantity.count))
            })
        line["estimated"] = .bool(isEstimated)
        line["charge"] = .text(charge)
        line["cost"] = cost.map { .credits($0) } ?? .null
        for part in CallBodies.Part.allCases {
            if let body = bodies[part] { line[part.rawValue] = .string(body) }
        }
        return .object(line)
    }
}

extension JSON {
    fileprivate static func text(_ value: (some CustomStringConvertible)?) -> JSON {
        value.map { .string($0.description) } ?? .null
    }
}
