// SPDX-License-Identifier: Apache-2.0

public import Billing
import HTTPTypes
public import Hummingbird
public import JSON
public import NIOCore

extension Request {
    /// What the request says under its `Idempotency-Key`, nil without one.
    ///
    /// - Parameter json: The body, nil when there is none.
    /// - Throws: 400 unless the key is 1 to 255 printable ASCII characters.
    public func idempotencyClaim(for json: JSON?) throws(APIError) -> IdempotencyClaim? {
        guard let key = try idempotencyKey() else { return nil }
        return claim(key, json?.canonical ?? [])
    }

    /// The same for a body that was not read as JSON; it is, only if there is a key. What is no
    /// JSON counts byte for byte.
    ///
    /// - Throws: 400 unless the key is 1 to 255 printable ASCII characters.
    public func idempotencyClaim(
        forBytes body: ByteBuffer
    ) throws(APIError) -> IdempotencyClaim? {
        guard let key = try idempotencyKey() else { return nil }
        do throws(JSONRefusal) {
            return claim(key, try JSON(parsing: body.readableBytesView).canonical)
        } catch {
            return claim(key, Array(body.readableBytesView))
        }
    }

    private func claim(_ key: String, _ canonicalBody: [UInt8]) -> IdempotencyClaim {
        IdempotencyClaim(
            key: key, method: method.rawValue, path: uri.path, canonicalBody: canonicalBody)
    }

    private func idempotencyKey() throws(APIError) -> String? {
        guard let key = headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else {
            throw .invalid("Idempotency-Key", expected: "1 to 255 printable ASCII characters")
        }
        return key
    }
}
