// SPDX-License-Identifier: Apache-2.0

import Pricing

/// What is counted in a call that makes or reads pictures and sound, or sorts documents: first as
/// its request states it, and once it has ended as its answer shows it.
struct CallCounts: Hashable, Sendable {
    /// Tokens of text that is read, estimated here.
    var inputTokens: Int64 = 0
    /// Characters of text that is spoken: Unicode scalars.
    var characters: Int64 = 0
    /// Pictures that are made.
    var images: Int64 = 0
    /// Pictures that are sent on the way to a finished one, all together.
    var partialImages: Int64 = 0
    /// Pictures that are read, and whether in full detail.
    var inputImages: Int64 = 0
    var hasFineInput = false
    var searches: Int64 = 0
    /// How long the recording is that is heard.
    var heard = SoundLength.none
    /// Tokens of text that is written of it; nil before it is.
    var writtenTokens: Int64?
    /// Microseconds of sound that is made.
    var speech: Int64 = 0
    /// Microseconds of video that is made.
    var video: Int64 = 0
    /// How that sound is written.
    var soundFormat = SoundFormat.mp3
    /// Every count as high as it may turn out, instead of as it probably will.
    var isCeiling = false
}

/// A part of what a call does, which can be counted in several ways.
struct CallWork: Hashable, Sendable {
    /// Best first: the first that a model has a price for is meant.
    let ways: [Way]
    /// The call has no price when none of the works that must have one has.
    var isOptional = false

    struct Way: Hashable, Sendable {
        let meter: Meter
        let count: Int64
        /// Counted, not estimated.
        var isExact = false
    }
}

extension CallCounts {
    /// What a call of this operation does.
    ///
    /// - Parameter dimensions: Size and quality of pictures, as far as they are known.
    func works(of operation: ModelOperation, _ dimensions: [String: String]) -> [CallWork] {
        switch operation {
        case .image, .imageEdit, .imageVariation:
            [picture(dimensions), text(isOptional: true), pictures]
        case .transcription, .translation: [hearing, writing, text(isOptional: true)]
        case .speech: [spoken, sound]
        case .rerank: [exactly(searches, .searches), text(isOptional: false)]
        case .video: [exactly(video, .videoSeconds), text(isOptional: true)]
        default: [text(isOptional: false)]
        }
    }

    private func picture(_ dimensions: [String: String]) -> CallWork {
        let size = PictureSize(dimensions["size"])
        let tokens = size.tokens(quality: dimensions["quality"]) * images
        return CallWork(ways: [
            .init(
                meter: .outputImageTokens, count: tokens + partialImages * PictureSize.partialTokens
            ),
            .init(meter: .images, count: images, isExact: true),
            .init(meter: .megapixels, count: size.pixels * images, isExact: size.isKnown),
        ])
    }

    private var pictures: CallWork {
        let tokens = PictureSize.inputTokens(isFine: hasFineInput || isCeiling)
        return CallWork(
            ways: [
                .init(meter: .inputImageTokens, count: tokens * inputImages),
                .init(meter: .inputImages, count: inputImages, isExact: true),
            ], isOptional: true)
    }

    /// Providers round up to the next second.
    private var hearing: CallWork {
        let second: Int64 = 1_000_000
        let duration =
            isCeiling ? (heard.microseconds + second - 1) / second * second : heard.microseconds
        return CallWork(ways: [
            .init(meter: .audioSeconds, count: duration, isExact: heard.isExact),
            .init(meter: .inputAudioTokens, count: (duration + second / 10 - 1) / (second / 10)),
        ])
    }

    /// People say some four tokens a second, and hardly anybody more than ten.
    private var writing: CallWork {
        let seconds = heard.microseconds / 1_000_000 + 1
        let count = writtenTokens ?? seconds * (isCeiling ? 10 : 4)
        return CallWork(ways: [.init(meter: .outputTokens, count: count)], isOptional: true)
    }

    private func text(isOptional: Bool) -> CallWork {
        let count = isCeiling ? TokenEstimate.ceiling(ofInput: inputTokens) : inputTokens
        return CallWork(
            ways: [.init(meter: .inputTokens, count: count)], isOptional: isOptional)
    }

    private var spoken: CallWork {
        CallWork(
            ways: [.init(meter: .characters, count: characters, isExact: true)]
                + text(isOptional: false).ways)
    }

    private var sound: CallWork {
        let duration = isCeiling ? SpeechLength.ceiling(of: speech) : speech
        return CallWork(ways: [
            .init(meter: .outputAudioTokens, count: SpeechLength.tokens(in: duration)),
            .init(meter: .outputAudioSeconds, count: duration),
        ])
    }

    private func exactly(_ count: Int64, _ meter: Meter) -> CallWork {
        CallWork(ways: [.init(meter: meter, count: count, isExact: true)])
    }

    /// The counts as an answer shows them.
    func replaced(by counted: [Usage.Quantity]) -> CallCounts {
        var counts = self
        for quantity in counted {
            switch quantity.meter {
            case .images: counts.images = quantity.count
            case .outputAudioSeconds: counts.speech = quantity.count
            case .outputTokens: counts.writtenTokens = quantity.count
            case .videoSeconds: counts.video = quantity.count
            default: break
            }
        }
        return counts
    }
}

extension CallCounts {
    /// A request asks for whole seconds.
    fileprivate var wholeVideoSeconds: Int64 {
        get { video / 1_000_000 }
        set { video = newValue * 1_000_000 }
    }

    /// What a call of this operation could be made smaller by; nil where that is only its text.
    func scale(
        of operation: ModelOperation
    ) -> (unit: String, count: Int64, path: WritableKeyPath<CallCounts, Int64>)? {
        switch operation {
        case .image, .imageEdit, .imageVariation: ("images", images, \.images)
        case .transcription, .translation:
            ("audioMicroseconds", heard.microseconds, \.heard.microseconds)
        case .speech: ("characters", characters, \.characters)
        case .rerank: ("searches", searches, \.searches)
        case .video: ("videoSeconds", wholeVideoSeconds, \.wholeVideoSeconds)
        default: nil
        }
    }
}
