// SPDX-License-Identifier: Apache-2.0

import Money

// What fields mean that do not say it themselves: by the entry's mode, by the other fields, and
// sometimes only by the size of the number.

extension LiteLLMEntry {
    /// The entries of realtime models hold the price of reading cached audio in a field that is
    /// named after writing it.
    mutating func resolveCachedAudio() {
        for aside in asides(of: .cachedAudioOfRealtime) {
            guard key.contains("realtime") else {
                add(aside.price(of: .cacheWriteAudioTokens), aside.field)
                continue
            }
            let place = aside.price(of: .cachedInputAudioTokens)
            guard !hasPrice(at: place.place) else {
                note(aside.field, .saidTwice)
                continue
            }
            note(aside.field, .readAs("the price of reading cached audio"))
            add(place, aside.field)
        }
    }

    /// A second of a video is made, a second of speech to transcribe is heard.
    mutating func resolveSeconds() {
        let (inputs, outputs) = (asides(of: .inputSecond), asides(of: .outputSecond))
        switch mode {
        case .video:
            for aside in inputs { add(aside.price(of: .inputVideoSeconds), aside.field) }
            for aside in outputs { add(aside.price(of: .videoSeconds), aside.field) }
        case .speech:
            for aside in inputs { add(aside.price(of: .audioSeconds), aside.field) }
            for aside in outputs {
                if hasPrice(of: .outputAudioTokens) {
                    note(aside.field, .readAs("another way to bill what has a price by token too"))
                }
                add(aside.price(of: .outputAudioSeconds), aside.field)
            }
        case .transcription:
            addOnePrice(of: .audioSeconds, inputs, outputs)
        default:
            addOnePrice(of: .computeSeconds, inputs, outputs)
        }
    }

    /// Where one thing is sold, the price stands on the input's side, on the output's side, or on
    /// both: never to be added, and a 0 only says that it is the other side.
    private mutating func addOnePrice(of meter: Meter, _ inputs: [Aside], _ outputs: [Aside]) {
        let isPriced = (inputs + outputs).contains { !$0.price.isZero }
        for aside in inputs + outputs {
            if aside.price.isZero, isPriced {
                note(aside.field, .readAs("not this side: the other one has the price"))
            } else {
                add(aside.price(of: meter), aside.field)
            }
        }
    }

    /// `input_cost_per_image` is a picture sent, except for models that make pictures and state no
    /// price for output: there it is a picture made. Prices too small for a picture are those of
    /// an image token.
    mutating func resolveImages() {
        let (inputs, outputs) = (asides(of: .inputImage), asides(of: .outputImage))
        let made = Set(outputs.map { $0.price(of: .images).place })
        for aside in inputs {
            let sent = aside.price(of: .inputImages)
            if !aside.price.isZero, aside.price < LiteLLMEntry.leastForPictureSent {
                addImageToken(aside, .inputImageTokens)
            } else if mode.makesImages, outputs.isEmpty {
                note(aside.field, .readAs("the price of a picture made"))
                add(aside.price(of: .images), aside.field)
            } else if mode.makesImages, made.contains(aside.price(of: .images).place),
                outputs.contains(where: { $0.price == aside.price })
            {
                note(aside.field, .saidTwice)
            } else {
                add(sent, aside.field)
            }
        }
        for aside in outputs {
            if !aside.price.isZero, aside.price < LiteLLMEntry.leastForPictureMade {
                addImageToken(aside, .outputImageTokens)
            } else {
                if hasPrice(of: .outputImageTokens) {
                    note(aside.field, .readAs("another way to bill what has a price by token too"))
                }
                add(aside.price(of: .images), aside.field)
            }
        }
    }

    private mutating func addImageToken(_ aside: Aside, _ meter: Meter) {
        let price = aside.price(of: meter)
        guard !hasPrice(at: price.place) else {
            note(aside.field, .saidTwice)
            return
        }
        note(aside.field, .readAs("the price of an image token: too small for a picture's"))
        add(price, aside.field)
    }

    /// Looking at a picture costs 6e-5 where it is cheapest; an image token costs a tenth at most.
    private static let leastForPictureSent = ExactDecimal(coefficient: 1, scale: 5)
    /// Making a picture costs 0.002 where it is cheapest, an image token 0.00012 at most.
    private static let leastForPictureMade = ExactDecimal(coefficient: 5, scale: 4)

    /// By the pixel, on the input's side. Where the name has a size, the whole picture's price is
    /// meant; a 0 is no price at all, as nobody sells free pixels.
    mutating func resolvePixels() throws(Skip) {
        for aside in asides(of: .inputPixel) + asides(of: .outputPixel) {
            if aside.price.isZero {
                note(aside.field, .readAs("not this side: pixels are not free"))
                continue
            }
            guard let size = name.size else {
                guard let price = aside.price.times(1_000_000) else { throw tooLong(aside) }
                var megapixel = aside.price(of: .megapixels)
                megapixel.price = price
                add(megapixel, aside.field)
                continue
            }
            guard let product = aside.price.times(size.pixels) else { throw tooLong(aside) }
            var picture = aside.price(of: .images)
            picture.price = product.listPrice
            guard !hasPrice(at: picture.place) else {
                note(aside.field, .saidTwice)
                continue
            }
            note(aside.field, .readAs("\(picture.price) for a picture of \(size)"))
            add(picture, aside.field)
        }
    }

    private func tooLong(_ aside: Aside) -> Skip {
        Skip(field: aside.field, reason: .unreadablePrice("\(aside.price)"))
    }

    /// A model that makes pictures and has no price for plain output: all its output is pictures.
    /// A price of 0 for output that stands alone beside pictures is none either.
    mutating func resolveTokensOfImages() {
        guard mode.makesImages else { return }
        if !hasPrice(of: .inputTokens),
            let position = prices.firstIndex(where: {
                $0.meter == .outputTokens && $0.isUnconditional && $0.price.isZero
            })
        {
            note("output_cost_per_token", .readAs("not this side: pictures are sold"))
            remove(at: position)
        }
        guard !hasPrice(of: .outputTokens), hasPrice(of: .outputImageTokens) else { return }
        isOutputPicture = true
        for price in prices where price.meter == .outputImageTokens {
            var plain = price
            plain.meter = .outputTokens
            add(plain, "output_cost_per_image_token")
        }
        note("output_cost_per_image_token", .readAs("the price of all output tokens"))
    }

    /// Reasoning at the price of output has no price of its own: the list repeats it only where no
    /// service tier is stated, and in a tier it would stay at a price that output no longer has.
    mutating func resolveReasoning() {
        let own = prices.filter { $0.meter == .reasoningTokens }
        let repeats = own.allSatisfy { part in
            prices.contains { whole in
                whole.meter == .outputTokens && whole.isLike(part) && whole.price == part.price
                    && whole.per == part.per
            }
        }
        guard !own.isEmpty, repeats else { return }
        note("output_cost_per_reasoning_token", .saidTwice)
        while let position = prices.firstIndex(where: { $0.meter == .reasoningTokens }) {
            remove(at: position)
        }
    }

    /// Models that choose another model: what that one costs is not in the list.
    mutating func resolveRouters() {
        switch (name.provider, name.model) {
        case ("openrouter", "openrouter/auto"), ("openrouter", "openrouter/bodybuilder"):
            note("", .readAs("dynamic: the price of the model that the router picks"))
            removeAllPrices()
        case ("azure", "model_router"):
            note("", .readAs("dynamic: a fee on top of the price of the model that is picked"))
        default: return
        }
        isDynamic = true
    }
}
