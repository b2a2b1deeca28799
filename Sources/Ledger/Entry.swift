// SPDX-License-Identifier: Apache-2.0

public import Money
public import Vocabulary

/// What a transaction is called in an organization's statement.
public enum TransactionType: String, Hashable, Sendable, CaseIterable {
    case usage
    case purchase
    case grant
    case refund
    case expiry
    case adjustment
    case transfer
}

/// One immutable journal row: an amount moved from one ledger account to another.
///
/// A transaction is one entry or a few in a row (a charge that used promotional and paid credits is
/// two); the last of them carries the ``change`` of the whole.
public struct Entry: Hashable, Sendable {
    /// Counts from 1 in each organization, without gaps.
    public let sequence: Int64
    public let at: Instant
    public let type: TransactionType
    public let debit: LedgerAccount
    public let credit: LedgerAccount
    /// Never negative; zero only for a charge of nothing (a free model).
    public let amount: Credits
    /// On the last entry of a transaction: by how much it changed what the organization owns.
    public let change: Credits?
    /// What the organization owns after this entry.
    public let balanceAfter: Credits
    /// The id of the grant, charge, refund or adjustment that caused it.
    public let reference: String
    /// SHA-256 over the hash of the entry before and ``canonicalText(organization:)``.
    public let hash: ChainHash

    public init(
        sequence: Int64, at: Instant, type: TransactionType, debit: LedgerAccount,
        credit: LedgerAccount, amount: Credits, change: Credits?, balanceAfter: Credits,
        reference: String, hash: ChainHash
    ) {
        self.sequence = sequence
        self.at = at
        self.type = type
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.change = change
        self.balanceAfter = balanceAfter
        self.reference = reference
        self.hash = hash
    }
}

extension Entry {
    /// Seals the next entry of a chain: computes its hash from the one before.
    init(
        following previous: ChainHash, organization: OrganizationID, sequence: Int64, at: Instant,
        type: TransactionType, debit: LedgerAccount, credit: LedgerAccount, amount: Credits,
        change: Credits?, balanceAfter: Credits, reference: String
    ) {
        let open = Entry(
            sequence: sequence, at: at, type: type, debit: debit, credit: credit, amount: amount,
            change: change, balanceAfter: balanceAfter, reference: reference, hash: .genesis)
        self.init(
            sequence: sequence, at: at, type: type, debit: debit, credit: credit, amount: amount,
            change: change, balanceAfter: balanceAfter, reference: reference,
            hash: open.expectedHash(after: previous, organization: organization))
    }

    /// The hash that this entry must have behind `previous`.
    public func expectedHash(
        after previous: ChainHash, organization: OrganizationID
    ) -> ChainHash {
        previous.chained { writeCanonicalText(organization: organization, to: &$0) }
    }

    /// What is hashed, one line of text so that any tool can recompute it:
    /// `organization|sequence|microseconds|type|debit|credit|amount|change|balance|reference`,
    /// amounts in nanocredits, an absent change empty.
    public func canonicalText(organization: OrganizationID) -> String {
        var text: [UInt8] = []
        writeCanonicalText(organization: organization, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func writeCanonicalText(organization: OrganizationID, to text: inout [UInt8]) {
        let bar = UInt8(ascii: "|")
        organization.write(to: &text)
        text.append(bar)
        text.append(decimal: sequence)
        text.append(bar)
        text.append(decimal: at.microseconds)
        text.append(bar)
        text += type.rawValue.utf8
        text.append(bar)
        text += debit.description.utf8
        text.append(bar)
        text += credit.description.utf8
        text.append(bar)
        text.append(decimal: amount.nanocredits)
        text.append(bar)
        if let change { text.append(decimal: change.nanocredits) }
        text.append(bar)
        text.append(decimal: balanceAfter.nanocredits)
        text.append(bar)
        text += reference.utf8
    }
}
