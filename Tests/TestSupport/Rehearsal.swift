// SPDX-License-Identifier: Apache-2.0

public import Ledger
public import Money
public import Vocabulary

/// What the rules did, against what they should have done.
public struct Disagreement: Error, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// One history, lived three times: by an account that keeps everything in hand, by one that is
/// thrown away after each batch and restored from as few rows as possible, and by coins on a table.
public struct Rehearsal: Sendable {
    public private(set) var model: CoinModel
    public private(set) var kept: Account
    public private(set) var shelf: Shelf
    private(set) var journal: JournalCheck

    public init(unit: Int64 = 1, creditLimit: Credits = .zero) {
        let organization = OrganizationID(bits: 1)
        model = CoinModel(unit: unit, creditLimit: creditLimit)
        kept = Account(organization: organization, creditLimit: creditLimit)
        shelf = Shelf(organization: organization, creditLimit: creditLimit)
        journal = JournalCheck(organization: organization)
    }

    /// Plays a whole history, to the last open hold.
    public static func play(_ history: History) throws(Disagreement) -> Rehearsal {
        var rehearsal = Rehearsal(unit: history.unit, creditLimit: history.creditLimit)
        for batch in history.batches {
            guard let now = batch.first?.now else { continue }
            try rehearsal.play(batch.map(\.command), at: now)
        }
        return rehearsal
    }

    public typealias Answer = Result<Outcome, LedgerRefusal>

    /// Applies commands in one transaction, and compares after each of them.
    @discardableResult
    public mutating func play(
        _ commands: [Command], at now: Instant
    ) throws(Disagreement) -> [Answer] {
        var restored = shelf.load(for: commands, at: now)
        var answers: [Answer] = []
        for command in commands {
            let answer = answer(of: &kept, to: command, at: now)
            let other = self.answer(of: &restored, to: command, at: now)
            let refusal = model.apply(command, at: now)
            try agree("the answer when restored", other, answer)
            try journal.read(kept.changes.entries)
            let rows = modelRows
            try compare(command, answer, refusal, rows)
            try compareBooks(rows, at: now)
            answers.append(answer)
        }
        try shelf.store(restored)
        try compareShelf()
        return answers
    }

    private func answer(
        of account: inout Account, to command: Command, at now: Instant
    ) -> Answer {
        Answer { () throws(LedgerRefusal) in try account.apply(command, at: now) }
    }
}

extension Rehearsal {
    private func compare(
        _ command: Command, _ answer: Answer, _ refusal: LedgerRefusal?, _ rows: Rows
    ) throws(Disagreement) {
        switch answer {
        case .failure(let given): try agree("refusal of \(command.summary)", given, refusal)
        case .success(let outcome):
            try agree("refusal of \(command.summary)", nil, refusal)
            try agree("balance", outcome.balance, model.balance)
            try agree("pending", outcome.pending, model.pending)
            try compare(outcome.effect, rows)
        }
    }

    /// The things that an outcome shows are as they stand after the command.
    private func compare(_ effect: Outcome.Effect, _ rows: Rows) throws(Disagreement) {
        func row(_ hold: Hold?) -> Hold? { rows.holds.first { $0.id == hold?.id } }
        func row(_ charge: Charge) -> Charge? { rows.charges.first { $0.id == charge.id } }
        switch effect {
        case .granted(let grant):
            try agree("granted", grant, rows.grants.first { $0.id == grant.id })
        case .held(let hold), .extended(let hold), .released(let hold):
            try agree("hold", hold, row(hold))
        case .captured(let charge, let hold):
            try agree("captured", charge, row(charge))
            try agree("captured hold", hold, row(hold))
        case .charged(let charge), .refunded(_, let charge):
            try agree("charge", charge, row(charge))
        case .adjusted(let adjustment):
            try agree("adjusted", adjustment.draws, model.draws(of: adjustment.id))
        case .expired: break
        }
    }

    private func compareBooks(_ rows: Rows, at now: Instant) throws(Disagreement) {
        try agree("rows", keptRows, rows)
        try agree("balances", kept.balances, model.balances)
        try agree("movements", journal.movements, model.movements)
        try agree("chain hash", journal.chainHash, kept.chainHash)
        try agree("sequence", journal.sequence, kept.sequence)
        try agree("owned by the journal", journal.owned, kept.balances.owned.nanocredits)
        for (day, expected) in model.days {
            let usage = kept.changes.days[day]
            try agree("collected on \(day)", usage?.collected, expected.collected)
            try agree("charges on \(day)", usage?.charges, expected.charges)
        }
        try Invariants.check(kept, rows, at: now)
    }

    private func compareShelf() throws(Disagreement) {
        try agree("stored rows", shelf.rows, keptRows)
        try agree("stored balances", shelf.account.balances, kept.balances)
        try agree("stored held", shelf.account.held, kept.held)
        try agree("stored overdraft", shelf.account.overdraft, kept.overdraft)
        try agree("stored sequence", shelf.account.sequence, kept.sequence)
        try agree("stored chain hash", shelf.account.chainHash, kept.chainHash)
        try Invariants.checkNextExpiry(shelf.account, shelf.rows)
    }

    public var modelRows: Rows { model.rows(bookings: journal.bookings) }

    /// The kept account has made all its rows itself.
    private var keptRows: Rows {
        Rows(grants: kept.newGrants, holds: kept.newHolds, charges: kept.newCharges)
    }
}

func agree<Value: Equatable>(
    _ what: @autoclosure () -> String, _ actual: Value, _ expected: Value
) throws(Disagreement) {
    guard actual != expected else { return }
    throw Disagreement("\(what()): expected \(expected), got \(actual)")
}
