// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

/// The journal as beancount (2.3 and later) reads it.
struct BeancountDialect: JournalDialect {
    let opening = """
        ; Florin's journal. `bean-check` proves the balances at the end of each organization.
        option "title" "Florin"
        option "operating_currency" "USD"


        """

    func name(of account: LedgerAccount, _ organization: OrganizationID) -> String {
        switch account {
        case .credits: "Liabilities:\(component(organization)):Credits"
        case .promotionalCredits: "Liabilities:\(component(organization)):Promotional-Credits"
        case .revenue: "Income:\(component(organization)):Revenue"
        case .refunds: "Income:\(component(organization)):Refunds"
        case .breakage: "Income:\(component(organization)):Breakage"
        case .promotionalExpense: "Expenses:\(component(organization)):Promotional-Expense"
        case .adjustments: "Expenses:\(component(organization)):Adjustments"
        case .uncollected: "Assets:\(component(organization)):Uncollected"
        case .clearing(let provider):
            "\(clearing(organization)):" + component(provider.replacing(unless: \.isPlain, by: "-"))
        }
    }

    func clearing(_ organization: OrganizationID) -> String {
        "Assets:\(component(organization)):Clearing"
    }

    func open(_ account: String, on day: Day) -> String { "\(day) open \(account) USD\n" }

    func transaction(_ transaction: Transaction, of organization: OrganizationID) -> String {
        guard let last = transaction.legs.last else { return "" }
        var text = "\(last.at.day) * \"\(last.type.rawValue)"
        if let description = transaction.description { text += ": \(sanitised(description))" }
        text += "\"\n  organization: \"\(organization)\"\n  reference: \"\(last.reference)\"\n"
        text += "  at: \"\(last.at)\"\n"
        for leg in transaction.legs {
            let amount = leg.amount.fixedText
            let sign = leg.amount.isZero ? "" : "-"
            text += "  \(name(of: leg.debit, organization))  \(amount) USD\n"
            text += "    sequence: \(leg.sequence)\n    hash: \"\(leg.hash)\"\n"
            text += "  \(name(of: leg.credit, organization))  \(sign)\(amount) USD\n"
        }
        return text + "\n"
    }

    func assertions(_ balances: [(account: String, balance: Int128)], on day: Day) -> String {
        var text = ""
        for (account, balance) in balances {
            // Without a tolerance of its own a balance may be off by one nanocredit.
            text += "\(day) balance \(account)  \(balance.fixedText) ~ 0 USD\n"
        }
        return text + "\n"
    }

    /// `Org-01jd…`: a part of an account's name starts with a capital letter or a digit.
    private func component(_ organization: OrganizationID) -> String {
        component(organization.description.replacing(unless: \.isPlain, by: "-"))
    }

    private func component(_ name: String) -> String {
        guard let first = name.unicodeScalars.first, first.isPlain, first != "-" else {
            return "X" + name
        }
        return first.properties.uppercaseMapping + String(name.unicodeScalars.dropFirst())
    }

    /// A string ends at a quotation mark.
    private func sanitised(_ text: String) -> String {
        text.replacing(unless: { !$0.isControl && $0 != "\\" }, by: " ")
            .replacing(unless: { $0 != "\"" }, by: "'")
    }
}
