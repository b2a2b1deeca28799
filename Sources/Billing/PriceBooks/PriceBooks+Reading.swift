// SPDX-License-Identifier: Apache-2.0

import Database
import Pricing

extension PriceBooks {
    /// The SHA-256 of a list's bytes in hexadecimal digits: what says that a list is as it was.
    public static func contentHash(of bytes: [UInt8]) -> String { SHA256Digest(of: bytes).hex }

    /// A model as a book has it; nil when it has none.
    static func model(
        _ key: ModelKey, in book: Int64, on connection: any Connection
    ) throws -> PricedModel? {
        let digest = try connection.first(
            """
            SELECT digest FROM price_change WHERE provider = $1 AND model = $2 AND book <= $3
            ORDER BY book DESC LIMIT 1
            """, [.text(key.provider), .text(key.name), .integer(book)]
        ) { $0.textOrNull(0) }
        guard case .some(.some(let digest)) = digest else { return nil }
        return try models([digest], on: connection)[digest]
    }
}
