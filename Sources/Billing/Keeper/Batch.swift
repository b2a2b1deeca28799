// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
import Vocabulary

/// Orders that are settled in one transaction: loaded together, decided one by one in memory,
/// written together.
struct Batch {
    let orders: [Order]
    let now: Instant
    let connection: any Connection

    var accounts: [OrganizationID: Account] = [:]
    /// The memos of loaded holds, for captures to inherit.
    private var holdMemos: [HoldID: Memo] = [:]
    /// What was remembered under an order's claim before this batch, by the order's index.
    private var known: [Int: Idempotency.Memory] = [:]
    /// What this batch itself will remember.
    private var fresh: [ClaimName: Idempotency.Memory] = [:]

    // What is written beside the ledger's own rows.
    var memos = Memos()
    var remembered: [(scope: String, claim: IdempotencyClaim, answer: Answer)] = []

    private struct ClaimName: Hashable {
        let organization: OrganizationID
        let key: String
    }

    /// The memos of what this batch makes.
    struct Memos {
        var grants: [GrantID: Memo] = [:]
        var holds: [HoldID: Memo] = [:]
        var charges: [ChargeID: Memo] = [:]
        var refunds: [RefundID: Memo] = [:]
        var adjustments: [AdjustmentID: Memo] = [:]
    }

    init(_ orders: [Order], on connection: any Connection, at now: Instant) {
        self.orders = orders
        self.connection = connection
        self.now = now
        holdMemos.reserveCapacity(orders.count)
        memos.holds.reserveCapacity(orders.count)
        memos.charges.reserveCapacity(orders.count)
    }

    /// Settles every order: each gets its own reply or refusal; failures of the database fail all.
    mutating func settle() throws -> [Result<Reply, any Error>] {
        try load()
        let replies = orders.indices.map { index in Result { try decide(index) } }
        try write()
        return replies
    }

    private mutating func load() throws {
        try loadMemories()
        let waiting = orders.indices.filter { known[$0] == nil }
        let loader = AccountLoader(connection: connection, now: now)
        accounts = try loader.accounts(of: Set(waiting.map { orders[$0].organization }))
        try loadNamed(by: waiting.map { orders[$0] })
        var demands: [OrganizationID: Credits] = [:]
        for index in waiting { addDemand(of: orders[index], to: &demands) }
        for organization in accounts.keys.sorted() {
            guard var account = accounts.removeValue(forKey: organization) else { continue }
            try loader.loadDue(into: &account)
            try loader.loadDebts(into: &account)
            try loader.loadMissingGrants(into: &account)
            let demand = demands[organization, default: .zero]
            let debts = account.balances.uncollected
            try loader.loadGrants(covering: demand.saturatingSum(debts), into: &account)
            accounts[organization] = account
        }
    }

    private mutating func loadMemories() throws {
        let claims = orders.enumerated().compactMap { index, order in
            order.claim.map { (index, order.organization.description, $0.key) }
        }
        let found = try Idempotency.memories(of: claims.map { ($0.1, $0.2) }, on: connection)
        for (position, memory) in found { known[claims[position].0] = memory }
    }

    /// Puts the holds and charges that orders name into the working sets.
    private mutating func loadNamed(by orders: [Order]) throws {
        let holds = orders.compactMap { order in order.command.hold.map { (order.organization, $0) }
        }
        try connection.queryMany(
            """
            SELECT \(AccountRows.holdColumns) FROM hold WHERE organization_id = $1 AND id = $2
            """,
            holds.map { [.id($0.0), .id($0.1)] }
        ) { index, row in
            let (hold, memo) = try AccountRows.hold(row)
            accounts[holds[index].0]?.load(holds: [hold])
            holdMemos[hold.id] = memo
        }
        let charges = orders.compactMap { order in
            order.command.charge.map { (order.organization, $0) }
        }
        try connection.queryMany(
            """
            SELECT \(AccountRows.chargeColumns) FROM charge WHERE organization_id = $1 AND id = $2
            """,
            charges.map { [.id($0.0), .id($0.1)] }
        ) { index, row in
            accounts[charges[index].0]?.load(charges: [try AccountRows.charge(row)])
        }
    }

    private func addDemand(of order: Order, to demands: inout [OrganizationID: Credits]) {
        let held = order.command.hold.flatMap {
            accounts[order.organization]?.heldAmount(of: $0, at: now)
        }
        let demand = order.command.demand(beyond: held ?? .zero)
        let sum = demands[order.organization, default: .zero].saturatingSum(demand)
        demands[order.organization] = sum
    }

    private mutating func decide(_ index: Int) throws -> Reply {
        let order = orders[index]
        let name = order.claim.map { ClaimName(organization: order.organization, key: $0.key) }
        if let claim = order.claim, let memory = known[index] ?? name.flatMap({ fresh[$0] }) {
            return .replayed(try memory.replay(for: claim))
        }
        guard accounts[order.organization] != nil else { throw KeeperRefusal.organizationNotFound }
        // Applied in place: taking the account out of the dictionary would copy its working set.
        guard let outcome = try accounts[order.organization]?.apply(order.command, at: now) else {
            throw KeeperRefusal.organizationNotFound
        }
        let receipt = Receipt(outcome: outcome, memo: note(order, outcome.effect))
        let answer = order.answer?(receipt)
        if let claim = order.claim, let name, let answer {
            fresh[name] = Idempotency.Memory(fingerprint: claim.fingerprint, answer: answer)
            remembered.append((order.organization.description, claim, answer))
        }
        return .settled(receipt, answer)
    }

    /// Keeps the memo for the row that the effect will become.
    private mutating func note(_ order: Order, _ effect: Outcome.Effect) -> Memo {
        var memo = order.memo
        switch effect {
        case .granted(let grant): memos.grants[grant.id] = memo
        case .held(let hold):
            memos.holds[hold.id] = memo
            holdMemos[hold.id] = memo
        case .captured(let charge, _):
            if let hold = charge.hold, let held = holdMemos[hold] { memo = memo.filled(from: held) }
            memos.charges[charge.id] = memo
        case .charged(let charge): memos.charges[charge.id] = memo
        case .refunded(let refund, _): memos.refunds[refund.id] = memo
        case .adjusted(let adjustment): memos.adjustments[adjustment.id] = memo
        case .extended(let hold), .released(let hold):
            memo = holdMemos[hold.id] ?? memo
        case .expired: break
        }
        return memo
    }
}

extension Command {
    /// The hold that must be loaded before the command is decided.
    var hold: HoldID? {
        switch self {
        case .extend(let command): command.hold
        case .capture(let command): command.hold
        case .release(let id): id
        case .grant, .hold, .charge, .refund, .adjust, .expire: nil
        }
    }

    /// The charge that must be loaded before the command is decided.
    var charge: ChargeID? {
        guard case .refund(let command) = self else { return nil }
        return command.charge
    }

    /// What the command may draw from grants beyond what its hold has set aside; never negative,
    /// so that an amount that will be refused takes nothing from what others need.
    func demand(beyond held: Credits) -> Credits {
        switch self {
        case .hold(let command): max(.zero, command.amount)
        case .extend(let command): max(.zero, command.amount)
        case .charge(let command): max(.zero, command.amount)
        case .capture(let command): max(.zero, command.amount.saturatingDifference(held))
        case .adjust(let command): max(.zero, Credits.zero.saturatingDifference(command.amount))
        case .grant, .release, .refund, .expire: .zero
        }
    }
}

extension Credits {
    /// The sum, or the largest amount: for estimates only.
    func saturatingSum(_ other: Credits) -> Credits {
        let (sum, overflow) = nanocredits.addingReportingOverflow(other.nanocredits)
        return Credits(nanocredits: overflow ? .max : sum)
    }

    /// The difference, or the largest amount: for estimates only.
    func saturatingDifference(_ other: Credits) -> Credits {
        let (difference, overflow) = nanocredits.subtractingReportingOverflow(other.nanocredits)
        return Credits(nanocredits: overflow ? .max : difference)
    }
}
