// SPDX-License-Identifier: Apache-2.0

package import Billing
import HTTPEdge
package import Pricing

/// Which models of a price book somebody wants to see.
package struct PriceSearch {
    private let text: [UInt8]
    private let provider: String?
    private let operation: String?
    private let modality: Modality?
    private let limit: Int
    /// The key behind which the page starts.
    private let cursor: String?

    /// What a model makes of what.
    enum Modality: String, CaseIterable {
        case text, image, video, audio, document, platform

        fileprivate var operations: Set<Pricing.Operation> {
            switch self {
            case .text: [.chat, .embeddings, .rerank, .moderation]
            case .image: [.image]
            case .video: [.video]
            case .audio: [.speech, .transcription]
            case .document: [.ocr]
            case .platform: [.container, .knowledge]
            }
        }
    }

    init(_ query: Query) throws(APIError) {
        text = folded(try query.text("q") ?? "")
        provider = try query.text("provider").map(Providers.canonicalName(of:))
        operation = try query.text("operation")
        modality = try query.choice("modality")
        limit = try query.limit()
        cursor = try query.cursor()
    }

    /// For those who look from elsewhere than a URL.
    package init(text: String, provider: String?, limit: Int) {
        self.text = folded(text)
        self.provider = provider.map(Providers.canonicalName(of:))
        self.limit = limit
        operation = nil
        modality = nil
        cursor = nil
    }

    /// A page in the order of the models' keys, which stays the same from book to book.
    package func page(of book: PriceBook) -> Page<PricedModel> {
        let found = book.models.lazy.filter { model in
            cursor.map { model.key.description > $0 } ?? true && matches(model)
        }
        let ordered = found.sorted { $0.key.description < $1.key.description }
        return Page(Array(ordered.prefix(limit + 1)), limit: limit) { $0.key.description }
    }

    private func matches(_ model: PricedModel) -> Bool {
        if let provider, model.provider != provider { return false }
        if let operation, !model.operations.contains(where: { $0.rawValue == operation }) {
            return false
        }
        if let modality, modality.operations.isDisjoint(with: model.operations) { return false }
        guard !text.isEmpty else { return true }
        let names = [model.key.description, model.identity.displayName ?? ""] + model.aliases
        return names.contains { contains(folded($0), text) }
    }
}

/// Bytes without the difference of large and small Latin letters.
private func folded(_ text: String) -> [UInt8] {
    text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
}

private func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard text.count >= part.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
}
