// SPDX-License-Identifier: Apache-2.0

public import Database
public import Pricing

extension PriceBooks {
    /// The SHA-256 of a list's bytes in hexadecimal digits: what says that a list is as it was.
    public static func contentHash(of bytes: [UInt8]) -> String { SHA256Digest(of: bytes).hex }

    /// A model as the latest book has it; nil when it has none.
    static func latestModel(
        _ key: ModelKey, on connection: any Connection
    ) throws -> PricedModel? {
        let digest = try connection.first(
            """
            SELECT digest FROM price_change WHERE provider = $1 AND model = $2
            ORDER BY book DESC LIMIT 1
            """, [.text(key.provider), .text(key.name)]
        ) { $0.textOrNull(0) }
        guard case .some(.some(let digest)) = digest else { return nil }
        return try models([digest], on: connection)[digest]
    }
}

extension Quarantine {
    /// What an operator has to compare: the price as it is proposed, nil when the model is to go,
    /// and as the latest book has it, nil when it has none.
    public static func comparison(
        of price: QuarantinedPrice, on connection: any Connection
    ) throws -> (proposed: PricedModel?, current: PricedModel?) {
        let proposed = try price.digest.flatMap {
            try PriceBooks.models([$0], on: connection)[$0]
        }
        return (proposed, try PriceBooks.latestModel(price.key, on: connection))
    }
}
