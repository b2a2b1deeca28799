// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Testing

@Suite struct FingerprintTests {
    @Test("the same books have the same fingerprint, and one entry more changes it")
    func changes() async throws {
        try await BooksFixture.run { fixture in
            let first = try await fixture.open(1)
            _ = try await fixture.open(2)
            try await fixture.live(first)
            let before = try await fixture.database.read { try Books.fingerprint(on: $0) }
            let again = try await fixture.database.read { try Books.fingerprint(on: $0) }
            let verdict = try await fixture.verify()
            #expect(before == again)
            #expect(before.organizations == 2 && before.entries == verdict.entries)
            _ = try await fixture.open(3)
            let opened = try await fixture.database.read { try Books.fingerprint(on: $0) }
            #expect(opened.digest != before.digest && opened.entries == before.entries)
            try await fixture.tamper("UPDATE account SET sequence = sequence + 1")
            let moved = try await fixture.database.read { try Books.fingerprint(on: $0) }
            #expect(moved.digest != opened.digest && moved.entries == opened.entries + 3)
        }
    }

    @Test("a digest does not depend on how the bytes come in")
    func parts() {
        var whole = RunningDigest()
        whole.add("abc")
        var parts = RunningDigest()
        for part in ["a", "", "bc"] { parts.add(part) }
        // FIPS 180-4's example.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(whole.hex == expected && parts.hex == expected)
    }
}
