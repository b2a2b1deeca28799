// SPDX-License-Identifier: Apache-2.0

/// Finds the models that a name may mean: by name, by alias, and by either behind its provider.
///
/// An open hash table of positions. It holds no names, only half of their hashes, and asks the
/// models themselves: a book of ten thousand models has some forty thousand names.
struct ModelIndex: Sendable {
    private struct Slot {
        var hash: UInt32
        /// That of the model and one, 0 for an empty slot.
        var position: UInt32
    }

    private let slots: [Slot]

    /// - Throws: ``PriceBookRefusal/nameTwice(_:provider:)``.
    init(_ models: [PricedModel]) throws(PriceBookRefusal) {
        let names = models.reduce(0) { $0 + 2 * (1 + $1.aliases.count) }
        var size = 8
        while size < 2 * names { size *= 2 }
        var builder = Builder(slots: Array(repeating: Slot(hash: 0, position: 0), count: size))
        for (position, model) in models.enumerated() {
            for name in [model.name] + model.aliases {
                try builder.insert(nil, name, position, in: models)
                guard !name.hasPrefix(model.provider + "/") else { continue }
                try builder.insert(model.provider, name, position, in: models)
            }
        }
        slots = builder.slots
    }

    /// Visits the positions of all models that `name` may mean, in the order of the book.
    @inline(__always)
    func visit(_ name: String, among models: [PricedModel], _ found: (Int) -> Void) {
        let hash = ModelIndex.hash(name, after: ModelIndex.seed)
        let (short, mask) = (UInt32(truncatingIfNeeded: hash >> 32), slots.count - 1)
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index].position != 0 {
            let position = Int(slots[index].position) - 1
            if slots[index].hash == short, models[position].answers(to: name) { found(position) }
            index = (index + 1) & mask
        }
    }

    private struct Builder {
        var slots: [Slot]

        /// Adds `provider/name`, or `name` without a provider.
        mutating func insert(
            _ provider: String?, _ name: String, _ position: Int, in models: [PricedModel]
        ) throws(PriceBookRefusal) {
            var hash = ModelIndex.seed
            if let provider {
                hash = ModelIndex.hash(provider, after: hash)
                hash = ModelIndex.hash("/", after: hash)
            }
            hash = ModelIndex.hash(name, after: hash)
            let (short, mask) = (UInt32(truncatingIfNeeded: hash >> 32), slots.count - 1)
            let model = models[position]
            var index = Int(truncatingIfNeeded: hash) & mask
            while slots[index].position != 0 {
                if slots[index].hash == short {
                    let other = models[Int(slots[index].position) - 1]
                    // An alias may be the name with the provider before it.
                    if other === model { return }
                    if other.provider == model.provider {
                        let whole = provider.map { $0 + "/" + name } ?? name
                        guard !other.answers(to: whole) else {
                            throw .nameTwice(whole, provider: model.provider)
                        }
                    }
                }
                index = (index + 1) & mask
            }
            slots[index] = Slot(hash: short, position: UInt32(position + 1))
        }
    }

    /// FNV-1a, which can go on where it stopped: no name is put together to be hashed.
    private static func hash(_ text: String, after state: UInt64) -> UInt64 {
        text.utf8.reduce(state) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
}

extension PricedModel {
    fileprivate func answers(to text: String) -> Bool {
        isCalled(name, text) || aliases.contains { isCalled($0, text) }
    }

    private func isCalled(_ own: String, _ text: String) -> Bool {
        if own == text { return true }
        let (length, prefix) = (text.utf8.count, provider.utf8.count)
        guard length == prefix + 1 + own.utf8.count else { return false }
        let bytes = text.utf8
        return bytes.starts(with: provider.utf8)
            && bytes.dropFirst(prefix).first == UInt8(ascii: "/")
            && bytes.dropFirst(prefix + 1).elementsEqual(own.utf8)
    }
}
