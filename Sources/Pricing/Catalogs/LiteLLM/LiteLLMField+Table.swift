// SPDX-License-Identifier: Apache-2.0

extension LiteLLMField {
    /// Every base name, and what it prices.
    static let bases: [String: Base] = {
        var bases: [String: Base] = prices
        for name in silentNames { bases[name] = .noPrice }
        return bases
    }()

    private static let prices: [String: Base] = [
        "input_cost_per_token": .price(.inputTokens),
        "output_cost_per_token": .price(.outputTokens),
        "cache_read_input_token_cost": .price(.cachedInputTokens),
        "input_cost_per_token_cache_hit": .cacheHit,
        "cache_creation_input_token_cost": .price(.cacheWriteTokens),
        "cache_creation_input_token_cost_above_1hr": .price(.cacheWrite1hTokens),
        "input_cost_per_audio_token": .price(.inputAudioTokens),
        "output_cost_per_audio_token": .price(.outputAudioTokens),
        "input_cost_per_image_token": .price(.inputImageTokens),
        "output_cost_per_image_token": .price(.outputImageTokens),
        "cache_creation_input_audio_token_cost": .cachedAudioOfRealtime,
        "cache_read_input_audio_token_cost": .price(.cachedInputAudioTokens),
        "cache_read_input_token_cost_per_audio_token": .price(.cachedInputAudioTokens),
        "cache_read_input_image_token_cost": .price(.cachedInputImageTokens),
        "output_cost_per_reasoning_token": .price(.reasoningTokens),
        "citation_cost_per_token": .price(.citationTokens),
        "computer_use_input_cost_per_1k_tokens": .price(.computerUseInputTokens, per: 1_000),
        "computer_use_output_cost_per_1k_tokens": .price(.computerUseOutputTokens, per: 1_000),
        "input_cost_per_character": .price(.characters),
        "output_cost_per_character": .price(.outputCharacters),
        "input_cost_per_second": .inputSecond,
        "output_cost_per_second": .outputSecond,
        "input_cost_per_audio_per_second": .price(.audioSeconds),
        "input_cost_per_video_per_second": .price(.inputVideoSeconds),
        "output_cost_per_video_per_second": .price(.videoSeconds),
        "input_cost_per_image": .inputImage,
        "output_cost_per_image": .outputImage,
        "input_cost_per_pixel": .inputPixel,
        "output_cost_per_pixel": .outputPixel,
        "input_cost_per_query": .price(.searches),
        "input_cost_per_request": .price(.requests),
        "ocr_cost_per_page": .price(.pages),
        "annotation_cost_per_page": .price(.annotatedPages),
        "ocr_cost_per_credit": .price(.credits),
        "code_interpreter_cost_per_session": .price(.sessions),
        "file_search_cost_per_1k_calls": .price(.fileSearches, per: 1_000),
        "file_search_cost_per_gb_per_day": .price(.gigabyteDays),
        "vector_store_cost_per_gb_per_day": .price(.gigabyteDays),
        "input_dbu_cost_per_token": .foreign,
        "output_dbu_cost_per_token": .foreign,
        "provider_specific_entry": .providerFactors,
        "search_context_cost_per_query": .searchContext,
        "web_search_billing_unit": .searchUnit,
        "tiered_pricing": .tiers,
    ]

    /// Known fields that are about something else than prices.
    private static let silentNames = [
        "litellm_provider", "mode", "source", "metadata", "comment", "deprecation_date",
        "max_tokens", "max_input_tokens", "max_output_tokens", "max_query_tokens",
        "max_tokens_per_document_chunk", "max_document_chunks_per_query", "max_images_per_prompt",
        "max_videos_per_prompt", "max_video_length", "max_audio_per_prompt",
        "max_audio_length_hours", "max_pdf_size_mb", "output_vector_size", "rpm", "tpm", "rpd",
        "tool_use_system_prompt_tokens", "supported_endpoints", "supported_modalities",
        "supported_output_modalities", "supported_regions", "supported_resolutions",
        "audio_transcription_config", "uses_embed_content", "bedrock_output_config_effort_ceiling",
    ]
}
