// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing

@Suite struct ProvidersTests {
    @Test(
        "every list's spelling means one provider",
        arguments: [
            ("google", ["gemini", "Google", "google-ai-studio", "palm", "~google"]),
            (
                "google-vertex",
                [
                    "vertex_ai", "vertex_ai-language-models", "vertex_ai-anthropic_models",
                    "google-vertex-anthropic", "Vertex AI",
                ]
            ),
            ("amazon-bedrock", ["bedrock", "bedrock_converse", "bedrock_mantle", "aws"]),
            ("azure", ["azure_ai", "azure_text", "azure-cognitive-services", "AZURE"]),
            ("openai", ["text-completion-openai", "~openai"]), ("xai", ["x-ai"]),
            ("fireworks-ai", ["fireworks", "fireworks_ai", "fireworks_ai-embedding-models"]),
            ("mistral", ["mistralai", "codestral", "text-completion-codestral"]),
            ("cohere", ["cohere_chat"]), ("togetherai", ["together_ai", "together"]),
            ("vercel", ["vercel_ai_gateway"]), ("moonshotai", ["moonshot"]),
            ("alibaba", ["dashscope", "qwen"]), ("zai", ["z-ai", "zai-org", "Z.AI"]),
            ("meta", ["meta-llama", "meta_llama", "llama"]), ("novita", ["novita-ai"]),
            ("voyageai", ["voyage"]), ("huggingface", ["huggingface_groq"]),
            ("nobody-knows", ["Nobody_Knows", "nobody knows"]), ("", [""]), ("~", ["~"]),
        ] as [(String, [String])])
    func spellings(name: String, spellings: [String]) {
        for spelling in spellings + [name] {
            #expect(Providers.canonicalName(of: spelling) == name)
        }
    }
}
