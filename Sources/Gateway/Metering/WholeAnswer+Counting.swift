// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing

extension WholeAnswer {
    /// What an answer shows of a call that is counted; nil when it is none.
    static func counted(
        _ bytes: UnsafeBufferPointer<UInt8>, of operation: ModelOperation
    ) -> CallUsage? {
        let names = [
            "usage", "error", "meta", "data", "size", "quality", "duration", "text", "results",
        ]
        let isText = operation.priced == .transcription
        guard let members = JSONScanner.members(names, of: bytes),
            members.contains(where: { $0 != nil })
        else { return isText ? CallUsage(written: TokenBoundaries.count(of: bytes)) : nil }
        var usage = CallUsage(outputTokens: 0)
        if let text = members[7], isText {
            usage = CallUsage(written: TokenEstimate.ofText(bytes, in: text))
        }
        usage.reported = reported(bytes, usage: members[0], meta: members[2], of: operation)
        if usage.reported == nil, let duration = members[6] {
            usage.reported = ReportedUsage(seconds: json(bytes[duration]))
        }
        if operation.makesPictures, let data = members[3] {
            usage.counted = [Usage.Quantity(pictures(bytes, in: data), of: .images)]
        }
        usage.dimensions = dimensions(bytes, size: members[4], quality: members[5])
        let isError = members[1].map { !bytes[$0].isJSONNull } ?? false
        usage.isRefusal = isError && usage.reported == nil && members[3] == nil
        return usage
    }

    /// What an answer, or an event that ends one, says of its pictures.
    static func dimensions(
        _ bytes: UnsafeBufferPointer<UInt8>, size: Range<Int>?, quality: Range<Int>?
    ) -> [String: String] {
        var dimensions: [String: String] = [:]
        for (name, range) in [("size", size), ("quality", quality)] {
            guard let text = range.flatMap({ bytes[$0].plainText }), text != "auto" else {
                continue
            }
            dimensions[name] = text
        }
        return dimensions
    }

    private static func reported(
        _ bytes: UnsafeBufferPointer<UInt8>, usage: Range<Int>?, meta: Range<Int>?,
        of operation: ModelOperation
    ) -> ReportedUsage? {
        if let meta, let units = ReportedUsage(billedUnits: json(bytes[meta])) { return units }
        return usage.flatMap { ReportedUsage(bytes[$0], of: operation) }
    }

    private static func json(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> JSON {
        do throws(JSONRefusal) {
            return try JSON(parsing: bytes)
        } catch {
            return .null
        }
    }

    /// Each has a file or a place where one lies.
    private static func pictures(
        _ bytes: UnsafeBufferPointer<UInt8>, in data: Range<Int>
    ) -> Int64 {
        var walk = TextWalk(bytes, in: data)
        var count: Int64 = 0
        while let item = walk.next() {
            guard case .text(_, let name?) = item,
                walk.spells(name, "b64_json")
                    || walk.spells(name, "url")
            else { continue }
            count += 1
        }
        return count
    }
}

extension CallUsage {
    /// Of a text that was written of what was heard.
    fileprivate init(written tokens: Int64) {
        self.init(outputTokens: 0)
        counted = [Usage.Quantity(tokens, of: .outputTokens)]
    }
}
