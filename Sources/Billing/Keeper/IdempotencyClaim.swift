// SPDX-License-Identifier: Apache-2.0

/// What a caller says to make a request repeatable: a key, and what it asked for under it.
///
/// The same key with the same fingerprint is the same request; with another it is a conflict.
public struct IdempotencyClaim: Hashable, Sendable {
    /// 1–255 printable ASCII characters, unique within the organization.
    public let key: String
    /// SHA-256 over method, path and canonical JSON.
    public let fingerprint: [UInt8]

    public init(key: String, fingerprint: [UInt8]) {
        self.key = key
        self.fingerprint = fingerprint
    }

    /// - Parameter canonicalBody: The JSON value of the request in its one spelling; empty without
    ///   a body.
    public init(key: String, method: String, path: String, canonicalBody: [UInt8]) {
        // Neither a method nor a path can hold a line break, so no two requests spell the same.
        var request = Array(method.utf8)
        request.append(UInt8(ascii: "\n"))
        request += path.utf8
        request.append(UInt8(ascii: "\n"))
        request += canonicalBody
        self.init(key: key, fingerprint: SHA256Digest(of: request).bytes)
    }
}
