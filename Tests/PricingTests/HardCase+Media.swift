// SPDX-License-Identifier: Apache-2.0

extension HardCase {
    static let media = pictures + videos + voices + embeddings

    private static let pictures = [
        HardCase(
            number: 20, what: "by size and quality", prices: sizes, usage: #"{"images": 2}"#,
            dimensions: ["quality": "low", "size": "1024x1024"], total: "0.022"),
        HardCase(
            number: 20, what: "by another size and quality", prices: sizes,
            usage: #"{"images": 1}"#, dimensions: ["quality": "high", "size": "1536x1024"],
            total: "0.25"),
        HardCase(
            number: 21, what: "by pixel", prices: #"[{"pixels": 6.539e-8}]"#,
            usage: #"{"pixels": 1835008}"#, total: "0.11999117312"),
        HardCase(
            number: 21, what: "the list price of the same picture",
            prices: #"[{"when": {"size": "1024x1792", "quality": "hd"}, "images": 0.12}]"#,
            usage: #"{"images": 1}"#, dimensions: ["quality": "hd", "size": "1024x1792"],
            total: "0.12"),
        HardCase(
            number: 23, what: "a picture is not billed beside its tokens", prices: flashImage,
            usage: #"{"images": 1, "output_image_tokens": 1290}"#, total: "0.0387"),
        HardCase(
            number: 23, what: "a picture without tokens", prices: flashImage,
            usage: #"{"images": 1}"#, total: "0.039"),
        HardCase(
            number: 24, what: "small", prices: titan, usage: #"{"images": 1}"#,
            dimensions: ["size": "512x512"], total: "0.008"),
        HardCase(
            number: 24, what: "larger", prices: titan, usage: #"{"images": 1}"#,
            dimensions: ["size": "512x513"], total: "0.01"),
        HardCase(
            number: 24, what: "premium", prices: titan, usage: #"{"images": 1}"#,
            dimensions: ["size": "512x512", "quality": "premium"], total: "0.01"),
        HardCase(
            number: 24, what: "larger and premium", prices: titan, usage: #"{"images": 1}"#,
            dimensions: ["size": "1024x1024", "quality": "premium"], total: "0.012"),
    ]

    private static let videos = [
        HardCase(
            number: 25, what: "by second", prices: #"[{"video_seconds": 0.1}]"#,
            usage: #"{"video_seconds": 12}"#, total: "1.2"),
        HardCase(
            number: 26, what: "by resolution", prices: veoLite, usage: #"{"video_seconds": 8}"#,
            dimensions: ["resolution": "1080p"], total: "0.64"),
        HardCase(
            number: 26, what: "without a resolution", prices: veoLite,
            usage: #"{"video_seconds": 8}"#, total: "0.4"),
        HardCase(
            number: 27, what: "with sound", prices: veo, usage: #"{"video_seconds": 8}"#,
            dimensions: ["audio": "true", "resolution": "1080p"], total: "3.2"),
        HardCase(
            number: 27, what: "without sound", prices: veo, usage: #"{"video_seconds": 8}"#,
            dimensions: ["audio": "false"], total: "1.6"),
        HardCase(
            number: 27, what: "large without sound", prices: veo, usage: #"{"video_seconds": 8}"#,
            dimensions: ["audio": "false", "resolution": "4k"], total: "3.2"),
        HardCase(
            number: 27, what: "large with sound", prices: veo, usage: #"{"video_seconds": 8}"#,
            dimensions: ["audio": "true", "resolution": "4k"], total: "4.8"),
    ]

    private static let voices = [
        HardCase(
            number: 29, what: "speech by character", prices: #"[{"per": 1e6, "characters": 15}]"#,
            usage: #"{"characters": 4096}"#, total: "0.06144"),
        HardCase(
            number: 31, what: "transcription by second", prices: #"[{"audio_seconds": 0.0001}]"#,
            usage: #"{"audio_seconds": 90.5}"#, total: "0.00905"),
        HardCase(
            number: 31, what: "transcription by minute", prices: #"[{"audio_minutes": 0.0043}]"#,
            usage: #"{"audio_seconds": 90}"#, total: "0.00645"),
        HardCase(
            number: 32, what: "at least ten seconds", prices: whisper,
            usage: #"{"audio_seconds": 1}"#, total: "0.000308333333333333"),
        HardCase(
            number: 32, what: "more than the minimum", prices: whisper,
            usage: #"{"audio_minutes": 60}"#, total: "0.111"),
    ]

    private static let embeddings = [
        HardCase(
            number: 34, what: "by token or by picture",
            prices: #"""
                [{"per": 1e6, "input_tokens": 0.8}, {"input_images": 0.00006}]
                """#,
            usage: #"{"input_tokens": 1000, "input_images": 10}"#, total: "0.0014"),
        HardCase(
            number: 34, what: "a short video", prices: multimodal,
            usage: #"{"input_video_seconds": 8}"#, total: "0.004"),
        HardCase(
            number: 34, what: "a longer video", prices: multimodal,
            usage: #"{"input_video_seconds": 8.000001}"#, total: "0.008000001"),
        HardCase(
            number: 34, what: "a long video", prices: multimodal,
            usage: #"{"input_video_seconds": 16}"#, total: "0.032"),
    ]

    private static let sizes = #"""
        [{"when": {"quality": "low", "size": "1024x1024"}, "images": 0.011},
         {"when": {"quality": "high", "size": "1536x1024"}, "images": 0.25}]
        """#
    private static let flashImage = #"""
        [{"per": 1e6, "input_tokens": 0.3, "output_tokens": 2.5, "output_image_tokens": 30},
         {"images": 0.039, "coveredBy": ["output_image_tokens"]}]
        """#
    private static let titan = #"""
        [{"images": 0.008}, {"over": {"pixels": 262144}, "images": 0.01},
         {"when": {"quality": "premium"}, "images": 0.01},
         {"when": {"quality": "premium"}, "over": {"pixels": 262144}, "images": 0.012}]
        """#
    private static let veoLite =
        #"[{"video_seconds": 0.05}, {"when": {"resolution": "1080p"}, "video_seconds": 0.08}]"#
    private static let veo = #"""
        [{"when": {"audio": "true"}, "video_seconds": 0.4},
         {"when": {"audio": "false"}, "video_seconds": 0.2},
         {"when": {"audio": "true", "resolution": "4k"}, "video_seconds": 0.6},
         {"when": {"audio": "false", "resolution": "4k"}, "video_seconds": 0.4}]
        """#
    private static let whisper = #"[{"audio_hours": 0.111, "minimum": 10}]"#
    private static let multimodal = #"""
        [{"input_video_seconds": 0.0005},
         {"over": {"input_video_seconds": 8}, "input_video_seconds": 0.001},
         {"over": {"input_video_seconds": 15}, "input_video_seconds": 0.002}]
        """#
}
