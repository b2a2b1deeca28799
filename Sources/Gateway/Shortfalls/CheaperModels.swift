// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Synchronization
import Vocabulary

/// The models that somebody takes calls of, by what is asked of them, the cheapest first.
///
/// Sorted once for a price book, when first such a call is refused: a refusal looks at the first of
/// them only.
final class CheaperModels: Sendable {
    private struct Shelf {
        let book: Int64
        var models: [ModelOperation: [PricedModel]] = [:]
    }

    private let shelf = Mutex(Shelf(book: .min))

    /// The models of a book for an operation; those that are not sold by the token stand last.
    ///
    /// - Parameter isTaken: Whether an upstream takes such calls of the model.
    func models(
        for operation: ModelOperation, in book: PriceBook, at now: Instant,
        isTaken: (PricedModel) -> Bool
    ) -> [PricedModel] {
        let known = shelf.withLock { $0.book == book.number ? $0.models[operation] : nil }
        if let known { return known }
        // Outside the lock: two that come at once both sort, and nobody waits.
        let fresh = Self.sorted(book, for: operation, at: now, isTaken: isTaken)
        shelf.withLock { shelf in
            if shelf.book < book.number { shelf = Shelf(book: book.number) }
            if shelf.book == book.number { shelf.models[operation] = fresh }
        }
        return fresh
    }

    private static func sorted(
        _ book: PriceBook, for operation: ModelOperation, at now: Instant,
        isTaken: (PricedModel) -> Bool
    ) -> [PricedModel] {
        let models = book.models.filter { model in
            model.operations.contains(operation.priced) && !model.identity.isDynamic
                && isTaken(model)
        }
        let priced = models.map { model in
            let price = book.blendedPrice(of: model, for: operation.priced, at: now)
            return (price: price ?? Credits(nanocredits: .max), model: model)
        }
        return priced.sorted { ($0.price, $0.model.name) < ($1.price, $1.model.name) }.map(\.model)
    }
}
