// SPDX-License-Identifier: Apache-2.0

/// Where an upstream is, and the key that opens it.
public struct UpstreamAddress: Sendable {
    /// Ends before the operation: `https://api.openai.com/v1`.
    let base: String
    let key: String?

    /// - Parameters:
    ///   - url: With `http` or `https`; a slash at its end is dropped.
    ///   - key: Sent as `Authorization: Bearer`; nil for an upstream that wants none.
    public init(url: String, key: String?) {
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.key = key
    }

    /// - Throws: ``UpstreamAddressRefusal`` when the URL is none.
    func upstream(_ timeouts: GatewayTimeouts) throws(UpstreamAddressRefusal) -> any Upstream {
        guard let plain = Plain(base) else { return try HTTPUpstream(self, timeouts: timeouts) }
        return PlainUpstream(plain, key: key, timeouts: timeouts)
    }
}

/// The URL of an upstream cannot be one.
public struct UpstreamAddressRefusal: Error, Hashable {
    public let url: String
}

extension UpstreamAddress {
    /// An `http` URL of a host's name or IPv4 address, perhaps a port, and a path.
    struct Plain: Hashable, Sendable {
        let host: String
        let port: Int
        let path: String
        /// As the `Host` header has it.
        let authority: String

        /// Nil for whatever else may be a URL: that is for those who know all of them.
        init?(_ url: String) {
            let scheme = "http://"
            guard url.hasPrefix(scheme) else { return nil }
            let rest = url.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" }
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy(Self.isOfHost),
                let port = parts.count == 2 ? Int(parts[1]) : 80, (1...65_535).contains(port)
            else { return nil }
            let path = rest.dropFirst(authority.count)
            guard path.utf8.allSatisfy(Self.isOfPath) else { return nil }
            host = String(parts[0])
            self.port = port
            self.path = String(path)
            self.authority = String(authority)
        }

        private static func isOfHost(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }

        private static func isOfPath(_ byte: UInt8) -> Bool {
            isOfHost(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "~")
        }
    }
}
