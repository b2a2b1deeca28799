// SPDX-License-Identifier: Apache-2.0

/// Where a list is published: at a URL or in a file.
public enum FeedLocation: Hashable, Sendable {
    /// Starts with `http://` or `https://` and names a host.
    case url(String)
    case file(String)

    /// Reads a location as it stands in a configuration: what has a scheme is a URL, all else a
    /// path.
    ///
    /// - Returns: Nil for an empty text, another scheme than http and https, a URL without a host
    ///   or with characters that no URL has.
    public init?(_ text: String) {
        guard let scheme = FeedLocation.scheme(of: text) else {
            guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
            self = .file(text)
            return
        }
        guard scheme == "http" || scheme == "https", FeedLocation.isURL(text, of: scheme) else {
            return nil
        }
        self = .url(text)
    }

    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            return nil
        }
        return text[..<colon].lowercased()
    }

    private static func isURL(_ text: String, of scheme: String) -> Bool {
        let rest = text.dropFirst(scheme.count + "://".count)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !host.isEmpty && !host.hasPrefix(":")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
    }
}

extension FeedLocation: CustomStringConvertible {
    public var description: String {
        switch self {
        case .url(let text), .file(let text): text
        }
    }
}
