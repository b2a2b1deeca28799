// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Gateway

/// What an upstream refuses, in the shape of our contract.
struct UpstreamRefusalTests {
    @Test("a complete error passes byte for byte")
    func complete() throws {
        let body = #"{ "error" : {"message":"no","type":"t","code":null,"param":"p"} }"#
        let completed = try #require(UpstreamRefusal.completed(ByteBuffer(string: body), of: .chat))
        #expect(String(buffer: completed) == body)
    }

    @Test("an incomplete error gets what is missing")
    func incomplete() throws {
        let body = #"{"error":{"message":"no","code":7},"x":1}"#
        let completed = try #require(UpstreamRefusal.completed(ByteBuffer(string: body), of: .chat))
        let added = #""type":"invalid_request_error","param":null"#
        #expect(
            String(buffer: completed)
                == #"{"error":{"message":"no","code":7,\#(added)},"x":1}"#)
    }

    @Test(
        "what is no error in that shape is not passed on",
        arguments: [
            "", "no", "<html>", "[]", #"{"error":"no"}"#, #"{"error":{"message":7}}"#,
            #"{"detail":"no"}"#,
        ])
    func foreign(body: String) {
        #expect(UpstreamRefusal.completed(ByteBuffer(string: body), of: .chat) == nil)
    }
}
