// SPDX-License-Identifier: Apache-2.0

public import JSON

/// Why a catalog is not read. A catalog is read whole or not at all.
public enum CatalogRefusal: Error, Hashable {
    /// Not JSON.
    case notJSON(JSONRefusal)
    /// What stands at `path` is not what belongs there.
    case malformed(path: String, expected: String)
    /// A price that is none.
    case price(path: String, PriceRateRefusal)
    /// Models that make no book together.
    case book(PriceBookRefusal)
}

extension CatalogRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notJSON(let refusal): "The catalog is not JSON: \(refusal)"
        case .malformed(let path, let expected): "The catalog's \(path) should be \(expected)."
        case .price(let path, let refusal): "The catalog's \(path) is refused: \(refusal)."
        case .book(let refusal): "The catalog makes no price book: \(refusal)."
        }
    }
}
