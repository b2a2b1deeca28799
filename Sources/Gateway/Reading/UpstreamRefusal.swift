// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// The body of an upstream's refusal, in the shape that our contract promises.
enum UpstreamRefusal {
    /// The body with the members that every error of ours has; nil when it is no error in the shape
    /// of the API that was asked.
    static func completed(_ body: ByteBuffer, of operation: ModelOperation) -> ByteBuffer? {
        guard case .object(var answer)? = json(body), case .object(var error)? = answer["error"],
            error["message"]?.string != nil
        else { return nil }
        // Anthropic's errors have all that their clients look for, or are not theirs.
        if operation.isAnthropic { return error["type"]?.string == nil ? nil : body }
        var isComplete = true
        for (name, value) in members where error[name] == nil {
            error[name] = .some(value)
            isComplete = false
        }
        guard !isComplete else { return body }
        answer["error"] = .object(error)
        return ByteBuffer(bytes: JSON.object(answer).encoded())
    }

    private static let members: [(String, JSON)] = [
        ("type", "invalid_request_error"), ("code", .null), ("param", .null),
    ]

    private static func json(_ body: ByteBuffer) -> JSON? {
        do throws(JSONRefusal) {
            return try JSON(parsing: body.readableBytesView)
        } catch {
            return nil
        }
    }
}
