// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A SHA-256 digest held in place, so that looking one up in a dictionary allocates nothing.
package struct SHA256Digest: Hashable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    package init(of message: some Collection<UInt8>) {
        let done: Void? = message.withContiguousStorageIfAvailable { digest($0) }
        if done == nil { Array(message).withUnsafeBufferPointer { digest($0) } }
    }

    private mutating func digest(_ message: UnsafeBufferPointer<UInt8>) {
        withUnsafeMutableBytes(of: &words) { output in
            _ = SHA256(
                message.baseAddress, message.count,
                output.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
    }

    package var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.words == rhs.words }

    /// The digest is uniform already: one word of it is hash enough.
    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
