// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// In whose words a usage is reported.
enum UsageShape: Sendable {
    /// OpenAI's chat, completions and embeddings: `prompt_tokens` counts everything.
    case chat
    /// OpenAI's responses, images and audio: `input_tokens` counts everything.
    case responses
    /// Anthropic's messages: `input_tokens` counts what no cache had a part in.
    case messages
}

extension ReportedUsage {
    /// Reads a `usage` object; nil when it is none, lacks the tokens, or counts something that is
    /// no count (negative, a fraction, text): what cannot be believed is not charged by.
    init?(_ bytes: some Collection<UInt8>, as shape: UsageShape = .chat) {
        let json: JSON
        do throws(JSONRefusal) {
            json = try JSON(parsing: bytes)
        } catch {
            return nil
        }
        self.init(json, as: shape)
    }

    /// The same for JSON that has been parsed.
    init?(_ json: JSON, as shape: UsageShape) {
        var counts = Counts(json)
        self.init(&counts, as: shape)
        upstreamCost = Counts.cost(json)
        guard counts.areBelievable, isConsistent else { return nil }
    }

    /// Whether all that is read of a report are counts, whether or not they can be right.
    static func hasCounts(_ json: JSON, as shape: UsageShape) -> Bool {
        var counts = Counts(json)
        _ = ReportedUsage(&counts, as: shape)
        return counts.areBelievable
    }

    private init(_ counts: inout Counts, as shape: UsageShape) {
        switch shape {
        case .chat: self.init(chat: &counts)
        case .responses: self.init(responses: &counts)
        case .messages: self.init(messages: &counts)
        }
    }

    private init(chat counts: inout Counts) {
        self.init(input: counts.required("prompt_tokens"), output: counts["completion_tokens"])
        counts.enter("prompt_tokens_details") { details in
            cachedInput = details["cached_tokens"]
            cacheWrite = details["cache_write_tokens"]
            audioInput = details["audio_tokens"]
            imageInput = details["image_tokens"]
        }
        counts.enter("completion_tokens_details") { details in
            reasoning = details["reasoning_tokens"]
            audioOutput = details["audio_tokens"]
            imageOutput = details["image_tokens"]
        }
        counts.enter("server_tool_use") { webSearches = $0["web_search_requests"] }
        // DeepSeek's own name.
        if cachedInput == 0 { cachedInput = counts["prompt_cache_hit_tokens"] }
        // xAI counts what was thought beside what was said; its total tells.
        let total = counts["total_tokens"]
        if reasoning > 0, total > 0, total == input + output + reasoning { output += reasoning }
    }

    private init(responses counts: inout Counts) {
        self.init(input: counts.required("input_tokens"), output: counts["output_tokens"])
        // Audio's answers say `input_token_details`.
        for name in ["input_tokens_details", "input_token_details"] {
            counts.enter(name) { details in
                cachedInput = details["cached_tokens"]
                audioInput = details["audio_tokens"]
                imageInput = details["image_tokens"]
            }
        }
        counts.enter("output_tokens_details") { details in
            reasoning = details["reasoning_tokens"]
            audioOutput = details["audio_tokens"]
            imageOutput = details["image_tokens"]
        }
    }

    private init(messages counts: inout Counts) {
        let fresh = counts.required("input_tokens")
        let written = counts["cache_creation_input_tokens"]
        self.init(input: 0, output: counts["output_tokens"])
        cachedInput = counts["cache_read_input_tokens"]
        counts.enter("cache_creation") { cacheWrite1h = $0["ephemeral_1h_input_tokens"] }
        cacheWrite1h = min(cacheWrite1h, written)
        cacheWrite = written - cacheWrite1h
        input = fresh + cachedInput + written
        counts.enter("server_tool_use") { webSearches = $0["web_search_requests"] }
    }
}

/// The counts of a report, and whether all that were asked for are counts.
private struct Counts {
    private let json: JSON
    private(set) var areBelievable = true

    init(_ json: JSON) {
        self.json = json
    }

    /// The count under `name`, 0 when it is absent or null.
    subscript(name: String) -> Int64 {
        mutating get { count(name) ?? 0 }
    }

    /// The count under `name`, which has to be there.
    mutating func required(_ name: String) -> Int64 {
        guard let count = count(name) else {
            areBelievable = false
            return 0
        }
        return count
    }

    /// Reads the object under `name`, if there is one.
    mutating func enter(_ name: String, _ read: (inout Counts) -> Void) {
        guard let inner = json[name], inner.object != nil else { return }
        var counts = Counts(inner)
        read(&counts)
        areBelievable = areBelievable && counts.areBelievable
    }

    private mutating func count(_ name: String) -> Int64? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let count = value.int64, (0...Self.tokensMax).contains(count) else {
            areBelievable = false
            return nil
        }
        return count
    }

    /// What the upstream says that the call costs. OpenRouter states what the provider takes apart
    /// where it called with the operator's own key there, and as its own only its fee.
    static func cost(_ usage: JSON) -> Int64? {
        guard let own = nanodollars(usage["cost"]) else { return nil }
        guard usage["is_byok"]?.bool ?? false else { return own }
        let provider = nanodollars(usage["cost_details"]?["upstream_inference_cost"])
        return provider.flatMap { own.addingReportingOverflow($0).overflow ? nil : own + $0 }
    }

    /// An amount of dollars, rounded to billionths; nil when it is none.
    private static func nanodollars(_ value: JSON?) -> Int64? {
        guard case .number(let number)? = value else { return nil }
        do {
            let amount = try Cost(number.decimal).rounded()
            return amount < .zero ? nil : amount.nanocredits
        } catch {
            return nil
        }
    }

    /// More than any model's context by a factor of thousands: a larger number is a fault.
    private static let tokensMax: Int64 = 100_000_000_000
}
