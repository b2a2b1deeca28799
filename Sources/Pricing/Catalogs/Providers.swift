// SPDX-License-Identifier: Apache-2.0

/// One name for each provider, whatever a price list or a caller calls it.
///
/// Price lists disagree: LiteLLM's `gemini` is `google` elsewhere, its `vertex_ai-language-models`
/// is `google-vertex`, and callers write all of them. Names are those of models.dev, the list with
/// the most providers, except where the rest of the world agrees on another.
public enum Providers {
    /// The canonical name for a spelling: `gemini` is `google`, `Vertex_AI` is `google-vertex`.
    ///
    /// A name that is not in the table is its own canonical name, in lower case and with dashes,
    /// so that providers we never heard of are found under both spellings too. Canonical names
    /// stay as they are.
    public static func canonicalName(of spelling: String) -> String {
        let normalized = normalized(spelling)
        if let name = byTheirSpellings[normalized] { return name }
        // LiteLLM has one provider for each maker of a model that Vertex sells:
        // vertex_ai-anthropic_models, vertex_ai-llama_models, and more with every release.
        if normalized.hasPrefix("vertex-ai-") { return "google-vertex" }
        // genai-prices names what Hugging Face resells by the seller: huggingface_groq.
        if normalized.hasPrefix("huggingface-") { return "huggingface" }
        if normalized.hasPrefix("fireworks-ai-") { return "fireworks-ai" }
        return normalized
    }

    /// Lower case, dashes for underscores and spaces, and without the `~` that OpenRouter puts
    /// before the vendor of a moving name.
    private static func normalized(_ spelling: String) -> String {
        var bytes: [UInt8] = []
        for byte in spelling.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
            case UInt8(ascii: "_"), UInt8(ascii: " "): bytes.append(UInt8(ascii: "-"))
            case UInt8(ascii: "~") where bytes.isEmpty: break
            default: bytes.append(byte)
            }
        }
        // A name of nothing else is no mark before one.
        return bytes.isEmpty ? spelling : String(decoding: bytes, as: UTF8.self)
    }

    private static let byTheirSpellings: [String: String] = {
        var names: [String: String] = [:]
        for (name, spellings) in table {
            names[name] = name
            for spelling in spellings { names[spelling] = name }
        }
        return names
    }()

    /// Canonical names, and the normalised spellings that mean the same: of LiteLLM, models.dev,
    /// OpenRouter, Vercel, genai-prices, and the names that people use.
    private static let table: [(name: String, spellings: [String])] = [
        ("ai21", ["ai21labs", "ai21-labs"]),
        ("aiml", ["aimlapi", "ai-ml-api"]),
        ("alibaba", ["dashscope", "alibaba-cloud", "alibabacloud", "aliyun", "bailian", "qwen"]),
        ("alibaba-cn", []),
        (
            "amazon-bedrock",
            ["bedrock", "bedrock-converse", "bedrock-mantle", "aws-bedrock", "aws"]
        ),
        ("amazon-nova", ["nova"]),
        ("amazon-polly", ["aws-polly", "polly"]),
        ("amazon-sagemaker", ["sagemaker", "sagemaker-chat", "aws-sagemaker"]),
        ("anthropic", ["claude", "anthropic-text"]),
        ("arcee", ["arcee-ai"]),
        ("azure", ["azure-openai", "azure-ai", "azure-text", "azure-cognitive-services"]),
        ("black-forest-labs", ["bfl", "blackforestlabs"]),
        ("bytedance", ["bytedance-seed"]),
        ("chatgpt", ["chatgpt-subscription"]),
        ("cloudflare", ["cloudflare-workers-ai", "workers-ai"]),
        ("cohere", ["cohere-chat", "cohere-ai"]),
        ("deepinfra", ["deep-infra"]),
        ("deepseek", ["deepseek-ai"]),
        ("digitalocean", ["gradient-ai", "digitalocean-gradient"]),
        ("elevenlabs", ["eleven-labs"]),
        ("exa", ["exa-ai"]),
        ("fal", ["fal-ai"]),
        ("featherless", ["featherless-ai"]),
        ("fireworks-ai", ["fireworks", "accounts-fireworks"]),
        ("friendli", ["friendliai", "friendli-ai"]),
        ("github-copilot", ["copilot"]),
        ("gmicloud", ["gmi", "gmi-cloud"]),
        ("google", ["gemini", "google-ai", "google-ai-studio", "google-gemini", "palm"]),
        ("google-pse", ["google-programmable-search"]),
        (
            "google-vertex",
            [
                "vertex-ai", "vertex-ai-beta", "vertex", "vertexai",
                "google-vertex-ai", "google-vertex-anthropic",
            ]
        ),
        ("huggingface", ["hugging-face", "hf"]),
        ("ibm-watsonx", ["watsonx", "watsonx-text", "watsonx-ai"]),
        ("inception", ["text-completion-inception", "inceptionlabs"]),
        ("jina", ["jina-ai", "jinaai"]),
        ("lambda", ["lambda-ai", "lambdalabs", "lambda-labs"]),
        ("meta", ["meta-llama", "llama", "metaai", "facebook"]),
        ("minimax", ["minimaxai", "minimax-ai"]),
        ("mistral", ["mistralai", "mistral-ai", "codestral", "text-completion-codestral"]),
        ("moonshotai", ["moonshot", "moonshot-ai", "kimi"]),
        ("nebius", ["nebius-ai", "nebius-token-factory"]),
        ("novita", ["novita-ai", "novitaai"]),
        ("nvidia", ["nvidia-nim"]),
        ("ollama", ["ollama-chat"]),
        ("openai", ["text-completion-openai", "open-ai", "custom-openai"]),
        ("openrouter", ["open-router"]),
        ("oracle", ["oci", "oracle-cloud"]),
        ("ovhcloud", ["ovh", "ovhcloud-ai-endpoints"]),
        ("parallel", ["parallel-ai"]),
        ("perplexity", ["pplx", "perplexity-ai"]),
        ("recraft", ["recraft-ai"]),
        ("runway", ["runwayml"]),
        ("stability", ["stabilityai", "stability-ai"]),
        ("stepfun", ["stepfun-ai"]),
        ("togetherai", ["together-ai", "together", "together-computer", "togethercomputer"]),
        ("v0", ["vercel-v0"]),
        ("vercel", ["vercel-ai-gateway", "vercel-ai", "ai-gateway"]),
        ("volcengine", ["volcano-engine", "ark"]),
        ("voyageai", ["voyage", "voyage-ai"]),
        ("xai", ["x-ai", "grok"]),
        ("zai", ["z-ai", "zai-org", "z.ai"]),
        ("zhipuai", ["zhipu", "zhipu-ai", "bigmodel"]),
    ]
}
