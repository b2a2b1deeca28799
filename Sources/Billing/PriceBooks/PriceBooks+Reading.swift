// SPDX-License-Identifier: Apache-2.0

extension PriceBooks {
    /// The SHA-256 of a list's bytes in hexadecimal digits: what says that a list is as it was.
    public static func contentHash(of bytes: [UInt8]) -> String { SHA256Digest(of: bytes).hex }
}
