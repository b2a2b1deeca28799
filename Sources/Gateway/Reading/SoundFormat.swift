// SPDX-License-Identifier: Apache-2.0

import Pricing

/// How sound is written, and what a second of it takes.
enum SoundFormat: String, Hashable, Sendable {
    case mp3, opus, aac, flac, wav, pcm

    /// - Parameter name: As requests have it; MP3 when they say nothing, or nothing that is known.
    init(_ name: String?) {
        self = name.flatMap(SoundFormat.init(rawValue:)) ?? .mp3
    }

    /// Of speech as OpenAI makes it: 24,000 samples of 16 bits for what is not compressed, and for
    /// the rest the usual rate of one voice.
    private var bytesOfSecond: Int64 {
        switch self {
        case .pcm, .wav: 48_000
        case .flac: 26_000
        case .mp3: 16_000
        case .aac: 12_000
        case .opus: 6_000
        }
    }

    /// How long so many bytes sound, estimated.
    func length(ofBytes bytes: Int64) -> Usage.Quantity {
        Usage.Quantity(bytes * 1_000_000 / bytesOfSecond, of: .outputAudioSeconds)
    }
}
