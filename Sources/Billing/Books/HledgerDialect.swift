// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

/// The journal as hledger (1.25 and later) reads it.
struct HledgerDialect: JournalDialect {
    let opening = """
        ; Florin's journal. `hledger check` proves the balances at the end of each organization.
        decimal-mark .
        commodity 1.000000000 USD


        """

    func name(of account: LedgerAccount, _ organization: OrganizationID) -> String {
        switch account {
        case .credits: "liabilities:\(organization):credits"
        case .promotionalCredits: "liabilities:\(organization):promotional_credits"
        case .revenue: "income:\(organization):revenue"
        case .refunds: "income:\(organization):refunds"
        case .breakage: "income:\(organization):breakage"
        case .promotionalExpense: "expenses:\(organization):promotional_expense"
        case .adjustments: "expenses:\(organization):adjustments"
        case .uncollected: "assets:\(organization):uncollected"
        case .clearing(let provider):
            "\(clearing(organization)):\(provider.replacing(unless: isPlain, by: "-"))"
        }
    }

    func clearing(_ organization: OrganizationID) -> String { "assets:\(organization):clearing" }

    func open(_ account: String, on day: Day) -> String { "account \(account)\n" }

    func transaction(_ transaction: Transaction, of organization: OrganizationID) -> String {
        guard let last = transaction.legs.last else { return "" }
        var text = "\(last.at.day) * (\(last.sequence)) \(last.type.rawValue)"
        if let description = transaction.description { text += ": \(sanitised(description))" }
        text += "\n    ; organization:\(organization), reference:\(last.reference), at:\(last.at)\n"
        for leg in transaction.legs {
            let tags = "sequence:\(leg.sequence), hash:\(leg.hash)"
            let amount = leg.amount.fixedText
            let sign = leg.amount.isZero ? "" : "-"
            text += "    \(name(of: leg.debit, organization))  \(amount) USD  ; \(tags)\n"
            text += "    \(name(of: leg.credit, organization))  \(sign)\(amount) USD\n"
        }
        return text + "\n"
    }

    func assertions(_ balances: [(account: String, balance: Int128)], on day: Day) -> String {
        var text = "\(day) * balances of the account row\n"
        for (account, balance) in balances {
            // `=*` includes the accounts below: clearing's providers.
            text += "    \(account)  0.000000000 USD =* \(balance.fixedText) USD\n"
        }
        return text + "\n"
    }

    /// A description ends at a line break or a semicolon; a bar would split it into payee and note.
    private func sanitised(_ text: String) -> String {
        text.replacing(unless: { !$0.isControl && $0 != ";" && $0 != "|" }, by: " ")
    }

    private func isPlain(_ scalar: Unicode.Scalar) -> Bool { scalar.isPlain || scalar == "_" }
}
