// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOSSL

/// A certificate for `localhost` and 127.0.0.1 that vouches for itself, and its key: of no use but
/// here.
enum TestCertificate {
    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBazCCARGgAwIBAgIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtmbG9yaW4g
        dGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFjEUMBIGA1UE
        AwwLZmxvcmluIHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATE/ZoqSKXW
        NhsUjhK83wUNYDloRLysRCMaH8v0gBNwEJRrhYe1IqARgdmeZTU36hfvUzyd5wjE
        1KKSaV4Vr0ogo04wTDAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGCCWxvY2Fs
        aG9zdIcEfwAAATAdBgNVHQ4EFgQUFpwXVS00FfBhxfY9Sl5XTh5ierAwCgYIKoZI
        zj0EAwIDSAAwRQIhAKkqTknxPedqaRT6QGQYpMLFonc7YKAJS2mxSMM5WgokAiA9
        BZM8jpjtaLwe5z/0qtSd3u8Bp+Ajzia3y/fVeaVEsQ==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIaIvvtOQuKawJsQV
        zRnEQo2ITfj+HKpdqzevcV09RvWhRANCAATE/ZoqSKXWNhsUjhK83wUNYDloRLys
        RCMaH8v0gBNwEJRrhYe1IqARgdmeZTU36hfvUzyd5wjE1KKSaV4Vr0og
        -----END PRIVATE KEY-----
        """

    /// What a server with this certificate needs.
    static func serverContext() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))))
    }

    /// Runs the body with the path of a file that the certificate is in.
    static func withFile(_ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pem")
        try Data(pem.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path)
    }
}
