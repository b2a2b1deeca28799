// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing

@testable import Gateway

struct UpstreamAddressTests {
    @Test(
        "a base URL is a scheme, a host, perhaps a port, a path and a query",
        arguments: [
            ("http://models", "models:80 models"), ("http://models/", "models:80 models"),
            ("https://models", "models:443 models tls"),
            ("http://10.0.0.7:8000/v1", "10.0.0.7:8000/v1 10.0.0.7:8000"),
            ("http://[::1]:80/v1/", "::1:80/v1 [::1]:80"),
            ("https://[fe80::1]", "fe80::1:443 [fe80::1] tls"),
            ("http://models/v1?a=b", "models:80/v1?a=b models"),
            ("http://models?a=b", "models:80?a=b models"),
            ("ftp://models", nil), ("http://", nil), ("http://a:b@models", nil),
            ("http://models:0", nil), ("http://models:x", nil), ("http://models:65536", nil),
            ("http://mo dels", nil), ("http://models/v1#a", nil), ("models", nil),
            ("http://[::1", nil), ("http://[models]", nil), ("http://[::1]x", nil),
            ("http://models/\r\nX: y", nil),
        ] as [(String, String?)])
    func parts(url: String, parts: String?) {
        let address = UpstreamAddress(url)
        let found = address.map { address in
            "\(address.host):\(address.port)\(address.path)\(address.query) \(address.authority)"
                + (address.isSecure ? " tls" : "")
        }
        #expect(found == parts)
    }

    @Test(
        "what a call asks for stands before what the upstream wants in each",
        arguments: [
            ("http://m/v1", "", "/v1/videos"), ("http://m/v1?v=1", "", "/v1/videos?v=1"),
            ("http://m/v1", "a=b", "/v1/videos?a=b"),
            ("http://m/v1?v=1", "a=b", "/v1/videos?a=b&v=1"),
        ])
    func queries(url: String, query: String, expected: String) throws {
        let address = try #require(UpstreamAddress(url))
        let request = UpstreamRequest(path: "/videos", query: query, headers: [:])
        #expect(address.uri(of: request) == expected)
    }
}
