// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Vocabulary

/// What each kind of work costs, from the cheapest model to the dearest, markup included.
struct PricingSummary {
    private let book: PriceBook
    private let view: PriceView
    private let now: Instant

    init(of book: PriceBook, markups: MarkupTable, at now: Instant) {
        self.book = book
        self.now = now
        view = PriceView(book: book, markups: markups, organization: nil, now: now)
    }

    /// One line of the summary: which rates it covers, and for how many units it states them.
    private struct Kind {
        let name: String
        let operation: Pricing.Operation?
        let meters: Set<Meter>
        let units: Int64
        let unit: String
        let description: String
    }

    private static let kinds = [
        Kind(
            name: "chat-completions", operation: .chat, meters: [.inputTokens, .outputTokens],
            units: 1_000_000, unit: "1M tokens", description: "Chat, by input and output tokens"),
        Kind(
            name: "embeddings", operation: .embeddings, meters: [.inputTokens],
            units: 1_000_000, unit: "1M tokens", description: "Embeddings, by input tokens"),
        Kind(
            name: "generate-image", operation: .image, meters: [.images], units: 1,
            unit: "image", description: "Images, by size and quality"),
        Kind(
            name: "generate-video", operation: .video, meters: [.videoSeconds], units: 1,
            unit: "second", description: "Video, by the second made"),
        Kind(
            name: "voice-tts", operation: .speech, meters: [.characters], units: 1_000,
            unit: "1K characters", description: "Text to speech, by characters"),
        Kind(
            name: "voice-stt", operation: .transcription, meters: [.audioSeconds], units: 60,
            unit: "minute", description: "Speech to text, by the minute heard"),
        Kind(
            name: "voice-clone", operation: nil, meters: [.voiceClones], units: 1,
            unit: "voice", description: "Cloning a voice"),
        Kind(
            name: "containers", operation: nil, meters: [.containerDays], units: 1,
            unit: "day", description: "A container's day"),
        Kind(
            name: "container-deployment", operation: nil, meters: [.deployments], units: 1,
            unit: "deployment", description: "Deploying a container, once"),
        Kind(
            name: "knowledge-storage", operation: nil, meters: [.gigabyteDays], units: 1,
            unit: "GB day", description: "A day of a stored gigabyte"),
    ]

    var json: JSONObject {
        var json = JSONObject()
        for kind in Self.kinds { json.append(name: kind.name, value: describe(kind)) }
        return json
    }

    /// A kind that nothing is priced for says so: unknown is not free.
    private func describe(_ kind: Kind) -> JSON {
        let prices = prices(of: kind)
        var json: JSONObject = [
            "unit": .string(kind.unit), "description": .string(kind.description),
        ]
        if let low = prices.min(), let high = prices.max() {
            if low == high {
                json["cost"] = .credits(low)
            } else {
                json["isVariable"] = true
                json["estimatedRange"] = ["min": .credits(low), "max": .credits(high)]
            }
        } else {
            json.append(name: "cost", value: .null)
        }
        return .object(json)
    }

    private func prices(of kind: Kind) -> [Credits] {
        book.models.filter { model in
            let isAsked = kind.operation.map(model.operations.contains) ?? true
            return isAsked && !model.name.hasPrefix("florin/")
        }.flatMap { model in
            model.rates.filter { kind.meters.contains($0.meter) && $0.validity.contains(now) }
                .compactMap { price(kind.units, at: $0, view.markup(of: model)) }
        }
    }

    /// Nil when the price is too large for an amount, which no book's is.
    private func price(_ units: Int64, at rate: PriceRate, _ markup: Markup) -> Credits? {
        do throws(AmountOverflow) {
            let cost = try Rate(rate.price, per: rate.per).cost(of: units)
            return try cost.markedUp(by: markup).rounded()
        } catch {
            return nil
        }
    }
}
