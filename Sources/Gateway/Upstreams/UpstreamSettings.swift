// SPDX-License-Identifier: Apache-2.0

import NIOSSL

/// What an operator says of an upstream. Every value in it is valid.
public struct UpstreamSettings: Sendable {
    /// In the log and the metrics.
    public let name: String
    public let address: UpstreamAddress
    /// Nil for an upstream that wants none.
    public var key: UpstreamKey?
    public var wireProtocol = UpstreamProtocol.openai
    /// Which models it serves, by what the client wrote or by `provider/name`.
    public var models = [ModelPattern.any]
    /// The paths behind the URL that it serves, without their first slash; nil for all of its
    /// protocol.
    public var operations: Set<String>?
    /// What a model is called there, by what the client wrote or by `provider/name`.
    public var rename: [String: String] = [:]
    public var headers: [UpstreamHeader] = []
    /// Whom to believe that a server is who it says it is; nil for whom the system believes.
    public var trustRoots: TrustRoots?
    /// For a connection with all that belongs to it, and for a free one where all are in use.
    public var connectSeconds: Int64 = 10
    /// For the next byte, the first included; models that think say nothing for a minute or two.
    public var idleSeconds: Int64 = 120
    /// Each call that runs has one; the credits of the callers are the real limit.
    public var connectionsMax = 4_096
    /// How often one call may be sent to it before the next upstream is asked.
    public var attempts = 1

    /// - Parameter name: One that ``isName(_:)``.
    public init(name: String, address: UpstreamAddress) {
        self.name = name
        self.address = address
    }

    /// Whether an upstream may be called so. `sandbox` is what the built-in models are called.
    public static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text != sandboxName
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    static let sandboxName = "sandbox"

    /// All that ``operations`` may name.
    public static var operationNames: [String] {
        ModelOperation.allCases.map { String($0.path.dropFirst()) }
    }
}

extension UpstreamSettings: CustomStringConvertible, CustomReflectable {
    public var description: String { "\(name) \(address)" }
    /// Nothing to look into: there are keys in it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Which protocol an upstream speaks: how it wants its key, and what it serves.
public enum UpstreamProtocol: String, CaseIterable, Sendable {
    /// `Authorization: Bearer`. Many that speak OpenAI's protocol serve Anthropic's messages beside
    /// it, with the same kind of key.
    case openai
    /// `x-api-key` and `anthropic-version`; messages only.
    case anthropic

    /// - Parameter operation: A path behind the URL.
    func serves(_ operation: String) -> Bool {
        switch self {
        case .openai: true
        case .anthropic: operation == "/messages" || operation.hasPrefix("/messages/")
        }
    }
}

/// A provider's key. It is sent to it, and shown nowhere.
public struct UpstreamKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    let text: String

    /// Nil unless it is visible ASCII characters without spaces.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.text = text
    }

    public var description: String { "•••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A header that an upstream gets with each call.
public struct UpstreamHeader: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    let name: String
    let value: String

    /// Nil for what is no header, and for those that belong to the connection.
    public init?(name: String, value: String) {
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isOfName),
            !Self.ours.contains(name.lowercased()),
            value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        self.name = name
        self.value = value
    }

    private static let ours: Set = [
        "host", "content-length", "transfer-encoding", "connection", "content-type", "te",
        "accept-encoding", "upgrade", "trailer", "expect",
    ]

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !#""(),/:;<=>?@[\]{}"#.utf8.contains(byte)
    }

    /// Values may be secrets.
    public var description: String { "\(name): •••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Certificates of those who may vouch for an upstream, in place of the system's.
public struct TrustRoots: Sendable {
    let certificates: [NIOSSLCertificate]

    /// Nil unless the file is there and has certificates in PEM.
    public init?(file: String) {
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            return nil
        }
        guard !certificates.isEmpty else { return nil }
    }
}
