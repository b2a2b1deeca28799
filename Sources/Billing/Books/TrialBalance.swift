// SPDX-License-Identifier: Apache-2.0

public import Database
public import JSON
import Ledger
import Money
import Vocabulary

/// Every ledger account's balance over all organizations: debits must equal credits.
public struct TrialBalance: Hashable, Sendable {
    /// A ledger account and its net balance.
    public struct Line: Hashable, Sendable {
        /// The account's name in the journal; `clearing` stands for all providers when the lines
        /// come from account rows.
        public let account: String
        /// Nanocredits, debits positive.
        let balance: Int128
    }

    public let lines: [Line]
    /// Whether the lines were added up from entries instead of read from account rows.
    public let isFromJournal: Bool

    var debits: Int128 { lines.reduce(0) { $0 + max(0, $1.balance) } }
    var credits: Int128 { lines.reduce(0) { $0 + max(0, -$1.balance) } }

    /// Whether debits equal credits.
    public var isBalanced: Bool { debits == credits }
}

extension Books {
    /// Sums up the account rows: a few numbers per organization, whatever its history.
    public static func trialBalance(on connection: any Connection) throws -> TrialBalance {
        var sums = [Title: Int128]()
        try eachAccount(on: connection) { account in
            for title in Title.allCases {
                sums[title, default: 0] += title.debit(in: account.balances)
            }
        }
        return TrialBalance(
            lines: Title.allCases.map { .init(account: $0.name, balance: sums[$0, default: 0]) },
            isFromJournal: false)
    }

    /// Sums up every entry of the journal, clearing by provider.
    public static func trialBalanceFromJournal(
        on connection: any Connection, progress: (BooksProgress) -> Void = { _ in }
    ) throws -> TrialBalance {
        let total = try totalOfEntries(on: connection)
        var sums: [String: Int128] = [:]
        var count: Int64 = 0
        try eachAccount(on: connection) { account in
            try eachEntry(of: account.organization, on: connection) { entry in
                sums[entry.debit.description, default: 0] += Int128(entry.amount.nanocredits)
                sums[entry.credit.description, default: 0] -= Int128(entry.amount.nanocredits)
                count += 1
                if count % 10_000 == 0 { progress(BooksProgress(entries: count, total: total)) }
            }
        }
        let names = sums.keys.sorted { left, right in
            (LedgerAccount(left).map(Title.init)?.rawValue ?? 0, left)
                < (LedgerAccount(right).map(Title.init)?.rawValue ?? 0, right)
        }
        return TrialBalance(
            lines: names.map { .init(account: $0, balance: sums[$0, default: 0]) },
            isFromJournal: true)
    }
}

extension TrialBalance {
    /// `{accounts:[{account,debit,credit}], debits, credits, balanced, source}`.
    public var json: JSON {
        [
            "accounts": .array(lines.map(\.json)), "debits": .exact(debits),
            "credits": .exact(credits), "balanced": .bool(isBalanced),
            "source": .string(isFromJournal ? "journal" : "accounts"),
        ]
    }
}

extension TrialBalance.Line {
    var json: JSON {
        [
            "account": .string(account), "debit": .exact(max(0, balance)),
            "credit": .exact(max(0, -balance)),
        ]
    }

    /// The balance as text in the column that it belongs to, the other empty.
    public var columns: (debit: String, credit: String) {
        if balance == 0 { return ("0", "") }
        return balance > 0 ? (balance.creditsText, "") : ("", (-balance).creditsText)
    }
}

extension TrialBalance {
    /// The sums of both columns as text.
    public var sums: (debit: String, credit: String) { (debits.creditsText, credits.creditsText) }
}

extension JSON {
    /// Nanocredits as a number of credits.
    fileprivate static func exact(_ nanocredits: Int128) -> JSON {
        .number(JSONNumber(ExactDecimal(coefficient: nanocredits, scale: Credits.places)))
    }
}
