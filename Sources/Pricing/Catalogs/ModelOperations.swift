// SPDX-License-Identifier: Apache-2.0

import JSON

/// What a model is asked for, as far as the modalities that price lists state tell.
enum ModelOperations {
    /// What an output modality stands for, in the order of ``Operation``'s list.
    private static let byOutput: [(modality: String, operation: Operation)] = [
        ("text", .chat), ("embeddings", .embeddings), ("image", .image), ("video", .video),
        ("speech", .speech), ("transcription", .transcription), ("rerank", .rerank),
    ]

    static func made(
        from input: JSON?, to output: JSON?, isEmbedding: Bool = false
    ) -> [Operation] {
        if isEmbedding { return [.embeddings] }
        let inputs = input?.array?.compactMap(\.string) ?? []
        let outputs = output?.array?.compactMap(\.string) ?? []
        // Sound alone: to text it is transcribed, from text it is spoken.
        if inputs == ["audio"], outputs == ["text"] { return [.transcription] }
        if outputs == ["audio"] { return [.speech] }
        return byOutput.filter { outputs.contains($0.modality) }.map(\.operation)
    }
}

/// Sizes that price lists state; 0 stands for unknown.
enum ModelLimits {
    static func positive(_ value: JSON?) -> Int64? {
        guard let count = value?.int64, count > 0 else { return nil }
        return count
    }
}

/// Names as resellers write them: `openai/gpt-4o`.
enum ModelNames {
    /// A name for people; an empty one is none.
    static func displayed(_ value: JSON?) -> String? {
        guard let name = value?.string, !name.isEmpty else { return nil }
        return name
    }

    /// Who made the model, by the first part of its name; nil when the name does not say.
    static func vendor(of name: String) -> String? {
        guard let slash = name.firstIndex(of: "/"), slash != name.startIndex else { return nil }
        return Providers.canonicalName(of: String(name[..<slash]))
    }
}
