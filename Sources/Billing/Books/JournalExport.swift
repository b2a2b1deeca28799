// SPDX-License-Identifier: Apache-2.0

public import Database
import Ledger
import Money
import Vocabulary

/// Programs that Florin's authors did not write and that can check its books.
public enum JournalFormat: String, Hashable, Sendable, CaseIterable {
    case hledger
    case beancount
}

extension Books {
    /// Writes the journal as plain text accounting.
    ///
    /// Every transaction with its legs, and for each organization assertions of the balances in its
    /// account row: a program that accepts the file has agreed with Florin to the nanocredit. The
    /// text depends on the books only, so two exports of the same books are the same bytes.
    /// - Parameter write: Gets the text in pieces of some tens of kilobytes.
    public static func export(
        as format: JournalFormat, on connection: any Connection,
        progress: @escaping (BooksProgress) -> Void = { _ in },
        to write: @escaping ([UInt8]) throws -> Void
    ) throws {
        let total = try totalOfEntries(on: connection)
        var pages = TextPages(write)
        let dialect: any JournalDialect = format == .hledger ? HledgerDialect() : BeancountDialect()
        try pages.append(dialect.opening)
        var count: Int64 = 0
        try eachAccount(on: connection) { account in
            guard account.sequence > 0 else { return }
            var chapter = Chapter(of: account, in: dialect)
            try pages.append(chapter.opening(on: connection))
            try eachTransaction(of: account.organization, on: connection) { transaction in
                try pages.append(chapter.text(of: transaction))
                count += Int64(transaction.legs.count)
                if count % 1_024 == 0 { progress(BooksProgress(entries: count, total: total)) }
            }
            try pages.append(chapter.closing)
        }
        try pages.flush()
    }

    /// Hands an organization's transactions to `body`, with the words that were noted for each.
    private static func eachTransaction(
        of organization: OrganizationID, on connection: any Connection,
        _ body: (Transaction) throws -> Void
    ) throws {
        var legs: [Entry] = []
        try eachEntry(of: organization, on: connection) { entry in
            legs.append(entry)
            guard entry.change != nil else { return }
            let words = try description(of: entry.reference, organization, on: connection)
            try body(Transaction(legs: legs, description: words))
            legs.removeAll(keepingCapacity: true)
        }
    }

    /// The description on the row that an entry refers to.
    private static func description(
        of reference: String, _ organization: OrganizationID, on connection: any Connection
    ) throws -> String? {
        let tables = [
            "\(ChargeKind.prefix)_": "charge", "\(GrantKind.prefix)_": "credit_grant",
            "\(RefundKind.prefix)_": "refund", "\(AdjustmentKind.prefix)_": "adjustment",
        ]
        let prefix = reference.prefix { $0 != "_" } + "_"
        guard let table = tables[String(prefix)] else { return nil }
        let found = try connection.first(
            "SELECT description FROM \(table) WHERE organization_id = $1 AND id = $2",
            [.id(organization), .text(reference)]
        ) { $0.textOrNull(0) }
        return found ?? nil
    }
}

/// Entries that belong together, and what somebody noted about them.
struct Transaction {
    let legs: [Entry]
    let description: String?
}

/// How a program writes the parts of a journal.
protocol JournalDialect {
    var opening: String { get }
    func name(of account: LedgerAccount, _ organization: OrganizationID) -> String
    /// The account that all providers' clearing accounts are below.
    func clearing(_ organization: OrganizationID) -> String
    func open(_ account: String, on day: Day) -> String
    func transaction(_ transaction: Transaction, of organization: OrganizationID) -> String
    /// Says that these accounts, those below them included, have these balances when `day` begins.
    func assertions(_ balances: [(account: String, balance: Int128)], on day: Day) -> String
}

/// One organization's part of an export.
private struct Chapter {
    private let account: Account
    private let dialect: any JournalDialect
    private var lastDay = Day(number: .min)

    init(of account: Account, in dialect: any JournalDialect) {
        self.account = account
        self.dialect = dialect
    }

    /// Opens the accounts that the organization's entries use.
    func opening(on connection: any Connection) throws -> String {
        var names = Set<String>()
        var firstDay = Day(number: .max)
        let parameters: [Value] = [.id(account.organization)]
        for column in ["debit", "credit"] {
            let used = try connection.query(
                """
                SELECT \(column), min(at) FROM entry WHERE organization_id = $1 GROUP BY \(column)
                """, parameters
            ) { ($0.text(0), $0.instant(1)) }
            for (name, first) in used {
                guard let title = LedgerAccount(name) else { continue }
                names.insert(dialect.name(of: title, account.organization))
                firstDay = min(firstDay, first.day)
            }
        }
        names.formUnion(assertedBalances.map(\.account))
        return names.sorted().map { dialect.open($0, on: firstDay) }.joined() + "\n"
    }

    mutating func text(of transaction: Transaction) -> String {
        for leg in transaction.legs { lastDay = max(lastDay, leg.at.day) }
        return dialect.transaction(transaction, of: account.organization)
    }

    /// The balances must be those of the account row.
    var closing: String {
        dialect.assertions(assertedBalances, on: Day(number: lastDay.number + 1))
    }

    private var assertedBalances: [(account: String, balance: Int128)] {
        Title.allCases.map { title in
            let name =
                switch title {
                case .clearing: dialect.clearing(account.organization)
                default: dialect.name(of: title.account, account.organization)
                }
            return (name, title.debit(in: account.balances))
        }
    }
}

extension Title {
    fileprivate var account: LedgerAccount { LedgerAccount(name) ?? .clearing("") }
}

/// Collects text and hands it on in pages.
private struct TextPages {
    private static let pageSize = 65_536
    private var page: [UInt8] = []
    private let write: ([UInt8]) throws -> Void

    init(_ write: @escaping ([UInt8]) throws -> Void) {
        self.write = write
        page.reserveCapacity(Self.pageSize)
    }

    mutating func append(_ text: String) throws {
        page += text.utf8
        if page.count >= Self.pageSize { try flush() }
    }

    mutating func flush() throws {
        guard !page.isEmpty else { return }
        try write(page)
        page.removeAll(keepingCapacity: true)
    }
}
