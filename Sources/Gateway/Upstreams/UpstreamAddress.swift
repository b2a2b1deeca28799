// SPDX-License-Identifier: Apache-2.0

/// Where an upstream is: a base URL that ends before the operation, `https://api.openai.com/v1`.
public struct UpstreamAddress: Hashable, Sendable {
    /// With TLS.
    let isSecure: Bool
    /// A name or an address, without brackets.
    let host: String
    let port: Int
    /// Without a slash at its end.
    let path: String
    /// Behind the operation, with its question mark: `?api-version=2025-01-01`.
    let query: String
    /// As the `Host` header has it.
    let authority: String

    /// Nil for what is no such URL: another scheme, a user's name in it, a fragment, a host or a
    /// port that cannot be.
    public init?(_ url: String) {
        guard let scheme = ["https://", "http://"].first(where: { url.hasPrefix($0) }),
            url.utf8.allSatisfy(Self.isOfURL)
        else { return nil }
        isSecure = scheme == "https://"
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.hostAndPort(authority) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        self.authority = String(authority)
        let behind = rest.dropFirst(authority.count)
        let path = behind.prefix { $0 != "?" }
        self.path = String(path.hasSuffix("/") ? path.dropLast() : path)
        query = String(behind.dropFirst(path.count))
    }

    /// What a request line names.
    func uri(of request: UpstreamRequest) -> String {
        guard !request.query.isEmpty else { return path + request.path + query }
        let own = query.isEmpty ? "" : "&" + query.dropFirst()
        return path + request.path + "?" + request.query + own
    }

    private static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        if text.hasPrefix("[") {
            host = text.prefix { $0 != "]" }.dropFirst()
            guard host.contains(":"), host.utf8.allSatisfy(isOfIPv6),
                text.dropFirst(host.count + 1).hasPrefix("]")
            else { return nil }
        } else {
            host = text.prefix { $0 != ":" }
            guard !host.isEmpty, host.utf8.allSatisfy(isOfHost) else { return nil }
        }
        let behind = text.dropFirst(text.hasPrefix("[") ? host.count + 2 : host.count)
        guard !behind.isEmpty else { return (String(host), nil) }
        guard behind.hasPrefix(":"), let port = Int(behind.dropFirst()), (1...65_535).contains(port)
        else { return nil }
        return (String(host), port)
    }

    private static func isOfURL(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !#""<>\^`{|}#"#.utf8.contains(byte)
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

    private static func isOfIPv6(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension UpstreamAddress: CustomStringConvertible {
    /// Without the query, which may hold what is nobody's business.
    public var description: String { (isSecure ? "https://" : "http://") + authority + path }
}
