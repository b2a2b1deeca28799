// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing

@Suite struct HardCasesTests {
    @Test("tokens cost what the vendors say", arguments: HardCase.tokens)
    func tokens(hard: HardCase) throws { try check(hard) }

    @Test("tiers, times and regions decide as the vendors say", arguments: HardCase.conditions)
    func conditions(hard: HardCase) throws { try check(hard) }

    @Test("pictures, videos and voices cost what the vendors say", arguments: HardCase.media)
    func media(hard: HardCase) throws { try check(hard) }

    @Test("tools, documents and time cost what the vendors say", arguments: HardCase.tools)
    func tools(hard: HardCase) throws { try check(hard) }

    @Test("every hard case of the facts is here")
    func complete() {
        let all = HardCase.tokens + HardCase.conditions + HardCase.media + HardCase.tools
        #expect(Set(all.map(\.number)) == Set(1...46))
    }

    private func check(_ hard: HardCase) throws {
        guard let total = hard.total else {
            #expect(throws: PricingRefusal.self) { try hard.quote() }
            return
        }
        let quote = try hard.quote()
        // Compared before the rounding, so that no digit is lost.
        #expect(quote.upstreamCost.description == total)
    }
}
