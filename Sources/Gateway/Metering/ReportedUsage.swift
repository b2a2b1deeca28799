// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing

/// The tokens that an upstream says a call used, in OpenAI's shape.
struct ReportedUsage: Hashable, Sendable {
    var input: Int64
    var output: Int64
    var cachedInput: Int64 = 0
    var audioInput: Int64 = 0
    var reasoning: Int64 = 0
    var audioOutput: Int64 = 0

    init(input: Int64, output: Int64) {
        self.input = input
        self.output = output
    }

    /// Reads a `usage` object; nil when it is none, lacks the tokens, or counts something that is
    /// no count (negative, a fraction, text): what cannot be believed is not charged by.
    init?(_ bytes: some Collection<UInt8>) {
        let json: JSON
        do throws(JSONRefusal) {
            json = try JSON(parsing: bytes)
        } catch {
            return nil
        }
        guard let input = Self.count("prompt_tokens", of: json), let input,
            let output = Self.count("completion_tokens", of: json),
            let cached = Self.count("cached_tokens", of: json["prompt_tokens_details"]),
            let audioIn = Self.count("audio_tokens", of: json["prompt_tokens_details"]),
            let reasoning = Self.count("reasoning_tokens", of: json["completion_tokens_details"]),
            let audioOut = Self.count("audio_tokens", of: json["completion_tokens_details"])
        else { return nil }
        self.init(input: input, output: output ?? 0)
        (cachedInput, audioInput) = (cached ?? 0, audioIn ?? 0)
        (self.reasoning, audioOutput) = (reasoning ?? 0, audioOut ?? 0)
        guard cachedInput <= input, audioInput <= input, self.reasoning <= self.output,
            audioOutput <= self.output
        else { return nil }
    }

    /// The usage to be priced.
    ///
    /// - Throws: ``PricingRefusal/contradictoryUsage(parts:whole:)`` when the parts of a whole are
    ///   together more than it.
    func usage(dimensions: [String: String]) throws(PricingRefusal) -> Usage {
        var quantities: [Usage.Quantity] = []
        quantities.reserveCapacity(6)
        func state(_ count: Int64, _ meter: Meter) {
            if count > 0 { quantities.append(Usage.Quantity(count, of: meter)) }
        }
        // In the order of the meters, which saves sorting them.
        state(input, .inputTokens)
        state(cachedInput, .cachedInputTokens)
        state(audioInput, .inputAudioTokens)
        state(output, .outputTokens)
        state(reasoning, .reasoningTokens)
        state(audioOutput, .outputAudioTokens)
        return try Usage(quantities, dimensions: dimensions)
    }

    /// The count under `name`: a nil inside when it is absent or null, nil when it is no count.
    private static func count(_ name: String, of json: JSON?) -> Int64?? {
        guard let value = json?[name], !value.isNull else { return .some(nil) }
        guard let count = value.int64, (0...tokensMax).contains(count) else { return nil }
        return .some(count)
    }

    /// More than any model's context by a factor of thousands: a larger number is a fault.
    private static let tokensMax: Int64 = 100_000_000_000
}
