// SPDX-License-Identifier: Apache-2.0

extension BuiltinHardCase {
    static let pictures: [BuiltinHardCase] = [
        .init(
            20, "gpt-image-1", #"{"images": 1}"#, #"{"quality": "low", "size": "1024x1024"}"#,
            is: "0.011"),
        .init(
            20, "gpt-image-1", #"{"images": 1}"#, #"{"quality": "high", "size": "1536x1024"}"#,
            is: "0.25"),
        .init(
            21, "dall-e-3", #"{"images": 1}"#, #"{"quality": "hd", "size": "1024x1792"}"#,
            is: "0.12"),
        .init(
            21, "dall-e-3", #"{"images": 1}"#, #"{"quality": "standard", "size": "1024x1024"}"#,
            is: "0.04"),
        .init(
            22, "gpt-image-2",
            #"""
            {"input_text_tokens": 100, "input_image_tokens": 1000,
             "cached_input_image_tokens": 500, "output_image_tokens": 4160}
            """#, is: "0.1303"),
        .init(
            23, "google/gemini-2.5-flash-image", #"{"images": 1, "output_image_tokens": 1290}"#,
            is: "0.0387"),
        .init(23, "google/gemini-2.5-flash-image", #"{"images": 1}"#, is: "0.039"),
        .init(
            24, "amazon.titan-image-generator-v1", #"{"images": 1}"#, #"{"size": "512x512"}"#,
            is: "0.008"),
        .init(
            24, "amazon.titan-image-generator-v1", #"{"images": 1}"#, #"{"size": "1024x1024"}"#,
            is: "0.01"),
        .init(
            24, "amazon.titan-image-generator-v1", #"{"images": 1}"#,
            #"{"size": "1024x1024", "quality": "premium"}"#, is: "0.012"),
        .init(
            24, "amazon.nova-canvas-v1:0", #"{"images": 1}"#,
            #"{"size": "1024x1024", "steps": 50}"#, is: "0.06"),
    ]

    static let videos: [BuiltinHardCase] = [
        .init(25, "openai/sora-2", #"{"video_seconds": 12}"#, is: "1.2"),
        .init(25, "openai/sora-2-pro", #"{"video_seconds": 4}"#, is: "1.2"),
        .init(25, "runway/gen4_turbo", #"{"video_seconds": 10}"#, is: "0.5"),
        .init(26, "veo-3.1-lite-generate-preview", #"{"video_seconds": 8}"#, is: "0.4"),
        .init(
            26, "veo-3.1-lite-generate-preview", #"{"video_seconds": 8}"#,
            #"{"resolution": "1080p"}"#, is: "0.64"),
        .init(
            27, "veo-3.1-generate-preview", #"{"video_seconds": 8}"#,
            #"{"audio": true, "resolution": "1080p"}"#, is: "3.2"),
        .init(
            27, "veo-3.1-generate-preview", #"{"video_seconds": 8}"#, #"{"audio": false}"#,
            is: "1.6"),
        .init(
            27, "veo-3.1-generate-preview", #"{"video_seconds": 8}"#,
            #"{"audio": false, "resolution": "4k"}"#, is: "3.2"),
        .init(
            27, "veo-3.1-generate-preview", #"{"video_seconds": 8}"#,
            #"{"audio": true, "resolution": "4k"}"#, is: "4.8"),
        .init(
            28, "bytedance/seedance-2.0-fast", #"{"output_video_tokens": 100000}"#, is: "0.56"),
        .init(
            28, "bytedance/seedance-2.0-fast", #"{"output_video_tokens": 100000}"#,
            #"{"video_input": true}"#, is: "0.33"),
        .init(
            34, "google-vertex/multimodalembedding", #"{"input_video_seconds": 8}"#, is: "0.004"),
        .init(
            34, "google-vertex/multimodalembedding", #"{"input_video_seconds": 16}"#, is: "0.032"),
        .init(
            34, "amazon.nova-2-multimodal-embeddings-v1:0", #"{"audio_seconds": 100}"#,
            is: "0.014"),
    ]

    static let voices: [BuiltinHardCase] = [
        .init(29, "openai/tts-1", #"{"characters": 4096}"#, is: "0.06144"),
        .init(29, "openai/tts-1-hd", #"{"characters": 1000}"#, is: "0.03"),
        .init(29, "amazon-polly/neural", #"{"characters": 1000}"#, is: "0.016"),
        .init(29, "eleven_v3", #"{"characters": 1000}"#, is: "0.18"),
        .init(
            30, "gpt-4o-mini-tts",
            #"{"input_tokens": 1000, "output_audio_tokens": 2000, "output_audio_seconds": 60}"#,
            is: "0.0265"),
        .init(31, "openai/whisper-1", #"{"audio_seconds": 90.5}"#, is: "0.00905"),
        .init(31, "deepgram/nova-3", #"{"audio_seconds": 90}"#, is: "0.00645"),
        .init(31, "soniox/stt-async-v4", #"{"audio_minutes": 90}"#, is: "0.15"),
        .init(
            32, "groq/whisper-large-v3", #"{"audio_seconds": 1}"#, is: "0.000308333333333333"),
        .init(32, "groq/whisper-large-v3", #"{"audio_minutes": 60}"#, is: "0.111"),
        .init(
            33, "gpt-4o-transcribe", #"{"input_audio_tokens": 1000, "output_tokens": 100}"#,
            is: "0.0035"),
        .init(
            44, "grok-voice-latest", #"{"session_minutes": 30, "messages": 5}"#,
            at: "2026-08-04T23:59:59Z", is: "1.52"),
        .init(
            44, "grok-voice-latest", #"{"session_minutes": 30, "messages": 5}"#,
            at: "2026-08-05T00:00:00Z", is: "2.42"),
    ]

    static let tools: [BuiltinHardCase] = [
        .init(35, "cohere/rerank-v3.5", #"{"rerank_searches": 3}"#, is: "0.006"),
        .init(
            38, "sonar", #"{"input_tokens": 1000, "output_tokens": 1000}"#,
            #"{"search_context": "low"}"#, is: "0.007"),
        .init(
            38, "sonar", #"{"input_tokens": 1000, "output_tokens": 1000}"#,
            #"{"search_context": "medium"}"#, is: "0.01"),
        .init(
            38, "sonar", #"{"input_tokens": 1000, "output_tokens": 1000}"#,
            #"{"search_context": "high"}"#, is: "0.014"),
        .init(39, "claude-opus-4-7", #"{"web_searches": 3}"#, is: "0.03"),
        .init(
            39, "gpt-4o-search-preview", #"{"web_searches": 1}"#, #"{"search_context": "high"}"#,
            is: "0.05"),
        .init(39, "gpt-5.4", #"{"web_searches": 3}"#, is: "0.03"),
        .init(39, "google/gemini-2.5-flash", #"{"web_searches": 4}"#, is: "0.035"),
        .init(39, "gemini-3-flash-preview", #"{"web_searches": 4}"#, is: "0.056"),
        .init(39, "grok-4.20", #"{"web_searches": 4}"#, is: "0.1"),
        .init(40, "mistral-ocr-2505", #"{"pages": 10, "annotated_pages": 4}"#, is: "0.018"),
        .init(40, "reducto/parse-v3", #"{"credits": 4}"#, is: "0.06"),
        .init(41, "exa/search", #"{"searches": 1}"#, #"{"results": 25}"#, is: "0.005"),
        .init(41, "exa/search", #"{"searches": 2}"#, #"{"results": 26}"#, is: "0.05"),
        .init(
            42, "openai/container",
            #"{"sessions": 2, "storage_searches": 4, "gigabyte_days": 1.5}"#, is: "0.22"),
    ]
}
