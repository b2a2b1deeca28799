// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
import Vocabulary

/// Orders that are settled in one transaction: loaded together, decided one by one in memory,
/// written together at its end. Until then more may join.
struct Batch {
    private var orders: [Order] = []
    private let clock: Clock
    private(set) var now: Instant
    let connection: any Connection

    /// The accounts that the orders are about; in key order, those of later orders behind.
    private(set) var accounts: [Account] = []
    /// Where an organization's account stands in ``accounts``.
    private var placeOf: [OrganizationID: Int] = [:]
    /// The same by the order's index; nil without books.
    private var places: [Int?] = []
    /// What may be drawn from the grants of each account, its debts included.
    private var demands: [Credits] = []
    /// How many of ``accounts`` have what is due in their working sets.
    private var preparedCount = 0
    /// What was remembered under an order's claim before this batch, by the order's index.
    private var known: [Int: Idempotency.Memory] = [:]
    /// What is closed of that which an order would change, by the order's index.
    private var closed: [Int: ClosedUsage] = [:]
    /// What this batch itself will remember.
    private var fresh: [ClaimName: Idempotency.Memory] = [:]

    // What is written beside the ledger's own rows.
    var memos = Memos()
    var remembered: [(scope: String, claim: IdempotencyClaim, answer: Answer)] = []

    private struct ClaimName: Hashable {
        let organization: OrganizationID
        let key: String
    }

    /// The memos of what this batch makes, and of loaded holds, for captures to inherit.
    struct Memos {
        var grants: [GrantID: Memo] = [:]
        var holds: [HoldID: Memo] = [:]
        var charges: [ChargeID: Memo] = [:]
        var refunds: [RefundID: Memo] = [:]
        var adjustments: [AdjustmentID: Memo] = [:]
    }

    init(on connection: any Connection, by clock: Clock) {
        self.connection = connection
        self.clock = clock
        now = clock.now
    }

    /// Locks the accounts of the first orders, which waits for other nodes' transactions on them:
    /// to be called before anything else is settled. Orders on the same accounts that came
    /// meanwhile can join then without waiting again.
    mutating func lock(accountsOf first: some Collection<Order>) throws {
        try loadAccounts(of: Set(first.map(\.organization)))
        // What is decided now comes after all that was waited for.
        now = clock.now
    }

    func isLocked(_ organization: OrganizationID) -> Bool { placeOf[organization] != nil }

    /// Settles more orders: each gets its own reply or refusal; failures of the database fail all.
    ///
    /// Nothing is written before ``write()``.
    mutating func settle(_ more: some Collection<Order>) throws -> [Result<Reply, any Error>] {
        let indices = orders.count..<orders.count + more.count
        orders += more
        memos.holds.reserveCapacity(orders.count)
        memos.charges.reserveCapacity(orders.count)
        try load(indices)
        return indices.map { index in Result { try decide(index) } }
    }

    private mutating func load(_ indices: Range<Int>) throws {
        try loadAccounts(of: Set(orders[indices].map(\.organization)))
        places += orders[indices].map { placeOf[$0.organization] }
        // Under the accounts' locks: what another node did for the same key is seen, or waits.
        try loadMemories(of: indices)
        let waiting = indices.filter { known[$0] == nil }
        try loadClosed(namedBy: waiting)
        try loadHolds(namedBy: waiting)
        try loadCharges(namedBy: waiting)
        addDemands(of: waiting)
        for place in preparedCount..<accounts.count {
            try loader.loadDue(into: &accounts[place])
            try loader.loadDebts(into: &accounts[place])
            let debts = accounts[place].balances.uncollected
            demands[place] = demands[place].saturatingSum(debts)
        }
        preparedCount = accounts.count
        try loader.loadMissingGrants(into: &accounts)
        try loader.loadGrants(covering: demands, into: &accounts)
    }

    /// Those that are not here yet.
    private mutating func loadAccounts(of organizations: Set<OrganizationID>) throws {
        let known = accounts.count
        accounts += try loader.accounts(of: organizations.filter { placeOf[$0] == nil })
        for place in known..<accounts.count { placeOf[accounts[place].organization] = place }
        demands += repeatElement(.zero, count: accounts.count - known)
    }

    private var loader: AccountLoader { AccountLoader(connection: connection, now: now) }

    private mutating func loadMemories(of indices: Range<Int>) throws {
        let claiming = indices.filter { orders[$0].claim != nil }
        let names = claiming.compactMap { index in
            orders[index].claim.map { (orders[index].organization.description, $0.key) }
        }
        let found = try Idempotency.memories(of: names, on: connection)
        for (position, memory) in found { known[claiming[position]] = memory }
    }

    /// Finds out what is closed, and keeps the rest open until this batch is done: an archive takes
    /// what no batch can change any more. Only what is old enough to be asked for is looked up.
    private mutating func loadClosed(namedBy waiting: [Int]) throws {
        let oldest = now.adding(seconds: -UsageClosing.openSeconds)
        let asked = waiting.compactMap { index in
            orders[index].command.subject.map { (index, $0) }
        }
        .filter { $0.1 < oldest }
        guard !asked.isEmpty, let closing = try UsageClosing.keepOpen(on: connection) else {
            return
        }
        for (index, moment) in asked where moment < closing.before {
            closed[index] = try ClosedUsage.find(madeAt: moment, on: connection)
        }
    }

    /// Puts the holds that orders name into the working sets, as far as they are not there.
    private mutating func loadHolds(namedBy waiting: [Int]) throws {
        var keys = Parameters()
        var asked: [(place: Int, hold: HoldID)] = []
        for index in waiting {
            guard let hold = orders[index].command.hold, let place = places[index],
                accounts[place].heldAmount(of: hold, at: now) == nil
            else { continue }
            keys.beginRow()
            keys.append(accounts[place].organization, hold)
            asked.append((place, hold))
        }
        try connection.queryMany(Self.hold, keys) { index, row in
            let (hold, memo) = try AccountRows.hold(asked[index].hold, row)
            accounts[asked[index].place].load(hold)
            memos.holds[hold.id] = memo
        }
    }

    /// Puts the charges that orders name into the working sets.
    private mutating func loadCharges(namedBy waiting: [Int]) throws {
        var keys = Parameters()
        var owners: [Int] = []
        for index in waiting {
            guard let charge = orders[index].command.charge, let place = places[index] else {
                continue
            }
            keys.beginRow()
            keys.append(accounts[place].organization, charge)
            owners.append(place)
        }
        try connection.queryMany(Self.charge, keys) { index, row in
            accounts[owners[index]].load(charges: [try AccountRows.charge(row)])
        }
    }

    private static let hold = """
        SELECT \(AccountRows.holdColumns) FROM hold WHERE organization_id = $1 AND id = $2
        """
    private static let charge = """
        SELECT \(AccountRows.chargeColumns) FROM charge WHERE organization_id = $1 AND id = $2
        """

    /// Adds what the orders may draw from the grants of their accounts.
    private mutating func addDemands(of waiting: [Int]) {
        for index in waiting {
            guard let place = places[index] else { continue }
            let held = orders[index].command.hold.flatMap {
                accounts[place].heldAmount(of: $0, at: now)
            }
            let demand = orders[index].command.demand(beyond: held ?? .zero)
            demands[place] = demands[place].saturatingSum(demand)
        }
    }

    private mutating func decide(_ index: Int) throws -> Reply {
        let organization = orders[index].organization
        let claim = orders[index].claim
        let name = claim.map { ClaimName(organization: organization, key: $0.key) }
        if let claim, let memory = known[index] ?? name.flatMap({ fresh[$0] }) {
            return .replayed(try memory.replay(for: claim))
        }
        guard let place = places[index] else { throw KeeperRefusal.organizationNotFound }
        if let usage = closed[index] {
            throw orders[index].command.charge == nil
                ? KeeperRefusal.holdArchived(usage) : KeeperRefusal.chargeArchived(usage)
        }
        let outcome = try accounts[place].apply(orders[index].command, at: now)
        let receipt = Receipt(outcome: outcome, memo: note(orders[index].memo, outcome.effect))
        let answer = orders[index].answer?(receipt)
        if let claim, let name, let answer {
            fresh[name] = Idempotency.Memory(fingerprint: claim.fingerprint, answer: answer)
            remembered.append((organization.description, claim, answer))
        }
        return .settled(receipt, answer)
    }

    /// Keeps the memo for the row that the effect will become.
    private mutating func note(_ own: Memo, _ effect: Outcome.Effect) -> Memo {
        var memo = own
        switch effect {
        case .granted(let grant): memos.grants[grant.id] = memo
        case .held(let hold): memos.holds[hold.id] = memo
        case .captured(let charge, _):
            if let hold = charge.hold, let held = memos.holds[hold] {
                memo = memo.filled(from: held)
            }
            memos.charges[charge.id] = memo
        case .charged(let charge): memos.charges[charge.id] = memo
        case .refunded(let refund, _): memos.refunds[refund.id] = memo
        case .adjusted(let adjustment): memos.adjustments[adjustment.id] = memo
        case .extended(let hold), .released(let hold):
            memo = memos.holds[hold.id] ?? memo
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

    /// When the hold or charge was made that the command would change; nil when it makes its own.
    fileprivate var subject: Instant? { hold?.madeAt ?? charge?.madeAt }

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
