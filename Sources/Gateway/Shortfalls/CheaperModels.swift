// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Synchronization
import Vocabulary

/// The models that can be called here, by what is asked of them, the cheapest first.
///
/// Sorted once for a price book, when first a call of it is refused: a refusal looks at the first
/// of them only.
final class CheaperModels: Sendable {
    private struct Shelf {
        let book: Int64
        let models: [Pricing.Operation: [PricedModel]]
    }

    private let shelf = Mutex<Shelf?>(nil)

    /// The models of a book for an operation.
    ///
    /// - Parameter isCallable: Whether somebody serves it here.
    func models(
        for operation: Pricing.Operation, in book: PriceBook, at now: Instant,
        isCallable: (PricedModel) -> Bool
    ) -> [PricedModel] {
        if let known = shelf.withLock({ $0 }), known.book == book.number {
            return known.models[operation] ?? []
        }
        // Outside the lock: two that come at once both sort, and nobody waits.
        let fresh = Shelf(
            book: book.number, models: Self.sorted(book, at: now, isCallable: isCallable))
        shelf.withLock { shelf in
            if fresh.book >= shelf?.book ?? .min { shelf = fresh }
        }
        return fresh.models[operation] ?? []
    }

    private static func sorted(
        _ book: PriceBook, at now: Instant, isCallable: (PricedModel) -> Bool
    ) -> [Pricing.Operation: [PricedModel]] {
        var priced: [Pricing.Operation: [(price: Credits, model: PricedModel)]] = [:]
        for model in book.models where isCallable(model) {
            for operation in model.operations {
                guard let price = book.blendedPrice(of: model, for: operation, at: now) else {
                    continue
                }
                priced[operation, default: []].append((price, model))
            }
        }
        return priced.mapValues { models in
            models.sorted { ($0.price, $0.model.name) < ($1.price, $1.model.name) }.map(\.model)
        }
    }
}
