// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import TestSupport
import Vocabulary

/// One organization's history in a file, and the coins that say how it should be.
struct KeeperLife {
    private let history: History
    private let file: KeeperFile
    private let organization: OrganizationID
    private var model: CoinModel
    private var random: SeededGenerator
    /// What was told under which claim.
    private var told: [(claim: IdempotencyClaim, answer: Answer)] = []
    private var claims: UInt64 = 0

    init(of history: History, in file: KeeperFile) {
        self.history = history
        self.file = file
        organization = OrganizationID(bits: UInt128(history.seed) << 64 | 1)
        model = CoinModel(unit: history.unit, creditLimit: history.creditLimit)
        random = SeededGenerator(seed: ~history.seed)
    }

    /// - Throws: `Disagreement` with the model.
    mutating func play() async throws {
        try await file.database.write { [organization, history] in
            try Keeper.open(
                Account(organization: organization, creditLimit: history.creditLimit), on: $0)
        }
        var rest = history.steps[...]
        while let first = rest.first {
            let batch = rest.prefix(.random(in: 1...12, using: &random))
            rest = rest.dropFirst(batch.count)
            file.now = first.now
            try await settle(batch.map(\.command))
            try await compareStanding()
            if Int.random(in: 0..<8, using: &random) == 0 { try await file.restart() }
            if Int.random(in: 0..<4, using: &random) == 0 { try await compareRows() }
        }
        try await compareRows()
    }

    /// Settles commands in one batch, and among them repeats of what was settled before.
    private mutating func settle(_ commands: [Command]) async throws {
        var orders: [Order] = []
        var sources: [Source] = []
        for command in commands {
            if let old = told.randomElement(using: &random), Bool.random(using: &random) {
                orders.append(order(.expire, old.claim))
                sources.append(.replay(old.answer))
            }
            claims += 1
            let claim = IdempotencyClaim(
                key: "\(claims)", fingerprint: [UInt8](repeating: UInt8(claims % 256), count: 32))
            orders.append(order(command, claim))
            sources.append(.command(command, claim))
            if Int.random(in: 0..<6, using: &random) == 0 {
                orders.append(order(command, claim))
                sources.append(.again)
            }
        }
        let replies = await file.settle(orders)
        for index in orders.indices {
            let before = index == 0 ? nil : replies[index - 1]
            try compare(sources[index], replies[index], after: before)
        }
    }

    /// Where an order came from, and so what it must be told.
    private enum Source {
        case command(Command, IdempotencyClaim)
        /// The order before once more.
        case again
        case replay(Answer)
    }

    private func order(_ command: Command, _ claim: IdempotencyClaim) -> Order {
        Order(command, for: organization, claim: claim) { receipt in
            Answer(status: 201, body: Array("\(receipt.outcome)".utf8))
        }
    }
}

extension KeeperLife {
    private mutating func compare(
        _ source: Source, _ reply: Result<Reply, any Error>,
        after before: Result<Reply, any Error>?
    ) throws {
        switch (source, reply) {
        case (.replay(let answer), .success(.replayed(let replayed))):
            try agree("a replay", replayed, answer)
        case (.again, .success(.replayed(let replayed))):
            try agree("a repeat in its batch", replayed, told.last?.answer)
        case (.again, .failure(let error)):
            // What was refused left its key free: the repeat is decided anew, and as before.
            var first: LedgerRefusal?
            if case .failure(let refusal) = before { first = refusal as? LedgerRefusal }
            try agree("refused again", error as? LedgerRefusal, first)
        case (.command(let command, let claim), _):
            try compare(command, claim, reply)
        case (.replay, _), (.again, _):
            throw Disagreement("a repeat was no replay: \(reply)")
        }
    }

    private mutating func compare(
        _ command: Command, _ claim: IdempotencyClaim, _ reply: Result<Reply, any Error>
    ) throws {
        let refusal = model.apply(command, at: file.now)
        switch reply {
        case .failure(let error as LedgerRefusal):
            try agree("refusal of \(command.summary)", error, refusal)
        case .success(.settled(let receipt, let answer?)):
            try agree("refusal of \(command.summary)", nil, refusal)
            try agree("balance", receipt.outcome.balance, model.balance)
            try agree("pending", receipt.outcome.pending, model.pending)
            told.append((claim, answer))
        case .success, .failure:
            throw Disagreement("\(command.summary) ended in \(reply)")
        }
    }

    private func compareStanding() async throws {
        let standing = try await file.database.read { [organization, now = file.now] in
            try Statements.standing(of: organization, at: now, on: $0)
        }
        try agree("balance of the statement", standing?.balance, model.balance)
        try agree("pending of the statement", standing?.pending, model.pending)
    }

    private func compareRows() async throws {
        let charges = history.steps.compactMap { step -> ChargeID? in
            switch step.command {
            case .charge(let charge): charge.id
            case .capture(let capture): capture.charge
            default: nil
            }
        }
        let (rows, bookings, days) = try await file.database.read {
            [organization, now = file.now] in
            let reading = Reading(of: organization, on: $0)
            return try (
                reading.rows(charges: charges, at: now), reading.bookings(), reading.days()
            )
        }
        let expected = model.rows(bookings: bookings)
        try agree("grants", rows.grants, expected.grants)
        try agree("holds", rows.holds, expected.holds)
        try agree("charges", rows.charges, expected.charges)
        let expectedDays = model.days.mapValues { [$0.collected.nanocredits, $0.charges] }
        try agree("usage by day", days, expectedDays)
    }

    /// Shows the first row that differs, not all of them.
    private func agree<Row: Equatable>(
        _ what: String, _ actual: [Row], _ expected: [Row]
    ) throws {
        for (actual, expected) in zip(actual, expected) {
            try agree("one of the \(what)", actual, expected)
        }
        try agree("number of \(what)", actual.count, expected.count)
    }

    private func agree<Value: Equatable>(
        _ what: String, _ actual: Value, _ expected: Value
    ) throws {
        guard actual != expected else { return }
        throw Disagreement("\(what): expected \(expected), got \(actual)")
    }
}

/// Reads what the file says of an organization, by the statements that everybody reads.
private struct Reading {
    let organization: OrganizationID
    let connection: any Connection

    init(of organization: OrganizationID, on connection: any Connection) {
        self.organization = organization
        self.connection = connection
    }

    /// No history is longer.
    private static let limit = 1_000

    func rows(charges: [ChargeID], at now: Instant) throws -> Rows {
        let grants = try Statements.grants(
            of: organization, after: nil, limit: Self.limit, on: connection)
        let holds = try Statements.holds(
            of: organization, status: nil, after: nil, limit: Self.limit, at: now, on: connection)
        let charges = try charges.compactMap {
            try Statements.charge($0, of: organization, on: connection)
        }
        return Rows(
            grants: grants.items.map(\.grant), holds: holds.items.map(\.hold),
            charges: charges.map(\.charge))
    }

    /// The last of the entries that booked each charge.
    func bookings() throws -> [ChargeID: Int64] {
        let journal = try Statements.journal(
            of: organization, before: nil, limit: Self.limit, on: connection)
        var bookings: [ChargeID: Int64] = [:]
        for entry in journal.items.reversed() where entry.credit == .revenue {
            if let charge = ChargeID(entry.reference) { bookings[charge] = entry.sequence }
        }
        return bookings
    }

    /// Collected nanocredits and number of charges, by day.
    func days() throws -> [Day: [Int64]] {
        let rows = try connection.query(
            "SELECT day, collected, charges FROM usage_day WHERE organization_id = $1",
            [.text(organization.description)]
        ) { (Day(number: Int32($0.integer(0))), [$0.integer(1), $0.integer(2)]) }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}
