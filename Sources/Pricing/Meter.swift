// SPDX-License-Identifier: Apache-2.0

/// What is counted: `input_tokens`, `images`, `video_seconds`, `container_days`, …
///
/// The list is closed, so that a misspelt meter is refused and never billed as nothing. Order is
/// that of a bill, and a meter always stands behind the meters that it is a part of.
public enum Meter: UInt8, CaseIterable, Hashable, Sendable {
    case inputTokens, cachedInputTokens, cacheWriteTokens, cacheWrite1hTokens
    case inputTextTokens, cachedInputTextTokens
    case inputAudioTokens, cachedInputAudioTokens, cacheWriteAudioTokens
    case inputImageTokens, cachedInputImageTokens, inputVideoTokens, cachedInputVideoTokens
    case inputToolTokens, computerUseInputTokens
    case outputTokens, reasoningTokens, outputTextTokens, outputAudioTokens, outputImageTokens
    case outputVideoTokens, citationTokens, computerUseOutputTokens
    case requests, messages, sessions, webSearches, mapsSearches, socialSearches, fileSearches
    case codeExecutions, searches, characters, outputCharacters, pages, annotatedPages, credits
    case audioSeconds, outputAudioSeconds, inputVideoSeconds, videoSeconds, sessionSeconds
    case computeSeconds
    case inputImages, images, inputMegapixels, megapixels
    case voiceClones, deployments, containerDays, gigabyteDays
    case upstreamCost

    /// The name in JSON, catalogs and tables.
    public var name: String { Meter.definitions[Int(rawValue)].name }

    /// What one of it is called: `token`, `second`, `image`.
    public var unit: String { Meter.definitions[Int(rawValue)].unit }

    /// How many of the integers that a ``Usage`` counts make one ``unit``: 1 for tokens,
    /// 1,000,000 for seconds, which are counted in microseconds.
    public var scale: Int64 { Meter.definitions[Int(rawValue)].scale }

    /// The meters that already contain this one: cached input tokens are input tokens too.
    public var parents: [Meter] { Meter.definitions[Int(rawValue)].parents }

    /// Whose price is taken, in this order, when this meter has none of its own.
    ///
    /// Cached audio is priced as audio before it is priced as cached input: a discount that nobody
    /// stated is not given, just as a cached token without a price costs an input token.
    package var substitutes: [Meter] { Meter.definitions[Int(rawValue)].substitutes }

    /// Whether this meter is counted inside `whole`, directly or through another meter.
    package func isPart(of whole: Meter) -> Bool {
        Meter.definitions[Int(rawValue)].wholes & (1 << UInt64(whole.rawValue)) != 0
    }
}

extension Meter: Comparable, CustomStringConvertible {
    public static func < (lhs: Meter, rhs: Meter) -> Bool { lhs.rawValue < rhs.rawValue }

    public var description: String { name }
}
