// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Testing
import Vocabulary

@Suite struct JournalTests {
    /// Some of everything, by an account that keeps it all.
    static let account: Account = {
        var account = Account(organization: OrganizationID(bits: 1))
        let amounts: [(Int64, CreditKind)] = [(5, .promotional), (20, .paid), (7, .promotional)]
        for (index, (amount, kind)) in amounts.enumerated() {
            _ = try? account.apply(
                .grant(
                    GrantCommand(
                        id: GrantID(bits: UInt128(index)), source: .manual, kind: kind,
                        amount: Credits(nanocredits: amount),
                        expiresAt: Instant(microseconds: Int64(index + 1) * 1_000),
                        provider: "stripe")), at: Instant(microseconds: -5))
        }
        for (index, amount) in ([3, 0, 12, 90] as [Int64]).enumerated() {
            _ = try? account.apply(
                .charge(
                    ChargeCommand(
                        id: ChargeID(bits: UInt128(index)), amount: Credits(nanocredits: amount),
                        shortfall: .record)), at: Instant(microseconds: Int64(index) * 500))
        }
        return account
    }()

    @Test("the chain can be recomputed from the rows alone")
    func chain() throws {
        var hash = [UInt8](repeating: 0, count: 32)
        #expect(Self.account.changes.entries.count > 8)
        for entry in Self.account.changes.entries {
            let parts: [String] = [
                "org_00000000000000000000000001", "\(entry.sequence)", "\(entry.at.microseconds)",
                entry.type.rawValue, entry.debit.description, entry.credit.description,
                "\(entry.amount.nanocredits)", entry.change.map { "\($0.nanocredits)" } ?? "",
                "\(entry.balanceAfter.nanocredits)", entry.reference,
            ]
            hash = SHA256.digest(hash + parts.joined(separator: "|").utf8)
            #expect(entry.hash.bytes == hash)
        }
        #expect(Self.account.chainHash.bytes == hash)
    }

    @Test("sequence numbers count from 1 without a gap, and the account knows the last")
    func sequence() {
        let entries = Self.account.changes.entries
        #expect(entries.map(\.sequence) == Array(1...Int64(entries.count)))
        #expect(Self.account.sequence == Int64(entries.count))
    }

    @Test("an entry that is changed in any part has another hash")
    func tampering() {
        let entry = Self.account.changes.entries[0]
        func expected(
            _ entry: Entry, after hash: ChainHash = .genesis, of organization: UInt128 = 1
        )
            -> ChainHash
        {
            entry.expectedHash(after: hash, organization: OrganizationID(bits: organization))
        }
        func changed(
            sequence: Int64 = entry.sequence, at: Instant = entry.at,
            type: TransactionType = entry.type, debit: LedgerAccount = entry.debit,
            credit: LedgerAccount = entry.credit, amount: Credits = entry.amount,
            change: Credits? = entry.change, balanceAfter: Credits = entry.balanceAfter,
            reference: String = entry.reference
        ) -> ChainHash {
            expected(
                Entry(
                    sequence: sequence, at: at, type: type, debit: debit, credit: credit,
                    amount: amount, change: change, balanceAfter: balanceAfter,
                    reference: reference, hash: entry.hash))
        }
        #expect(changed() == entry.hash)
        let one = Credits(nanocredits: 1)
        let others = [
            changed(sequence: 2), changed(at: .epoch), changed(type: .refund),
            changed(debit: .refunds), changed(credit: .revenue), changed(amount: one),
            changed(change: nil), changed(change: one), changed(balanceAfter: one),
            changed(reference: ""), expected(entry, after: entry.hash), expected(entry, of: 2),
        ]
        #expect(!others.contains(entry.hash))
        #expect(Set(others).count == others.count)
    }

    @Test("the debits of all ledger accounts are their credits, and the balances say so")
    func doubleEntry() {
        var balances = Balances()
        for entry in Self.account.changes.entries {
            balances.post(entry.amount, debit: entry.debit, credit: entry.credit)
            #expect(balances.imbalance == .zero)
            #expect(balances.owned == entry.balanceAfter)
        }
        #expect(balances == Self.account.balances)
    }

    @Test(
        "our SHA-256 is the standard's",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func standard(text: String, digest: String) {
        #expect(ChainHash(bytes: SHA256.digest(Array(text.utf8)))?.description == digest)
    }

    @Test("a chain hash is 32 bytes", arguments: [0, 31, 33])
    func hashLength(count: Int) {
        #expect(ChainHash(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }
}
