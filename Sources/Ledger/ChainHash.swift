// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A SHA-256 that stands for an entry and all entries before it.
public struct ChainHash: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// What the first entry of a chain follows: 32 zero bytes.
    public static let genesis = ChainHash(unchecked: [UInt8](repeating: 0, count: 32))

    /// - Returns: nil when `bytes` are not 32.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.init(unchecked: bytes)
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// SHA-256 of these bytes followed by the UTF-8 of `text`.
    func chained(with text: String) -> ChainHash {
        var text = text
        let digest = text.withUTF8 { line in
            withUnsafeTemporaryAllocation(byteCount: 32 + line.count, alignment: 1) { message in
                message.copyBytes(from: bytes)
                UnsafeMutableRawBufferPointer(rebasing: message[32...]).copyMemory(
                    from: UnsafeRawBufferPointer(line))
                return sha256(UnsafeRawBufferPointer(message))
            }
        }
        return ChainHash(unchecked: digest)
    }
}

extension ChainHash: CustomStringConvertible {
    /// 64 hexadecimal digits.
    public var description: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

private func sha256(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
        florin_sha256(message.baseAddress, message.count, digest.baseAddress)
        count = 32
    }
}
