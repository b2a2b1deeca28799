// SPDX-License-Identifier: Apache-2.0

public import Billing
import HTTPTypes
public import Hummingbird
public import JSON

extension Request {
    /// What the request says under its `Idempotency-Key`, nil without one.
    ///
    /// - Parameter json: The body, nil when there is none.
    /// - Throws: 400 unless the key is 1 to 255 printable ASCII characters.
    public func idempotencyClaim(for json: JSON?) throws(APIError) -> IdempotencyClaim? {
        guard let key = headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else {
            throw .invalid("Idempotency-Key", expected: "1 to 255 printable ASCII characters")
        }
        return IdempotencyClaim(
            key: key, method: method.rawValue, path: uri.path, canonicalBody: json?.canonical ?? [])
    }
}
