// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing

extension ReportedUsage {
    /// Reads the text of a `usage` object; see below.
    init?(_ bytes: some Collection<UInt8>, of operation: ModelOperation) {
        do throws(JSONRefusal) {
            self.init(try JSON(parsing: bytes), of: operation)
        } catch {
            return nil
        }
    }

    /// Reads the `usage` of an operation that is counted; nil when it reports nothing that can be
    /// believed.
    init?(_ usage: JSON, of operation: ModelOperation) {
        if let seconds = usage["seconds"], usage["type"] == "duration" {
            self.init(seconds: seconds)
        } else if operation == .rerank, let total = usage["total_tokens"] {
            self.init(["input_tokens": total], as: .responses)
        } else {
            self.init(usage, as: .responses)
            // Whatever is not said to be text is what the operation is for.
            let isUndivided = usage["output_tokens_details"]?.object == nil
            let isInputUndivided =
                (usage["input_token_details"] ?? usage["input_tokens_details"])?.object == nil
            switch operation.priced {
            case .image where isUndivided: imageOutput = output
            case .speech where isUndivided: audioOutput = output
            case .transcription where isInputUndivided: audioInput = input
            default: break
            }
        }
        guard input > 0 || output > 0 || !others.isEmpty else { return nil }
    }

    /// A duration, as transcriptions report it.
    init?(seconds: JSON) {
        guard let billionths = seconds.billionths, billionths >= 0 else { return nil }
        self.init(input: 0, output: 0)
        others = [Usage.Quantity(billionths / 1_000, of: .audioSeconds)]
    }

    /// Cohere's `meta`: searches, also written as `1.0`, or tokens.
    init?(billedUnits meta: JSON) {
        guard let units = meta["billed_units"], units.object != nil else { return nil }
        if let searches = units["search_units"]?.int64, (0...Usage.countMax).contains(searches) {
            self.init(input: 0, output: 0)
            others = [Usage.Quantity(searches, of: .searches)]
        } else if let total = units["total_tokens"] ?? units["input_tokens"] {
            self.init(["input_tokens": total], as: .responses)
        } else {
            return nil
        }
    }
}

extension ReportedUsage {
    /// Two reports of parts of one call, together.
    func adding(_ other: ReportedUsage) -> ReportedUsage {
        var sum = self
        let counts: [WritableKeyPath<ReportedUsage, Int64>] = [
            \.input, \.output, \.cachedInput, \.audioInput, \.imageInput, \.reasoning,
            \.audioOutput, \.imageOutput,
        ]
        for count in counts { sum[keyPath: count] += other[keyPath: count] }
        sum.others += other.others
        return sum
    }
}

extension JSON {
    /// A number times 10^9, rounded half-up; nil for none, or one that is too large.
    var billionths: Int64? {
        guard case .number(let number) = self else { return nil }
        do {
            return try Cost(number.decimal).rounded().nanocredits
        } catch {
            return nil
        }
    }
}
