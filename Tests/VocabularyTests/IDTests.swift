// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@Suite struct IDTests {
    @Test(
        "the text of an id reads back as the same id",
        arguments: [
            0, 1, 31, 32, .max, .max - 1, 1 << 127, 0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210,
        ] as [UInt128])
    func roundTrips(bits: UInt128) {
        let id = HoldID(bits: bits)
        #expect(id.description.hasPrefix("hold_"))
        #expect(id.description.utf8.count == 31)
        #expect(HoldID(id.description) == id)
        #expect(HoldID(Substring("x" + id.description).dropFirst()) == id)
    }

    @Test("the digits are Crockford's")
    func digits() {
        #expect(OrganizationID(bits: 0).description == "org_00000000000000000000000000")
        #expect(OrganizationID(bits: .max).description == "org_7zzzzzzzzzzzzzzzzzzzzzzzzz")
        #expect(ChargeID("chg_0000000000000000000000000z")?.bits == 31)
        let digits = "0123456789abcdefghjkmnpqrstvwxyz"
        for (value, digit) in digits.enumerated() {
            #expect(KeyID("key_0000000000000000000000000\(digit)")?.bits == UInt128(value))
        }
    }

    @Test(
        "text that is no id of this kind is refused",
        arguments: [
            "", "hold", "hold_", "hold_0", "org_00000000000000000000000000",
            "hold00000000000000000000000000", "hold_0000000000000000000000000",
            "hold_000000000000000000000000000", "hold_80000000000000000000000000",
            "hold_z0000000000000000000000000", "hold_0000000000000000000000000i",
            "hold_0000000000000000000000000l", "hold_0000000000000000000000000o",
            "hold_0000000000000000000000000u", "hold_0000000000000000000000000A",
            "HOLD_00000000000000000000000000", "hold_0000000000000000000000000 ",
            " hold_00000000000000000000000000", "hold-00000000000000000000000000",
            "hold_0000000000000000000000000é", "hold_0000000000000000000000000-",
        ])
    func refuses(text: String) {
        #expect(HoldID(text) == nil)
    }

    @Test("ids sort alike in memory and as text")
    func order() {
        var generator = SeededGenerator(seed: 5)
        let ids = (0..<500).map { _ in
            GrantID(bits: UInt128.random(in: 0 ... .max, using: &generator))
        }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
        for id in ids { #expect(GrantID(id.description) == id) }
    }

    @Test("each kind has a prefix of its own")
    func prefixes() {
        let prefixes = [
            OrganizationKind.prefix, KeyKind.prefix, AgentKind.prefix, AppKind.prefix,
            GrantKind.prefix, HoldKind.prefix, ChargeKind.prefix, RefundKind.prefix,
            AdjustmentKind.prefix,
        ]
        #expect(Set(prefixes).count == prefixes.count)
    }

    @Test("all ids of a moment come after its first one, those of before come before it")
    func firstAt() {
        let moment = Day(number: 20_000).start
        let first = ChargeID(firstAt: moment)
        let before = IDSource(clock: Clock { moment.adding(seconds: -1) }) { .max }
        let then = IDSource(clock: Clock { moment }) { 0 }
        #expect(before.make() < first)
        #expect(first < then.make())
    }
}
