// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

/// Reads a journal as it grows, and checks it row by row: sequence, chain, balance, changes.
struct JournalCheck: Sendable {
    let organization: OrganizationID
    private(set) var sequence: Int64 = 0
    private(set) var chainHash = ChainHash.genesis
    private(set) var owned: Int64 = 0
    /// What was booked by the entries that were read last.
    private(set) var movements: [CoinModel.Movement: Credits] = [:]
    /// The last of the entries that booked each charge.
    private(set) var bookings: [ChargeID: Int64] = [:]
    private var changeSoFar: Int64 = 0

    init(organization: OrganizationID) {
        self.organization = organization
    }

    /// Reads the entries that are new since the last call.
    mutating func read(_ entries: [Entry]) throws(Disagreement) {
        movements = [:]
        for entry in entries[Int(sequence)...] { try read(entry) }
        try agree("change of an unfinished transaction", changeSoFar, 0)
    }

    private mutating func read(_ entry: Entry) throws(Disagreement) {
        sequence += 1
        try agree("sequence", entry.sequence, sequence)
        let hash = entry.expectedHash(after: chainHash, organization: organization)
        try agree("hash of entry \(sequence)", entry.hash, hash)
        chainHash = entry.hash
        let amount = entry.amount.nanocredits
        guard amount >= 0 else { throw Disagreement("a negative entry: \(entry)") }
        guard entry.debit != entry.credit else { throw Disagreement("an idle entry: \(entry)") }
        let change = (isOwned(entry.credit) ? amount : 0) - (isOwned(entry.debit) ? amount : 0)
        owned += change
        changeSoFar += change
        try agree("balance after entry \(sequence)", entry.balanceAfter.nanocredits, owned)
        if let stated = entry.change {
            try agree("change of entry \(sequence)", stated.nanocredits, changeSoFar)
            changeSoFar = 0
        }
        if entry.credit == .revenue, let charge = ChargeID(entry.reference) {
            bookings[charge] = sequence
        }
        let movement = CoinModel.Movement(
            type: entry.type, debit: entry.debit, credit: entry.credit,
            reference: entry.reference)
        let before = movements[movement]?.nanocredits ?? 0
        movements[movement] = Credits(nanocredits: before + amount)
    }

    private func isOwned(_ account: LedgerAccount) -> Bool {
        account == .credits || account == .promotionalCredits
    }
}
