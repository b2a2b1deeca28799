// SPDX-License-Identifier: Apache-2.0

/// Who made a model, read from its name.
///
/// Where several providers sell one name and a caller names none, the maker's own price is meant
/// (``PriceBook/model(named:provider:)``), so a reseller's `gpt-4o` must not look like the
/// reseller's own model. Only names that leave no doubt are read.
enum Vendors {
    /// The maker of what a provider sells, nil when that is the provider or the name does not tell.
    static func vendor(of model: String, soldBy provider: String) -> String? {
        if makers.contains(provider) { return nil }
        let maker = maker(of: model)
        return maker == provider ? nil : maker
    }

    /// The canonical name of the maker, nil when the name does not tell.
    static func maker(of model: String) -> String? {
        let segments = model.lowercased().split(separator: "/")
        guard let last = segments.last else { return nil }
        for segment in segments.dropLast() {
            let name = Providers.canonicalName(of: String(segment))
            if makers.contains(name) { return name }
        }
        if let maker = makerOfBedrockName(last) { return maker }
        for (prefix, maker) in makersByPrefix where last.hasPrefix(prefix) { return maker }
        // flux/kontext-pro/text-to-image: the family need not be the last segment.
        return segments.reversed().lazy.compactMap(makerOfFamily).first
    }

    private static func makerOfFamily(_ name: Substring) -> String? {
        for word in name.split(whereSeparator: { "-_ :.".contains($0) }) {
            if let maker = makersByWord[String(word)] { return maker }
            for (family, maker) in makersByFamily where word.hasPrefix(family) { return maker }
        }
        return nil
    }

    /// Words that are too short for what begins with them.
    private static let makersByWord = [
        "o1": "openai", "o3": "openai", "o4": "openai", "phi": "microsoft", "mai": "microsoft",
        "ada": "openai", "stable": "stability",
    ]

    /// `eu.anthropic.claude-…`: the maker stands before a dot, behind where the model runs.
    private static func makerOfBedrockName(_ name: Substring) -> String? {
        let places = ["us", "eu", "apac", "global", "jp", "au", "ca", "us-gov"]
        let parts = name.split(separator: ".", maxSplits: 2)
        guard parts.count > 1 else { return nil }
        let candidate = places.contains(String(parts[0])) ? parts[1] : parts[0]
        let maker = Providers.canonicalName(of: String(candidate))
        return makers.contains(maker) ? maker : nil
    }

    /// Canonical names that make models, whether or not they sell them.
    private static let makers: Set<String> = [
        "ai21", "alibaba", "allenai", "amazon", "anthropic", "arcee", "baidu",
        "black-forest-labs", "bytedance", "cohere", "deepseek", "elevenlabs", "google", "ibm",
        "ibm-granite", "inception", "jina", "meta", "microsoft", "minimax", "mistral",
        "moonshotai", "morph", "nousresearch", "nvidia", "openai", "perplexity", "recraft",
        "stability", "stepfun", "tencent", "twelvelabs", "upstage", "voyageai", "writer", "xai",
        "xiaomi", "zai", "zhipuai",
    ]

    /// Names whose first word alone says too little.
    private static let makersByPrefix: [(String, String)] = [
        ("text-embedding-3", "openai"), ("text-embedding-ada", "openai"),
        ("text-embedding-00", "google"), ("text-multilingual-embedding", "google"),
        ("text-davinci", "openai"), ("text-moderation", "openai"), ("omni-moderation", "openai"),
        ("computer-use-preview", "openai"), ("embed-english", "cohere"),
        ("embed-multilingual", "cohere"), ("embed-v", "cohere"), ("rerank-", "cohere"),
        ("r1-", "perplexity"), ("deep-research-pro", "google"), ("multimodalembedding", "google"),
        ("imagegeneration@", "google"), ("text-unicorn", "google"), ("nano-banana", "google"),
        ("chirp", "google"), ("container", "openai"),
    ]

    /// First words that belong to one maker; longer ones before those they begin with.
    private static let makersByFamily: [(String, String)] = [
        ("claude", "anthropic"), ("chatgpt", "openai"), ("gpt", "openai"), ("dall", "openai"),
        ("whisper", "openai"), ("tts", "openai"), ("sora", "openai"), ("codex", "openai"),
        ("gemini", "google"), ("gemma", "google"), ("imagen", "google"), ("veo", "google"),
        ("lyria", "google"), ("medlm", "google"), ("nemotron", "nvidia"), ("llama", "meta"),
        ("codellama", "meta"), ("mistral", "mistral"), ("mixtral", "mistral"),
        ("codestral", "mistral"), ("ministral", "mistral"), ("magistral", "mistral"),
        ("pixtral", "mistral"), ("devstral", "mistral"), ("voxtral", "mistral"),
        ("command", "cohere"), ("cohere", "cohere"), ("deepseek", "deepseek"), ("qwen", "alibaba"),
        ("qwq", "alibaba"),
        ("grok", "xai"), ("kimi", "moonshotai"), ("glm", "zai"), ("nova", "amazon"),
        ("titan", "amazon"), ("phi3", "microsoft"), ("phi4", "microsoft"), ("codegemma", "google"),
        ("jamba", "ai21"),
        ("minimax", "minimax"), ("sonar", "perplexity"), ("flux", "black-forest-labs"),
        ("hermes", "nousresearch"), ("granite", "ibm-granite"), ("doubao", "bytedance"),
        ("seedream", "bytedance"), ("seedance", "bytedance"), ("mimo", "xiaomi"),
        ("ernie", "baidu"),
    ]
}
