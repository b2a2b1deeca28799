// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Gateway

/// What an upstream refuses, in the shape of our contract.
struct UpstreamRefusalTests {
    @Test("a complete error passes byte for byte, an incomplete one gets what is missing", arguments: [
        (#"{ "error" : {"message":"no","type":"t","code":null,"param":"p"} }"#,
            #"{ "error" : {"message":"no","type":"t","code":null,"param":"p"} }"#),
        (#"{"error":{"message":"no","code":7},"x":1}"#,
            #"{"error":{"message":"no","code":7,"type":"invalid_request_error","param":null},"x":1}"#),
    ])
    func completed(body: String, expected: String) throws {
        let completed = try #require(UpstreamRefusal.completed(ByteBuffer(string: body)))
        #expect(String(buffer: completed) == expected)
    }

    @Test("what is no error in that shape is not passed on", arguments: [
        "", "no", "<html>", "[]", #"{"error":"no"}"#, #"{"error":{"message":7}}"#, #"{"detail":"no"}"#,
    ])
    func foreign(body: String) {
        #expect(UpstreamRefusal.completed(ByteBuffer(string: body)) == nil)
    }
}
