// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Ledger
import Money
import NIOCore
import Pricing
import Testing
import Vocabulary

@testable import Gateway

/// What a client is told that cannot pay for its call.
struct ShortfallTests {
    private let chat = #"{"model":"florin/echo","stream":true,"messages":[{"role":"user"}]}"#

    @Test("the largest count that fits is found", arguments: [0, 1, 6, 7, 99])
    func largest(fitting: Int64) throws {
        let found = try Affordable.largest(below: 100) { $0 <= fitting }
        #expect(found == fitting)
        #expect(try Affordable.largest(below: 100) { _ in false } == 0)
        #expect(try Affordable.largest(below: 0) { _ in true } == 0)
    }

    @Test("it is found in few looks, however large a call may be")
    func looks() throws {
        var looks = 0
        _ = try Affordable.largest(below: .max) { count in
            looks += 1
            return count < 12_345
        }
        #expect(looks <= 63)
    }

    @Test("credits buy so many tokens of output, and not one more")
    func output() async throws {
        try await withGateway { stage in
            let call = try await stage.open(chat)
            let (terms, available) = (call.terms, Credits(nanocredits: 1_000_000))
            let affordable = try #require(Affordable(terms, for: available))
            #expect(affordable.unit == "outputTokens")
            #expect(affordable.quantity > 100)
            #expect(try terms.ceiling(output: affordable.quantity) <= available)
            #expect(try terms.ceiling(output: affordable.quantity + 1) > available)
            #expect(Affordable(terms, for: .zero)?.quantity == 0)
            await call.release()
        }
    }

    @Test("of a call without output they buy tokens of input")
    func input() async throws {
        try await withGateway { stage in
            let words = String(repeating: "word ", count: 2_000)
            let body = #"{"model":"florin/echo-embedding","input":"\#(words)"}"#
            let call = try await stage.open(body, .embedding)
            let half = Credits(nanocredits: try call.terms.ceiling(output: 0).nanocredits / 2)
            let affordable = try #require(Affordable(call.terms, for: half))
            #expect(affordable.unit == "inputTokens")
            #expect((900...call.terms.measure.inputCeiling).contains(affordable.quantity))
            await call.release()
        }
    }
}
