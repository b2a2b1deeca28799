// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A SHA-256 that stands for an entry and all entries before it.
public struct ChainHash: Hashable, Sendable {
    /// In place, not in an array: every entry and every account has one.
    private struct Words: Hashable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt64 = 0
        var fourth: UInt64 = 0
    }

    private var words = Words()

    /// What the first entry of a chain follows: 32 zero bytes.
    public static let genesis = ChainHash()

    private init() {}

    /// - Returns: nil when `bytes` are not 32.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// Appends the 32 bytes.
    public func write(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: words) { bytes += $0 }
    }

    /// SHA-256 of these bytes followed by what `write` appends.
    func chained(with write: (inout [UInt8]) -> Void) -> ChainHash {
        var message: [UInt8] = []
        // An entry's line is about 200 bytes.
        message.reserveCapacity(256)
        self.write(to: &message)
        write(&message)
        var next = ChainHash()
        withUnsafeMutableBytes(of: &next.words) { digest in
            florin_sha256(message, message.count, digest.baseAddress)
        }
        return next
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
