// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file
// Made from builtin.json by Scripts/embed: edit that file, not this one.

extension BuiltinCatalog {
    package static let text: StaticString = ###"""
{
  "format": "florin.catalog/1",
  "source": "genai-prices 0.2.3, compared with litellm 1.109.1; read 2026-11-22",
  "models": [
    { "provider": "florin", "model": "florin/echo", "operations": ["chat"],
      "contextWindow": 128000, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "input_tokens": 1, "cached_input_tokens": 0.5, "output_tokens": 2,
          "source": "the sandbox: made up, small and not zero" }
      ] },
    { "provider": "florin", "model": "florin/echo-embedding", "operations": ["embeddings"],
      "contextWindow": 8192,
      "prices": [
        { "per": 1000000, "input_tokens": 0.1,
          "source": "the sandbox: made up, small and not zero" }
      ] },
    { "provider": "florin", "model": "containers", "operations": ["container"],
      "markup": false,
      "prices": [
        { "deployments": 0.5, "container_days": 0.67, "source": "the platform's own price" }
      ] },
    { "provider": "florin", "model": "knowledge-storage", "operations": ["knowledge"],
      "markup": false,
      "prices": [
        { "gigabyte_days": 0.01, "source": "the platform's own price" }
      ] },
    { "provider": "openai", "model": "gpt-4o",
      "aliases": ["gpt-4o-2024-08-06", "gpt-4o-2024-11-20"], "operations": ["chat"],
      "contextWindow": 128000, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "input_tokens": 2.5, "cached_input_tokens": 1.25,
          "output_tokens": 10 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1.25,
          "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 4.25,
          "cached_input_tokens": 2.125, "output_tokens": 17 }
      ] },
    { "provider": "openai", "model": "gpt-4o-mini", "aliases": ["gpt-4o-mini-2024-07-18"],
      "operations": ["chat"], "contextWindow": 128000, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "input_tokens": 0.15, "cached_input_tokens": 0.075,
          "output_tokens": 0.6 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.075,
          "output_tokens": 0.3 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 0.25,
          "cached_input_tokens": 0.125, "output_tokens": 1 }
      ] },
    { "provider": "openai", "model": "gpt-4.1", "aliases": ["gpt-4.1-2025-04-14"],
      "operations": ["chat"], "contextWindow": 1000000, "maxOutputTokens": 32768,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cached_input_tokens": 0.5, "output_tokens": 8 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "output_tokens": 4 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 3.5,
          "cached_input_tokens": 0.875, "output_tokens": 14 }
      ] },
    { "provider": "openai", "model": "gpt-4.1-mini", "aliases": ["gpt-4.1-mini-2025-04-14"],
      "operations": ["chat"], "contextWindow": 1000000, "maxOutputTokens": 32768,
      "prices": [
        { "per": 1000000, "input_tokens": 0.4, "cached_input_tokens": 0.1,
          "output_tokens": 1.6 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.2,
          "output_tokens": 0.8 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 0.7,
          "cached_input_tokens": 0.175, "output_tokens": 2.8 }
      ] },
    { "provider": "openai", "model": "gpt-4.1-nano", "aliases": ["gpt-4.1-nano-2025-04-14"],
      "operations": ["chat"], "contextWindow": 1000000, "maxOutputTokens": 32768,
      "prices": [
        { "per": 1000000, "input_tokens": 0.1, "cached_input_tokens": 0.025,
          "output_tokens": 0.4 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.05,
          "output_tokens": 0.2 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 0.2,
          "cached_input_tokens": 0.05, "output_tokens": 0.8 }
      ] },
    { "provider": "openai", "model": "gpt-5", "aliases": ["gpt-5-2025-08-07"],
      "operations": ["chat"], "contextWindow": 400000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 1.25, "cached_input_tokens": 0.125,
          "output_tokens": 10 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.625,
          "cached_input_tokens": 0.0625, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.625,
          "cached_input_tokens": 0.0625, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 2.5,
          "cached_input_tokens": 0.25, "output_tokens": 20 }
      ] },
    { "provider": "openai", "model": "gpt-5-mini", "aliases": ["gpt-5-mini-2025-08-07"],
      "operations": ["chat"], "contextWindow": 400000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.25, "cached_input_tokens": 0.025,
          "output_tokens": 2 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.125,
          "cached_input_tokens": 0.0125, "output_tokens": 1 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.125,
          "cached_input_tokens": 0.0125, "output_tokens": 1 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 0.45,
          "cached_input_tokens": 0.045, "output_tokens": 3.6 }
      ] },
    { "provider": "openai", "model": "gpt-5-nano", "aliases": ["gpt-5-nano-2025-08-07"],
      "operations": ["chat"], "contextWindow": 400000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.05, "cached_input_tokens": 0.005,
          "output_tokens": 0.4 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.025,
          "cached_input_tokens": 0.0025, "output_tokens": 0.2 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.025,
          "cached_input_tokens": 0.0025, "output_tokens": 0.2 }
      ] },
    { "provider": "openai", "model": "gpt-5.1", "aliases": ["gpt-5.1-2025-11-13"],
      "operations": ["chat"], "contextWindow": 400000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 1.25, "cached_input_tokens": 0.125,
          "output_tokens": 10 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.625,
          "cached_input_tokens": 0.0625, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.625,
          "cached_input_tokens": 0.0625, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 2.5,
          "cached_input_tokens": 0.25, "output_tokens": 20 }
      ] },
    { "provider": "openai", "model": "gpt-5.2", "aliases": ["gpt-5.2-2025-12-11"],
      "operations": ["chat"], "contextWindow": 400000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 1.75, "cached_input_tokens": 0.175,
          "output_tokens": 14 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.875,
          "cached_input_tokens": 0.0875, "output_tokens": 7 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.875,
          "cached_input_tokens": 0.0875, "output_tokens": 7 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 3.5,
          "cached_input_tokens": 0.35, "output_tokens": 28 }
      ] },
    { "provider": "openai", "model": "gpt-5.4", "aliases": ["gpt-5.4-2026-03-05"],
      "operations": ["chat"], "contextWindow": 1050000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 2.5, "cached_input_tokens": 0.25,
          "output_tokens": 15 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 5,
          "cached_input_tokens": 0.5, "output_tokens": 22.5 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1.25,
          "cached_input_tokens": 0.13, "output_tokens": 7.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 2.5, "cached_input_tokens": 0.25, "output_tokens": 11.25 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 1.25,
          "cached_input_tokens": 0.13, "output_tokens": 7.5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 2.5, "cached_input_tokens": 0.25, "output_tokens": 11.25 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 5,
          "cached_input_tokens": 0.5, "output_tokens": 30 }
      ] },
    { "provider": "openai", "model": "gpt-5.4-mini", "aliases": ["gpt-5.4-mini-2026-03-17"],
      "operations": ["chat"], "contextWindow": 400000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.75, "cached_input_tokens": 0.075,
          "output_tokens": 4.5 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.375,
          "cached_input_tokens": 0.0375, "output_tokens": 2.25 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.375,
          "cached_input_tokens": 0.0375, "output_tokens": 2.25 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 1.5,
          "cached_input_tokens": 0.15, "output_tokens": 9 }
      ] },
    { "provider": "openai", "model": "gpt-5.4-nano", "aliases": ["gpt-5.4-nano-2026-03-17"],
      "operations": ["chat"], "contextWindow": 400000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.2, "cached_input_tokens": 0.02,
          "output_tokens": 1.25 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.1,
          "cached_input_tokens": 0.01, "output_tokens": 0.625 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.1,
          "cached_input_tokens": 0.01, "output_tokens": 0.625 }
      ] },
    { "provider": "openai", "model": "gpt-5.5", "aliases": ["gpt-5.5-2026-04-23"],
      "operations": ["chat"], "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cached_input_tokens": 0.5, "output_tokens": 30 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 10,
          "cached_input_tokens": 1, "output_tokens": 45 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cached_input_tokens": 0.25, "output_tokens": 15 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 5, "cached_input_tokens": 0.5, "output_tokens": 22.5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 2.5,
          "cached_input_tokens": 0.25, "output_tokens": 15 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 5, "cached_input_tokens": 0.5, "output_tokens": 22.5 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 12.5,
          "cached_input_tokens": 1.25, "output_tokens": 75 }
      ] },
    { "provider": "openai", "model": "gpt-5.6-sol", "operations": ["chat"],
      "contextWindow": 1050000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 4, "cache_write_tokens": 5,
          "cached_input_tokens": 0.4, "output_tokens": 20 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 8, "cache_write_tokens": 10,
          "cached_input_tokens": 0.8, "output_tokens": 30 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2,
          "cache_write_tokens": 2.5, "cached_input_tokens": 0.2, "output_tokens": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 4, "cache_write_tokens": 5, "cached_input_tokens": 0.4,
          "output_tokens": 15 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 2,
          "cache_write_tokens": 2.5, "cached_input_tokens": 0.2, "output_tokens": 10 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 4, "cache_write_tokens": 5, "cached_input_tokens": 0.4,
          "output_tokens": 15 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 8,
          "cache_write_tokens": 10, "cached_input_tokens": 0.8, "output_tokens": 40 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "contextOver": 272000,
          "input_tokens": 16, "cache_write_tokens": 20, "cached_input_tokens": 1.6,
          "output_tokens": 60 }
      ] },
    { "provider": "openai", "model": "gpt-5.6-terra", "operations": ["chat"],
      "contextWindow": 1050000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cache_write_tokens": 2.5,
          "cached_input_tokens": 0.2, "output_tokens": 12 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 4, "cache_write_tokens": 5,
          "cached_input_tokens": 0.4, "output_tokens": 18 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "cache_write_tokens": 1.25, "cached_input_tokens": 0.1, "output_tokens": 6 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 2, "cache_write_tokens": 2.5, "cached_input_tokens": 0.2,
          "output_tokens": 9 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 1,
          "cache_write_tokens": 1.25, "cached_input_tokens": 0.1, "output_tokens": 6 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 2, "cache_write_tokens": 2.5, "cached_input_tokens": 0.2,
          "output_tokens": 9 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 4,
          "cache_write_tokens": 5, "cached_input_tokens": 0.4, "output_tokens": 24 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "contextOver": 272000,
          "input_tokens": 8, "cache_write_tokens": 10, "cached_input_tokens": 0.8,
          "output_tokens": 36 }
      ] },
    { "provider": "openai", "model": "gpt-5.6-luna", "operations": ["chat"],
      "contextWindow": 1050000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.2, "cache_write_tokens": 0.25,
          "cached_input_tokens": 0.02, "output_tokens": 1.2 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 0.4,
          "cache_write_tokens": 0.5, "cached_input_tokens": 0.04, "output_tokens": 1.8 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.1,
          "cache_write_tokens": 0.125, "cached_input_tokens": 0.01, "output_tokens": 0.6 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 0.2, "cache_write_tokens": 0.25, "cached_input_tokens": 0.02,
          "output_tokens": 0.9 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.1,
          "cache_write_tokens": 0.125, "cached_input_tokens": 0.01, "output_tokens": 0.6 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 0.2, "cache_write_tokens": 0.25, "cached_input_tokens": 0.02,
          "output_tokens": 0.9 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 0.4,
          "cache_write_tokens": 0.5, "cached_input_tokens": 0.04, "output_tokens": 2.4 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "contextOver": 272000,
          "input_tokens": 0.8, "cache_write_tokens": 1, "cached_input_tokens": 0.08,
          "output_tokens": 3.6 }
      ] },
    { "provider": "openai", "model": "gpt-6-sol", "operations": ["chat"],
      "contextWindow": 1050000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cache_write_tokens": 2.5,
          "cached_input_tokens": 0.2, "output_tokens": 10 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 4, "cache_write_tokens": 5,
          "cached_input_tokens": 0.4, "output_tokens": 15 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "cache_write_tokens": 1.25, "cached_input_tokens": 0.1, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 2, "cache_write_tokens": 2.5, "cached_input_tokens": 0.2,
          "output_tokens": 7.5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 1,
          "cache_write_tokens": 1.25, "cached_input_tokens": 0.1, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 2, "cache_write_tokens": 2.5, "cached_input_tokens": 0.2,
          "output_tokens": 7.5 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 4,
          "cache_write_tokens": 5, "cached_input_tokens": 0.4, "output_tokens": 20 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "contextOver": 272000,
          "input_tokens": 8, "cache_write_tokens": 10, "cached_input_tokens": 0.8,
          "output_tokens": 30 }
      ] },
    { "provider": "openai", "model": "gpt-6-luna", "operations": ["chat"],
      "contextWindow": 1050000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.1, "cache_write_tokens": 0.125,
          "cached_input_tokens": 0.01, "output_tokens": 0.5 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 0.2,
          "cache_write_tokens": 0.25, "cached_input_tokens": 0.02, "output_tokens": 0.75 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.05,
          "cache_write_tokens": 0.0625, "cached_input_tokens": 0.005, "output_tokens": 0.25 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 0.1, "cache_write_tokens": 0.125, "cached_input_tokens": 0.01,
          "output_tokens": 0.375 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.05,
          "cache_write_tokens": 0.0625, "cached_input_tokens": 0.005, "output_tokens": 0.25 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 0.1, "cache_write_tokens": 0.125, "cached_input_tokens": 0.01,
          "output_tokens": 0.375 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 0.2,
          "cache_write_tokens": 0.25, "cached_input_tokens": 0.02, "output_tokens": 1 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "contextOver": 272000,
          "input_tokens": 0.4, "cache_write_tokens": 0.5, "cached_input_tokens": 0.04,
          "output_tokens": 1.5 }
      ] },
    { "provider": "openai", "model": "gpt-6.1-sol", "operations": ["chat"],
      "contextWindow": 1050000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cache_write_tokens": 2.5,
          "cached_input_tokens": 0.1, "output_tokens": 10 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 4, "cache_write_tokens": 5,
          "cached_input_tokens": 0.2, "output_tokens": 15 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "cache_write_tokens": 1.25, "cached_input_tokens": 0.05, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 2, "cache_write_tokens": 2.5, "cached_input_tokens": 0.1,
          "output_tokens": 7.5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 1,
          "cache_write_tokens": 1.25, "cached_input_tokens": 0.05, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 2, "cache_write_tokens": 2.5, "cached_input_tokens": 0.1,
          "output_tokens": 7.5 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 4,
          "cache_write_tokens": 5, "cached_input_tokens": 0.2, "output_tokens": 20 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "contextOver": 272000,
          "input_tokens": 8, "cache_write_tokens": 10, "cached_input_tokens": 0.4,
          "output_tokens": 30 }
      ] },
    { "provider": "openai", "model": "gpt-6.1-terra", "operations": ["chat"],
      "contextWindow": 1050000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 1, "cache_write_tokens": 1.25,
          "cached_input_tokens": 0.05, "output_tokens": 5 },
        { "per": 1000000, "contextOver": 272000, "input_tokens": 2,
          "cache_write_tokens": 2.5, "cached_input_tokens": 0.1, "output_tokens": 7.5 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.5,
          "cache_write_tokens": 0.625, "cached_input_tokens": 0.025, "output_tokens": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 272000,
          "input_tokens": 1, "cache_write_tokens": 1.25, "cached_input_tokens": 0.05,
          "output_tokens": 3.75 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.5,
          "cache_write_tokens": 0.625, "cached_input_tokens": 0.025, "output_tokens": 2.5 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "contextOver": 272000,
          "input_tokens": 1, "cache_write_tokens": 1.25, "cached_input_tokens": 0.05,
          "output_tokens": 3.75 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 2,
          "cache_write_tokens": 2.5, "cached_input_tokens": 0.1, "output_tokens": 10 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "contextOver": 272000,
          "input_tokens": 4, "cache_write_tokens": 5, "cached_input_tokens": 0.2,
          "output_tokens": 15 }
      ] },
    { "provider": "openai", "model": "o1", "aliases": ["o1-2024-12-17"],
      "operations": ["chat"], "contextWindow": 200000, "maxOutputTokens": 100000,
      "prices": [
        { "per": 1000000, "input_tokens": 15, "cached_input_tokens": 7.5,
          "output_tokens": 60 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 7.5,
          "output_tokens": 30 }
      ] },
    { "provider": "openai", "model": "o3", "aliases": ["o3-2025-04-16"],
      "operations": ["chat"], "contextWindow": 200000, "maxOutputTokens": 100000,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cached_input_tokens": 0.5, "output_tokens": 8 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "output_tokens": 4 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 1,
          "cached_input_tokens": 0.25, "output_tokens": 4 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 3.5,
          "cached_input_tokens": 0.875, "output_tokens": 14 }
      ] },
    { "provider": "openai", "model": "o3-mini", "aliases": ["o3-mini-2025-01-31"],
      "operations": ["chat"], "contextWindow": 200000, "maxOutputTokens": 100000,
      "prices": [
        { "per": 1000000, "input_tokens": 1.1, "cached_input_tokens": 0.55,
          "output_tokens": 4.4 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.55,
          "output_tokens": 2.2 }
      ] },
    { "provider": "openai", "model": "o4-mini", "aliases": ["o4-mini-2025-04-16"],
      "operations": ["chat"], "contextWindow": 200000, "maxOutputTokens": 100000,
      "prices": [
        { "per": 1000000, "input_tokens": 1.1, "cached_input_tokens": 0.275,
          "output_tokens": 4.4 },
        { "per": 1000, "web_searches": 10, "file_searches": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.55,
          "output_tokens": 2.2 },
        { "per": 1000000, "when": { "service_tier": "flex" }, "input_tokens": 0.55,
          "cached_input_tokens": 0.138, "output_tokens": 2.2 },
        { "per": 1000000, "when": { "service_tier": "priority" }, "input_tokens": 2,
          "cached_input_tokens": 0.5, "output_tokens": 8 }
      ] },
    { "provider": "openai", "model": "gpt-4-turbo", "aliases": ["gpt-4-turbo-2024-04-09"],
      "operations": ["chat"], "contextWindow": 128000, "maxOutputTokens": 4096,
      "prices": [
        { "per": 1000000, "input_tokens": 10, "output_tokens": 30 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 5,
          "output_tokens": 15 }
      ] },
    { "provider": "openai", "model": "gpt-3.5-turbo", "operations": ["chat"],
      "contextWindow": 16385, "maxOutputTokens": 4096,
      "prices": [
        { "per": 1000000, "input_tokens": 0.5, "output_tokens": 1.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.25,
          "output_tokens": 0.75 }
      ] },
    { "provider": "openai", "model": "gpt-audio", "aliases": ["gpt-audio-2025-08-28"],
      "operations": ["chat"], "contextWindow": 128000, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "input_tokens": 2.5, "output_tokens": 10, "input_audio_tokens": 32,
          "output_audio_tokens": 64 }
      ] },
    { "provider": "openai", "model": "gpt-audio-mini",
      "aliases": ["gpt-audio-mini-2025-10-06", "gpt-audio-mini-2025-12-15"],
      "operations": ["chat"], "contextWindow": 128000, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "input_tokens": 0.6, "output_tokens": 2.4,
          "input_audio_tokens": 10, "output_audio_tokens": 20 }
      ] },
    { "provider": "openai", "model": "text-embedding-3-small", "operations": ["embeddings"],
      "contextWindow": 8192,
      "prices": [
        { "per": 1000000, "input_tokens": 0.02 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.01,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "openai", "model": "text-embedding-3-large", "operations": ["embeddings"],
      "contextWindow": 8192,
      "prices": [
        { "per": 1000000, "input_tokens": 0.13 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.065,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "openai", "model": "text-embedding-ada-002", "operations": ["embeddings"],
      "contextWindow": 8192,
      "prices": [
        { "per": 1000000, "input_tokens": 0.1 }
      ] },
    { "provider": "openai", "model": "gpt-realtime", "aliases": ["gpt-realtime-2025-08-28"],
      "operations": ["realtime"], "contextWindow": 32000,
      "prices": [
        { "per": 1000000, "input_tokens": 4, "cached_input_tokens": 0.4, "output_tokens": 16,
          "input_audio_tokens": 32, "cached_input_audio_tokens": 0.4,
          "output_audio_tokens": 64, "input_image_tokens": 5,
          "cached_input_image_tokens": 0.5 }
      ] },
    { "provider": "openai", "model": "gpt-image-1", "operations": ["image"],
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cached_input_tokens": 1.25,
          "output_tokens": 40, "input_image_tokens": 10, "cached_input_image_tokens": 2.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cached_input_tokens": 0.63, "output_tokens": 20, "input_image_tokens": 5,
          "cached_input_image_tokens": 1.25 },
        { "when": { "quality": "low", "size": "1024x1024" }, "images": 0.011,
          "source": "litellm 1.109.1" },
        { "when": { "quality": "low", "size": "1024x1536" }, "images": 0.016,
          "source": "litellm 1.109.1" },
        { "when": { "quality": "low", "size": "1536x1024" }, "images": 0.016,
          "source": "litellm 1.109.1" },
        { "when": { "quality": "medium", "size": "1024x1024" }, "images": 0.042,
          "source": "litellm 1.109.1" },
        { "when": { "quality": "medium", "size": "1024x1536" }, "images": 0.063,
          "source": "litellm 1.109.1" },
        { "when": { "quality": "medium", "size": "1536x1024" }, "images": 0.063,
          "source": "litellm 1.109.1" },
        { "when": { "quality": "high", "size": "1024x1024" }, "images": 0.167,
          "source": "litellm 1.109.1" },
        { "when": { "quality": "high", "size": "1024x1536" }, "images": 0.25,
          "source": "litellm 1.109.1" },
        { "when": { "quality": "high", "size": "1536x1024" }, "images": 0.25,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "openai", "model": "gpt-image-1.5",
      "aliases": ["gpt-image-1.5-2025-12-16"], "operations": ["image"],
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cached_input_tokens": 1.25,
          "output_tokens": 10, "input_image_tokens": 8, "cached_input_image_tokens": 2,
          "output_image_tokens": 32 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cached_input_tokens": 0.63, "output_tokens": 5, "input_image_tokens": 4,
          "cached_input_image_tokens": 1, "output_image_tokens": 16 }
      ] },
    { "provider": "openai", "model": "gpt-image-2", "aliases": ["gpt-image-2-2026-04-21"],
      "operations": ["image"],
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cached_input_tokens": 1.25,
          "output_tokens": 30, "input_image_tokens": 8, "cached_input_image_tokens": 2 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cached_input_tokens": 0.625, "output_tokens": 15, "input_image_tokens": 4,
          "cached_input_image_tokens": 1 }
      ] },
    { "provider": "openai", "model": "gpt-4o-transcribe", "operations": ["transcription"],
      "contextWindow": 16000,
      "prices": [
        { "per": 1000000, "input_tokens": 2.5, "output_tokens": 10, "input_audio_tokens": 6 }
      ] },
    { "provider": "openai", "model": "gpt-4o-mini-transcribe",
      "aliases": ["gpt-4o-mini-transcribe-2025-03-20", "gpt-4o-mini-transcribe-2025-12-15"],
      "operations": ["transcription"], "contextWindow": 16000,
      "prices": [
        { "per": 1000000, "input_tokens": 1.25, "output_tokens": 5, "input_audio_tokens": 3 }
      ] },
    { "provider": "openai", "model": "gpt-transcribe", "operations": ["transcription"],
      "prices": [
        { "per": 3600, "audio_seconds": 0.27 }
      ] },
    { "provider": "openai", "model": "tts-1", "aliases": ["tts-1-1106"],
      "operations": ["speech"],
      "prices": [
        { "per": 1000000, "characters": 15, "source": "litellm 1.109.1" }
      ] },
    { "provider": "openai", "model": "tts-1-hd", "aliases": ["tts-1-hd-1106"],
      "operations": ["speech"],
      "prices": [
        { "per": 1000000, "characters": 30, "source": "litellm 1.109.1" }
      ] },
    { "provider": "openai", "model": "gpt-4o-mini-tts", "operations": ["speech"],
      "prices": [
        { "per": 1000000, "input_tokens": 0.6, "output_tokens": 12 }
      ] },
    { "provider": "openai", "model": "whisper-1", "operations": ["transcription"],
      "prices": [
        { "per": 60, "audio_seconds": 0.006, "source": "litellm 1.109.1" }
      ] },
    { "provider": "openai", "model": "omni-moderation-latest",
      "aliases": ["omni-moderation-2024-09-26"], "operations": ["moderation"],
      "prices": [
        { "per": 1000000, "input_tokens": 0, "source": "litellm 1.109.1" }
      ] },
    { "provider": "openai", "model": "sora-2", "operations": ["video"],
      "prices": [
        { "video_seconds": 0.1, "source": "litellm 1.109.1" }
      ] },
    { "provider": "openai", "model": "sora-2-pro", "operations": ["video"],
      "prices": [
        { "video_seconds": 0.3, "source": "litellm 1.109.1" }
      ] },
    { "provider": "anthropic", "model": "claude-haiku-4-5",
      "aliases": ["claude-haiku-4-5-20251001"], "operations": ["chat"],
      "contextWindow": 200000, "maxOutputTokens": 64000,
      "prices": [
        { "per": 1000000, "input_tokens": 1, "cache_write_tokens": 1.25,
          "cached_input_tokens": 0.1, "output_tokens": 5, "cache_write_1h_tokens": 2 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.5,
          "cache_write_tokens": 0.625, "cached_input_tokens": 0.05, "output_tokens": 2.5,
          "cache_write_1h_tokens": 1 }
      ] },
    { "provider": "anthropic", "model": "claude-haiku-5-5", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.1, "cache_write_tokens": 0.125,
          "cached_input_tokens": 0.01, "output_tokens": 0.5, "cache_write_1h_tokens": 0.2 },
        { "per": 1000000, "contextOver": 100000, "input_tokens": 0.5,
          "cache_write_tokens": 0.625, "cached_input_tokens": 0.05, "output_tokens": 2.5,
          "cache_write_1h_tokens": 1 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.05,
          "cache_write_tokens": 0.0625, "cached_input_tokens": 0.005, "output_tokens": 0.25,
          "cache_write_1h_tokens": 0.1 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 100000,
          "input_tokens": 0.25, "cache_write_tokens": 0.3125, "cached_input_tokens": 0.025,
          "output_tokens": 1.25, "cache_write_1h_tokens": 0.5 }
      ] },
    { "provider": "anthropic", "model": "claude-opus-4-5",
      "aliases": ["claude-opus-4-5-20251101"], "operations": ["chat"],
      "contextWindow": 200000, "maxOutputTokens": 64000,
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cache_write_tokens": 6.25,
          "cached_input_tokens": 0.5, "output_tokens": 25, "cache_write_1h_tokens": 10 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cache_write_tokens": 3.125, "cached_input_tokens": 0.25, "output_tokens": 12.5,
          "cache_write_1h_tokens": 5 }
      ] },
    { "provider": "anthropic", "model": "claude-opus-4-6",
      "aliases": ["claude-opus-4-6-20260205"], "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cache_write_tokens": 6.25,
          "cached_input_tokens": 0.5, "output_tokens": 25, "cache_write_1h_tokens": 10 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cache_write_tokens": 3.125, "cached_input_tokens": 0.25, "output_tokens": 12.5,
          "cache_write_1h_tokens": 5 }
      ] },
    { "provider": "anthropic", "model": "claude-opus-4-7",
      "aliases": ["claude-opus-4-7-20260416"], "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cache_write_tokens": 6.25,
          "cached_input_tokens": 0.5, "output_tokens": 25, "cache_write_1h_tokens": 10 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cache_write_tokens": 3.125, "cached_input_tokens": 0.25, "output_tokens": 12.5,
          "cache_write_1h_tokens": 5 }
      ] },
    { "provider": "anthropic", "model": "claude-opus-4-8", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cache_write_tokens": 6.25,
          "cached_input_tokens": 0.5, "output_tokens": 25, "cache_write_1h_tokens": 10 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cache_write_tokens": 3.125, "cached_input_tokens": 0.25, "output_tokens": 12.5,
          "cache_write_1h_tokens": 5 }
      ] },
    { "provider": "anthropic", "model": "claude-opus-5", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 5, "cache_write_tokens": 6.25,
          "cached_input_tokens": 0.5, "output_tokens": 25, "cache_write_1h_tokens": 10 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2.5,
          "cache_write_tokens": 3.125, "cached_input_tokens": 0.25, "output_tokens": 12.5,
          "cache_write_1h_tokens": 5 }
      ] },
    { "provider": "anthropic", "model": "claude-opus-5-5", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 4, "cache_write_tokens": 5,
          "cached_input_tokens": 0.2, "output_tokens": 20, "cache_write_1h_tokens": 8 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 2,
          "cache_write_tokens": 2.5, "cached_input_tokens": 0.1, "output_tokens": 10,
          "cache_write_1h_tokens": 4 }
      ] },
    { "provider": "anthropic", "model": "claude-sonnet-4-5",
      "aliases": ["claude-sonnet-4-5-20250929"], "operations": ["chat"],
      "contextWindow": 200000, "maxOutputTokens": 64000,
      "prices": [
        { "per": 1000000, "input_tokens": 3, "cache_write_tokens": 3.75,
          "cached_input_tokens": 0.3, "output_tokens": 15, "cache_write_1h_tokens": 6 },
        { "per": 1000000, "contextOver": 200000, "input_tokens": 6,
          "cache_write_tokens": 7.5, "cached_input_tokens": 0.6, "output_tokens": 22.5,
          "cache_write_1h_tokens": 12 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1.5,
          "cache_write_tokens": 1.875, "cached_input_tokens": 0.15, "output_tokens": 7.5,
          "cache_write_1h_tokens": 3 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 200000,
          "input_tokens": 3, "cache_write_tokens": 3.75, "cached_input_tokens": 0.3,
          "output_tokens": 11.25, "cache_write_1h_tokens": 6 }
      ] },
    { "provider": "anthropic", "model": "claude-sonnet-4-6", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 3, "cache_write_tokens": 3.75,
          "cached_input_tokens": 0.3, "output_tokens": 15, "cache_write_1h_tokens": 6 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1.5,
          "cache_write_tokens": 1.875, "cached_input_tokens": 0.15, "output_tokens": 7.5,
          "cache_write_1h_tokens": 3 }
      ] },
    { "provider": "anthropic", "model": "claude-sonnet-5", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cache_write_tokens": 2.5,
          "cached_input_tokens": 0.2, "output_tokens": 10, "cache_write_1h_tokens": 4 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "cache_write_tokens": 1.25, "cached_input_tokens": 0.1, "output_tokens": 5,
          "cache_write_1h_tokens": 2 }
      ] },
    { "provider": "anthropic", "model": "claude-sonnet-5-5", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cache_write_tokens": 2.5,
          "cached_input_tokens": 0.1, "output_tokens": 10, "cache_write_1h_tokens": 4 },
        { "per": 1000, "web_searches": 10 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "cache_write_tokens": 1.25, "cached_input_tokens": 0.05, "output_tokens": 5,
          "cache_write_1h_tokens": 2 }
      ] },
    { "provider": "google", "model": "gemini-2.5-pro", "operations": ["chat"],
      "contextWindow": 1048576, "maxOutputTokens": 65535,
      "prices": [
        { "per": 1000000, "input_tokens": 1.25, "cached_input_tokens": 0.125,
          "output_tokens": 10 },
        { "per": 1000000, "contextOver": 200000, "input_tokens": 2.5,
          "cached_input_tokens": 0.25, "output_tokens": 15 },
        { "per": 1000, "web_searches": 35 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.625,
          "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 200000,
          "input_tokens": 1.25, "output_tokens": 7.5 }
      ] },
    { "provider": "google", "model": "gemini-2.5-flash", "operations": ["chat"],
      "contextWindow": 1048576, "maxOutputTokens": 65535,
      "prices": [
        { "per": 1000000, "input_tokens": 0.3, "cached_input_tokens": 0.03,
          "output_tokens": 2.5, "input_audio_tokens": 1, "cached_input_audio_tokens": 0.1 },
        { "per": 1000, "web_searches": 35 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.15,
          "output_tokens": 1.25, "input_audio_tokens": 0.5 }
      ] },
    { "provider": "google", "model": "gemini-2.5-flash-lite", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 65535,
      "prices": [
        { "per": 1000000, "input_tokens": 0.1, "cached_input_tokens": 0.01,
          "output_tokens": 0.4, "input_audio_tokens": 0.3, "cached_input_audio_tokens": 0.03 },
        { "per": 1000, "web_searches": 35 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.05,
          "output_tokens": 0.2, "input_audio_tokens": 0.15 }
      ] },
    { "provider": "google", "model": "gemini-3-flash-preview", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 65535,
      "prices": [
        { "per": 1000000, "input_tokens": 0.5, "cached_input_tokens": 0.05,
          "output_tokens": 3, "input_audio_tokens": 1, "cached_input_audio_tokens": 0.1 },
        { "per": 1000, "web_searches": 14 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.25,
          "output_tokens": 1.5, "input_audio_tokens": 0.5 }
      ] },
    { "provider": "google", "model": "gemini-3.1-pro-preview", "operations": ["chat"],
      "contextWindow": 1048576, "maxOutputTokens": 65536,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cached_input_tokens": 0.2, "output_tokens": 12 },
        { "per": 1000000, "contextOver": 200000, "input_tokens": 4,
          "cached_input_tokens": 0.4, "output_tokens": 18 },
        { "per": 1000, "web_searches": 14 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "output_tokens": 6 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 200000,
          "input_tokens": 2, "output_tokens": 9 }
      ] },
    { "provider": "google", "model": "gemini-3.1-flash-lite", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 65536,
      "prices": [
        { "per": 1000000, "input_tokens": 0.25, "cached_input_tokens": 0.025,
          "output_tokens": 1.5, "input_audio_tokens": 0.5, "cached_input_audio_tokens": 0.05 },
        { "per": 1000, "web_searches": 14 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.125,
          "cached_input_tokens": 0.0125, "output_tokens": 0.75, "input_audio_tokens": 0.25,
          "cached_input_audio_tokens": 0.025 }
      ] },
    { "provider": "google", "model": "gemini-3.5-flash", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 65535,
      "prices": [
        { "per": 1000000, "input_tokens": 1.5, "cached_input_tokens": 0.15,
          "output_tokens": 9 },
        { "per": 1000, "web_searches": 14 }
      ] },
    { "provider": "google", "model": "gemini-3.8-flash", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 65536,
      "prices": [
        { "per": 1000000, "input_tokens": 0.75, "cached_input_tokens": 0.075,
          "output_tokens": 3.75 },
        { "per": 1000, "web_searches": 14 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.375,
          "cached_input_tokens": 0.0375, "output_tokens": 1.875 }
      ] },
    { "provider": "google", "model": "gemini-embedding-001", "operations": ["embeddings"],
      "contextWindow": 2048,
      "prices": [
        { "per": 1000000, "input_tokens": 0.15 }
      ] },
    { "provider": "google", "model": "gemini-2.5-flash-image", "operations": ["image"],
      "contextWindow": 1000000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.3, "output_tokens": 2.5,
          "output_image_tokens": 30 }
      ] },
    { "provider": "google", "model": "veo-3.1-lite-generate-preview",
      "operations": ["video"],
      "prices": [
        { "video_seconds": 0.05, "source": "litellm 1.109.1" },
        { "when": { "resolution": "1080p" }, "video_seconds": 0.08,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "google", "model": "veo-3.1-fast-generate-preview",
      "operations": ["video"],
      "prices": [
        { "video_seconds": 0.1, "source": "litellm 1.109.1" },
        { "when": { "resolution": "1080p" }, "video_seconds": 0.12,
          "source": "litellm 1.109.1" },
        { "when": { "resolution": "4k" }, "video_seconds": 0.3, "source": "litellm 1.109.1" }
      ] },
    { "provider": "google", "model": "veo-3.1-generate-preview", "operations": ["video"],
      "prices": [
        { "video_seconds": 0.4, "source": "litellm 1.109.1" },
        { "when": { "resolution": "4k" }, "video_seconds": 0.6, "source": "litellm 1.109.1" }
      ] },
    { "provider": "mistral", "model": "mistral-large-2512", "operations": ["chat"],
      "contextWindow": 262144, "maxOutputTokens": 262144,
      "prices": [
        { "per": 1000000, "input_tokens": 0.5, "cached_input_tokens": 0.05,
          "output_tokens": 1.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.25,
          "cached_input_tokens": 0.025, "output_tokens": 0.75 }
      ] },
    { "provider": "mistral", "model": "mistral-medium-3-5", "operations": ["chat"],
      "contextWindow": 262144, "maxOutputTokens": 262144,
      "prices": [
        { "per": 1000000, "input_tokens": 1.5, "cached_input_tokens": 0.15,
          "output_tokens": 7.5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.75,
          "cached_input_tokens": 0.075, "output_tokens": 3.75 }
      ] },
    { "provider": "mistral", "model": "mistral-small-2603", "operations": ["chat"],
      "contextWindow": 262144, "maxOutputTokens": 262144,
      "prices": [
        { "per": 1000000, "input_tokens": 0.15, "cached_input_tokens": 0.015,
          "output_tokens": 0.6 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.075,
          "cached_input_tokens": 0.0075, "output_tokens": 0.3 }
      ] },
    { "provider": "mistral", "model": "codestral-2508", "operations": ["chat"],
      "contextWindow": 256000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.3, "cached_input_tokens": 0.03,
          "output_tokens": 0.9 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.15,
          "cached_input_tokens": 0.015, "output_tokens": 0.45 }
      ] },
    { "provider": "mistral", "model": "ministral-8b-2512", "operations": ["chat"],
      "contextWindow": 262144, "maxOutputTokens": 262144,
      "prices": [
        { "per": 1000000, "input_tokens": 0.15, "cached_input_tokens": 0.015,
          "output_tokens": 0.15 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.075,
          "cached_input_tokens": 0.0075, "output_tokens": 0.075 }
      ] },
    { "provider": "mistral", "model": "mistral-embed", "operations": ["embeddings"],
      "contextWindow": 8192,
      "prices": [
        { "per": 1000000, "input_tokens": 0.1 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.05 }
      ] },
    { "provider": "mistral", "model": "mistral-ocr-4-1", "operations": ["ocr"],
      "contextWindow": 16384,
      "prices": [
        { "per": 1000, "pages": 4, "annotated_pages": 5 },
        { "per": 1000, "when": { "service_tier": "batch" }, "pages": 2,
          "annotated_pages": 2.5 }
      ] },
    { "provider": "deepseek", "model": "deepseek-chat", "operations": ["chat"],
      "contextWindow": 131072, "maxOutputTokens": 8192,
      "prices": [
        { "per": 1000000, "cached_input_tokens": 0.028, "input_tokens": 0.28,
          "output_tokens": 0.42, "source": "litellm 1.109.1" }
      ] },
    { "provider": "deepseek", "model": "deepseek-reasoner", "operations": ["chat"],
      "contextWindow": 131072, "maxOutputTokens": 65536,
      "prices": [
        { "per": 1000000, "cached_input_tokens": 0.028, "input_tokens": 0.28,
          "output_tokens": 0.42, "source": "litellm 1.109.1" }
      ] },
    { "provider": "xai", "model": "grok-4.20", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 1000000,
      "prices": [
        { "per": 1000000, "input_tokens": 1.25, "cached_input_tokens": 0.2,
          "output_tokens": 2.5 },
        { "per": 1000000, "contextOver": 199999, "input_tokens": 2.5,
          "cached_input_tokens": 0.4, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "cached_input_tokens": 0.16, "output_tokens": 2 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 199999,
          "input_tokens": 2, "cached_input_tokens": 0.32, "output_tokens": 4 }
      ] },
    { "provider": "xai", "model": "grok-4.3", "operations": ["chat"],
      "contextWindow": 1000000, "maxOutputTokens": 1000000,
      "prices": [
        { "per": 1000000, "input_tokens": 1.25, "cached_input_tokens": 0.2,
          "output_tokens": 2.5 },
        { "per": 1000000, "contextOver": 199999, "input_tokens": 2.5,
          "cached_input_tokens": 0.4, "output_tokens": 5 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 1,
          "cached_input_tokens": 0.16, "output_tokens": 2 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "contextOver": 199999,
          "input_tokens": 2, "cached_input_tokens": 0.32, "output_tokens": 4 }
      ] },
    { "provider": "xai", "model": "grok-4.7", "operations": ["chat"],
      "contextWindow": 500000, "maxOutputTokens": 500000,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "cached_input_tokens": 0.5, "output_tokens": 6 },
        { "per": 1000000, "contextOver": 199999, "input_tokens": 4, "cached_input_tokens": 1,
          "output_tokens": 12 }
      ] },
    { "provider": "xai", "model": "grok-build-0.1", "operations": ["chat"],
      "contextWindow": 256000, "maxOutputTokens": 256000,
      "prices": [
        { "per": 1000000, "input_tokens": 1, "cached_input_tokens": 0.2, "output_tokens": 2 },
        { "per": 1000000, "contextOver": 199999, "input_tokens": 2,
          "cached_input_tokens": 0.4, "output_tokens": 4 }
      ] },
    { "provider": "cohere", "model": "embed-v4.0", "operations": ["embeddings"],
      "contextWindow": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 0.12 }
      ] },
    { "provider": "cohere", "model": "command-a-03-2025", "operations": ["chat"],
      "contextWindow": 256000, "maxOutputTokens": 8000,
      "prices": [
        { "per": 1000000, "input_tokens": 2.5, "output_tokens": 10,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "cohere", "model": "command-r-08-2024", "operations": ["chat"],
      "contextWindow": 128000, "maxOutputTokens": 4096,
      "prices": [
        { "per": 1000000, "input_tokens": 0.15, "output_tokens": 0.6,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "cohere", "model": "command-r-plus-08-2024", "operations": ["chat"],
      "contextWindow": 128000, "maxOutputTokens": 4096,
      "prices": [
        { "per": 1000000, "input_tokens": 2.5, "output_tokens": 10,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "cohere", "model": "command-r7b-12-2024", "operations": ["chat"],
      "contextWindow": 128000, "maxOutputTokens": 4096,
      "prices": [
        { "per": 1000000, "input_tokens": 0.0375, "output_tokens": 0.15,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "cohere", "model": "rerank-v3.5", "operations": ["rerank"],
      "prices": [
        { "per": 1000, "searches": 2, "source": "litellm 1.109.1" }
      ] },
    { "provider": "cohere", "model": "rerank-v4.0-pro", "operations": ["rerank"],
      "prices": [
        { "per": 1000, "searches": 2.5, "source": "litellm 1.109.1" }
      ] },
    { "provider": "dashscope", "model": "qwen-plus", "operations": ["chat"],
      "contextWindow": 129024, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "input_tokens": 0.4, "output_tokens": 1.2,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "dashscope", "model": "qwen-turbo", "operations": ["chat"],
      "contextWindow": 129024, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "input_tokens": 0.05, "reasoning_tokens": 0.5,
          "output_tokens": 0.2, "source": "litellm 1.109.1" }
      ] },
    { "provider": "dashscope", "model": "qwen3.7-max", "operations": ["chat"],
      "contextWindow": 991808, "maxOutputTokens": 65536,
      "prices": [
        { "per": 1000000, "cache_write_tokens": 3.125, "cached_input_tokens": 0.5,
          "input_tokens": 2.5, "output_tokens": 7.5, "source": "litellm 1.109.1" }
      ] },
    { "provider": "dashscope", "model": "qwen3.8-max", "operations": ["chat"],
      "contextWindow": 991808, "maxOutputTokens": 131072,
      "prices": [
        { "per": 1000000, "cached_input_tokens": 0.25, "input_tokens": 2, "output_tokens": 6,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "dashscope", "model": "qwen3.8-flash", "operations": ["chat"],
      "contextWindow": 991808, "maxOutputTokens": 131072,
      "prices": [
        { "per": 1000000, "cache_write_tokens": 0.2, "cached_input_tokens": 0.016,
          "input_tokens": 0.15, "output_tokens": 0.47, "source": "litellm 1.109.1" }
      ] },
    { "provider": "groq", "model": "openai/gpt-oss-120b", "vendor": "openai",
      "operations": ["chat"], "contextWindow": 131072, "maxOutputTokens": 65536,
      "prices": [
        { "per": 1000000, "input_tokens": 0.15, "cached_input_tokens": 0.075,
          "output_tokens": 0.6 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.075,
          "cached_input_tokens": 0.075, "output_tokens": 0.3 }
      ] },
    { "provider": "groq", "model": "openai/gpt-oss-20b", "vendor": "openai",
      "operations": ["chat"], "contextWindow": 131072, "maxOutputTokens": 65536,
      "prices": [
        { "per": 1000000, "input_tokens": 0.075, "cached_input_tokens": 0.0375,
          "output_tokens": 0.3 },
        { "per": 1000000, "when": { "service_tier": "batch" }, "input_tokens": 0.0375,
          "cached_input_tokens": 0.0375, "output_tokens": 0.15 }
      ] },
    { "provider": "groq", "model": "llama-3.3-70b-versatile", "vendor": "meta",
      "operations": ["chat"],
      "prices": [
        { "per": 1000000, "input_tokens": 0.59, "output_tokens": 0.79 }
      ] },
    { "provider": "groq", "model": "llama-3.1-8b-instant", "vendor": "meta",
      "operations": ["chat"],
      "prices": [
        { "per": 1000000, "input_tokens": 0.05, "output_tokens": 0.08 }
      ] },
    { "provider": "perplexity", "model": "sonar", "operations": ["chat"],
      "contextWindow": 128000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 1, "output_tokens": 1 },
        { "per": 1000, "requests": 12 },
        { "per": 1000, "when": { "search_context": "high" }, "requests": 12,
          "source": "litellm 1.109.1" },
        { "per": 1000, "when": { "search_context": "low" }, "requests": 5,
          "source": "litellm 1.109.1" },
        { "per": 1000, "when": { "search_context": "medium" }, "requests": 8,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "perplexity", "model": "sonar-pro", "operations": ["chat"],
      "contextWindow": 200000, "maxOutputTokens": 8000,
      "prices": [
        { "per": 1000000, "input_tokens": 3, "output_tokens": 15 },
        { "per": 1000, "requests": 14 },
        { "per": 1000, "when": { "search_context": "high" }, "requests": 14,
          "source": "litellm 1.109.1" },
        { "per": 1000, "when": { "search_context": "low" }, "requests": 6,
          "source": "litellm 1.109.1" },
        { "per": 1000, "when": { "search_context": "medium" }, "requests": 10,
          "source": "litellm 1.109.1" }
      ] },
    { "provider": "perplexity", "model": "sonar-deep-research", "operations": ["chat"],
      "contextWindow": 128000, "maxOutputTokens": 128000,
      "prices": [
        { "per": 1000000, "input_tokens": 2, "output_tokens": 8, "reasoning_tokens": 3,
          "citation_tokens": 2 },
        { "per": 1000, "web_searches": 5 }
      ] },
    { "provider": "elevenlabs", "model": "eleven_v3", "operations": ["speech"],
      "prices": [
        { "per": 1000000, "characters": 80, "source": "litellm 1.109.1" }
      ] },
    { "provider": "elevenlabs", "model": "eleven_multilingual_v2", "operations": ["speech"],
      "prices": [
        { "per": 1000000, "characters": 80, "source": "litellm 1.109.1" }
      ] },
    { "provider": "elevenlabs", "model": "eleven_flash_v2_5", "operations": ["speech"],
      "prices": [
        { "per": 1000000, "characters": 40, "source": "litellm 1.109.1" }
      ] },
    { "provider": "elevenlabs", "model": "scribe_v2", "operations": ["transcription"],
      "prices": [
        { "per": 3600, "audio_seconds": 0.22,
          "source": "litellm 1.109.1: 0.0000611 a second, rounded from 0.22 an hour" }
      ] },
    { "provider": "deepgram", "model": "nova-3", "operations": ["transcription"],
      "prices": [
        { "per": 60, "audio_seconds": 0.0043,
          "source": "litellm 1.109.1: 0.00007167 a second, rounded from 0.0043 a minute" }
      ] },
    { "provider": "fal", "model": "fal-ai/flux-pro/v1.1", "vendor": "black-forest-labs",
      "operations": ["image"],
      "prices": [
        { "images": 0.04, "source": "litellm 1.109.1" }
      ] },
    { "provider": "azure", "model": "gpt-4o", "vendor": "openai", "operations": ["chat"],
      "contextWindow": 128000, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "cached_input_tokens": 1.25, "input_tokens": 2.5,
          "output_tokens": 10, "source": "litellm 1.109.1" }
      ] },
    { "provider": "azure", "model": "gpt-4o-mini", "vendor": "openai",
      "operations": ["chat"], "contextWindow": 128000, "maxOutputTokens": 16384,
      "prices": [
        { "per": 1000000, "cached_input_tokens": 0.075, "input_tokens": 0.15,
          "output_tokens": 0.6, "source": "litellm 1.109.1" }
      ] },
    { "provider": "azure", "model": "text-embedding-3-small", "vendor": "openai",
      "operations": ["embeddings"], "contextWindow": 8192,
      "prices": [
        { "per": 1000000, "input_tokens": 0.022, "source": "litellm 1.109.1" }
      ] }
  ]
}
"""###
}
